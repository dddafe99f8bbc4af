/**
 * Compiled kernels for operations on concrete tensors, and the one memory that they work in. A kernel
 * is compiled once the host has spent as long on the same work as compiling takes, so that compiling
 * at most doubles what is paid. Nothing stays in the memory from one call to the next, and the number
 * of kernels is bounded.
 */
import type { LaneFunction } from '../emitter.ts'
import { ModuleBuilder, type FunctionBuilder } from './assembler.ts'
import { pageSize, wasmEngine, type Memory, type WasmFunction } from './engine.ts'
import { escapeImports } from './lanes/library.ts'

/** Nanoseconds to emit and compile a kernel of 1 to 4 KB, and to reach the optimised tier. */
const compileTime = 300_000

/** Kernels, and kinds of work counted so far, that are remembered. */
const capacity = 256

interface Entry {
  /** Nanoseconds that the host has spent. */
  spent: number
  run: WasmFunction | null
  /** Whether it was asked for again since it came, or was last considered for removal. */
  used: boolean
}

const entries = new Map<string, Entry>()

/** The kernel memory, as arrays from its start. */
export interface Workspace {
  readonly float64: Float64Array
  readonly float32: Float32Array
  readonly bool: Uint8Array
}

/** What was added to a module. */
export interface EmittedKernel {
  readonly run: FunctionBuilder
  /** What it asks the host for, in the library's order. */
  readonly escapes?: readonly LaneFunction[]
}

let memory: Memory | null = null
let views: Workspace | null = null

/** A memory of at least so many bytes, until the next call; null where there is none. */
export function workspace(bytes: number): Workspace | null {
  const engine = wasmEngine()
  if (engine === null) return null
  const pages = Math.ceil(bytes / pageSize)
  try {
    memory ??= new engine.Memory({ initial: pages })
    const missing = pages - memory.buffer.byteLength / pageSize
    if (missing > 0) memory.grow(missing)
  } catch {
    // More than the engine gives: the host kernels need no second copy of their operands.
    return null
  }
  // Growing detaches the memory's buffer.
  if (views?.float64.buffer !== memory.buffer) {
    const { buffer } = memory
    views = {
      float64: new Float64Array(buffer),
      float32: new Float32Array(buffer),
      bool: new Uint8Array(buffer),
    }
  }
  return views
}

/**
 * The function that `emit` adds to a module, compiled for the memory of `workspace`, or null while
 * the host's kernel, which takes `hostTime` nanoseconds, is the cheaper way. `key` names all that the
 * emitted code depends on.
 */
export function compiledKernel(
  key: string,
  hostTime: number,
  emit: (module: ModuleBuilder) => EmittedKernel,
): WasmFunction | null {
  let entry = entries.get(key)
  if (entry !== undefined) entry.used = true
  else {
    if (entries.size === capacity) forgetOne()
    entry = { spent: 0, run: null, used: false }
    entries.set(key, entry)
  }
  if (entry.run !== null) return entry.run
  entry.spent += hostTime
  if (entry.spent >= compileTime && workspace(1) !== null) entry.run = compile(emit)
  return entry.run
}

/** Removes the oldest entry that was not asked for again. */
function forgetOne(): void {
  for (const [key, entry] of entries) {
    entries.delete(key)
    if (!entry.used) return
    entry.used = false
    entries.set(key, entry)
  }
}

function compile(emit: (module: ModuleBuilder) => EmittedKernel): WasmFunction {
  const engine = wasmEngine()!
  const module = new ModuleBuilder()
  module.importMemory({ module: 'host', name: 'memory', pages: 1 })
  const { run, escapes = [] } = emit(module)
  module.export('run', run)
  const compiled = new engine.Module(module.toBytes())
  const imports = { host: { memory: memory! }, ...escapeImports(escapes) }
  return new engine.Instance(compiled, imports).exports.run
}
