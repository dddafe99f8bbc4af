/**
 * Compiled kernels for operations on concrete tensors, and the one memory that they work in. A kernel
 * is compiled once the host has spent as long on the same work as compiling takes, so that compiling
 * at most doubles what is paid. Nothing stays in the memory from one call to the next. The number of
 * kernels is bounded, and so is the memory that is kept. While there are worker threads the memory is
 * shared, and a kernel may be a part of which they compute pieces.
 */
import type { LaneFunction } from '../emitter.ts'
import { ModuleBuilder, type FunctionBuilder } from './assembler.ts'
import { pageSize, wasmEngine, type Memory, type WasmFunction } from './engine.ts'
import { escapeImports } from './lanes/library.ts'
import { partName } from './threads/messages.ts'
import type { Pool } from './threads/pool.ts'
import { currentPool, mostPages } from './threads/set-threads.ts'

/** Nanoseconds to emit and compile a kernel of 1 to 4 KB, and to reach the optimised tier. */
const compileTime = 300_000

/** Kernels, and kinds of work counted so far, that are remembered. */
const capacity = 256

/** Bytes of memory that are kept between calls. */
const mostKept = 2 ** 28

interface Entry {
  /** Nanoseconds that the host has spent. */
  spent: number
  /** Instantiates the compiled code in the memory of the time. */
  load: (() => WasmFunction) | null
  run: WasmFunction | null
  /** Whether it was asked for again since it came, or was last considered for removal. */
  used: boolean
}

const entries = new Map<string, Entry>()

/** The kernel memory, as arrays from its start. */
export interface Workspace {
  readonly float64: Float64Array
  readonly float32: Float32Array
  readonly int32: Int32Array
  readonly bool: Uint8Array
}

/** What was added to a module. */
export interface EmittedKernel {
  readonly run: FunctionBuilder
  /** What it asks the host for, in the library's order. */
  readonly escapes?: readonly LaneFunction[]
  /** Whether `run` computes a piece: it takes the numbers of the piece and of the thread first. */
  readonly isPart?: boolean
}

let memory: Memory | null = null
let views: Workspace | null = null
/** The threads that the memory is shared with. */
let pool: Pool | null = null

/** Other threads need another memory, and kernels that are compiled for it. */
function followThreads(): void {
  const current = currentPool()
  if (current === pool) return
  pool = current
  memory = views = null
  for (const entry of entries.values()) entry.load = entry.run = null
}

/** Lets go of a memory that has grown large, since none can shrink. Compiled code goes on in another. */
export function trimWorkspace(): void {
  if (memory === null || memory.buffer.byteLength <= mostKept) return
  memory = views = null
  for (const entry of entries.values()) entry.run = null
}

/** A memory of at least so many bytes, until the next call; null where there is none. */
export function workspace(bytes: number): Workspace | null {
  const engine = wasmEngine()
  if (engine === null) return null
  followThreads()
  const pages = Math.ceil(bytes / pageSize)
  try {
    memory ??= new engine.Memory({ initial: pages, maximum: maximumPages(), shared: pool !== null })
    const missing = pages - memory.buffer.byteLength / pageSize
    if (missing > 0) memory.grow(missing)
  } catch {
    // More than the engine gives: the host kernels need no second copy of their operands.
    return null
  }
  // Growing gives the memory another buffer.
  if (views?.float64.buffer !== memory.buffer) {
    const { buffer } = memory
    views = {
      float64: new Float64Array(buffer),
      float32: new Float32Array(buffer),
      int32: new Int32Array(buffer),
      bool: new Uint8Array(buffer),
    }
  }
  return views
}

/** A shared memory has a bound. */
function maximumPages(): number | undefined {
  return pool === null ? undefined : mostPages
}

/**
 * The function that `emit` adds to a module, compiled for the memory of `workspace`, or null while
 * the host's kernel, which takes `hostTime` nanoseconds, is the cheaper way. `key` names all that the
 * emitted code depends on, but for `currentPool()`. Of a part it is the function of (number of pieces,
 * further arguments) that has all threads compute the pieces, and throws LostWorker where that fails.
 */
export function compiledKernel(
  key: string,
  hostTime: number,
  emit: (module: ModuleBuilder) => EmittedKernel,
): WasmFunction | null {
  followThreads()
  let entry = entries.get(key)
  if (entry !== undefined) entry.used = true
  else {
    if (entries.size === capacity) forgetOne()
    entry = { spent: 0, load: null, run: null, used: false }
    entries.set(key, entry)
  }
  if (entry.run !== null) return entry.run
  entry.spent += hostTime
  if (entry.spent >= compileTime && workspace(1) !== null) {
    entry.load ??= compile(emit)
    entry.run = entry.load()
  }
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

function compile(emit: (module: ModuleBuilder) => EmittedKernel): () => WasmFunction {
  const engine = wasmEngine()!
  const builder = new ModuleBuilder()
  builder.importMemory({
    module: 'program',
    name: 'memory',
    pages: 1,
    maximumPages: maximumPages(),
  })
  const { run, escapes = [], isPart = false } = emit(builder)
  builder.export(partName(0), run)
  const module = new engine.Module(builder.toBytes())
  const names = escapes.map(({ name }) => name)
  return () => {
    const imports = { program: { memory: memory! }, ...escapeImports(escapes) }
    const { exports } = new engine.Instance(module, imports)
    if (!isPart) return exports[partName(0)]
    const task = pool!.add({ module, memory: memory!, escapes: names, exports })
    return (pieces, ...args) => {
      task.run(0, pieces, args)
      return 0
    }
  }
}
