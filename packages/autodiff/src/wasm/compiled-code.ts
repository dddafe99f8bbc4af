/**
 * A program as a module of WebAssembly in a room of its own, laid out beforehand. While there are
 * worker threads, long steps are parts of which all threads compute pieces: the memory is then shared,
 * and the module asks its host to fork.
 */
import {
  copyOf,
  makeAval,
  sizeOf,
  Tensor,
  type Aval,
  type TypedArray,
} from '@wengert/tensor/internal'
import {
  currentPool,
  escapeImports,
  hasFusedMultiplyAdd,
  instantiate,
  LaneLibrary,
  ModuleBuilder,
  pageSize,
  partName,
  wasmEngine,
  type Pool,
  type SharedTask,
  type WasmFunction,
} from '@wengert/tensor/internal/wasm'
import type { CodeOptions } from '../executable.ts'
import type { Program } from '../program.ts'
import { PlanEmitter } from './emit-plan.ts'
import { moveAddresses } from './memory.ts'
import { addressOf, offsetsOf, type Place } from './place.ts'
import { hasLongSteps, type HostStep } from './plan.ts'
import { takeRoom, type Room } from './rooms.ts'
import { measuredLimits, type StripLimits } from './strip-layout.ts'
import { planWhole } from './whole-plan.ts'

/** A larger program runs on the interpreter, which lets go of what it needs no more. */
const largestMemory = 2 ** 31 - pageSize

export interface CompiledCode {
  readonly captured: readonly Tensor[]
  readonly inputs: readonly Place[]
  readonly outputs: readonly Place[]
  readonly room: Room
  /** Of memory that it uses. */
  readonly bytes: number
  readonly call: WasmFunction
  /** The threads that it was compiled for. */
  readonly pool: Pool | null
  /** Whether more threads could help. */
  readonly isLong: boolean
}

/** The program, compiled; null where there is no WebAssembly, or not enough room for it. */
export function compileCode(
  program: Program,
  options: CodeOptions,
  limits: StripLimits = measuredLimits,
): CompiledCode | null {
  if (wasmEngine() === null) return null
  // Threads divide loops that are whole, not strips of them.
  const { plan, captured, bytes } = planWhole(program, currentPool() === null ? limits : null)
  const isLong = hasLongSteps(plan)
  const pool = isLong ? currentPool() : null
  const shared = pool !== null
  const room = bytes > largestMemory ? null : takeRoom(bytes, shared)
  if (room === null) return null
  moveAddresses(plan, room.base)
  const { memory } = room

  const builder = new ModuleBuilder()
  const library = new LaneLibrary(builder, { fused: options.fma === true && hasFusedMultiplyAdd() })
  const call = { parameters: ['i32'], results: [] } as const
  const callHost = builder.importFunction('program', 'host', call)
  const callFork = shared ? builder.importFunction('program', 'fork', call) : null
  const emitter = new PlanEmitter(library, callHost, callFork)
  builder.export('run', emitter.emit(plan))
  emitter.parts.forEach(({ part }, i) => builder.export(partName(i), part))
  builder.importMemory({
    module: 'program',
    name: 'memory',
    pages: 1,
    maximumPages: shared ? memory.buffer.byteLength / pageSize : undefined,
  })

  const host = hostRunner(emitter.hostSteps, memory.buffer, shared)
  let task: SharedTask | null = null
  const fork = (part: number): void => task!.run(part, emitter.parts[part].pieces)
  const imports = { ...escapeImports(library.escapes), program: { memory, host, fork } }
  const made = instantiate(builder.toBytes(), imports)
  if (made === null) return null
  const { module, exports } = made
  const escapes = library.escapes.map(({ name }) => name)
  if (emitter.parts.length > 0) task = pool!.add({ module, memory, escapes, exports })
  return {
    captured,
    inputs: plan.inputs,
    outputs: plan.outputs,
    room,
    bytes,
    call: exports.run,
    pool,
    isLong,
  }
}

/** The elements of a place in row-major order, which has moved on by so many bytes. */
export function viewOf(memory: ArrayBuffer, place: Place, moved = 0): TypedArray {
  const size = sizeOf(place.layout.shape)
  const address = addressOf(place) + moved
  switch (place.dtype) {
    case 'float64':
      return new Float64Array(memory, address, size)
    case 'float32':
      return new Float32Array(memory, address, size)
    case 'int32':
      return new Int32Array(memory, address, size)
    case 'bool':
      return new Uint8Array(memory, address, size)
  }
}

/** Gives the elements of a place where they are at the time. */
function viewing(memory: ArrayBuffer, place: Place): () => TypedArray {
  const offsets = offsetsOf(place)
  if (offsets.length === 0) {
    const view = viewOf(memory, place)
    return () => view
  }
  const words = new Int32Array(memory)
  return () => {
    const moved = offsets.reduce((sum, at) => sum + words[at / 4], 0)
    return viewOf(memory, place, moved)
  }
}

/** Runs the host's kernels on the module's memory, or on copies from a shared one. */
function hostRunner(
  steps: readonly HostStep[],
  memory: ArrayBuffer,
  shared: boolean,
): (index: number) => void {
  const calls = steps.map(({ primitive, params, operands, outputs, avals }) => {
    const given = operands.map((operand) => {
      if (operand instanceof Tensor) return () => operand
      const aval = makeAval(operand.layout.shape, operand.dtype)
      const view = viewing(memory, operand)
      return () => new Tensor(aval, shared ? copyOf(view()) : view())
    })
    const targets = outputs.map((place) => viewing(memory, place))
    return (): void => {
      const tensors = given.map((operand) => operand())
      const slots = targets.map((target) => target())
      const result = primitive.kernel(tensors, params, avals as Aval)
      if (!Array.isArray(avals)) slots[0].set(result as TypedArray)
      else slots.forEach((slot, i) => slot.set((result as TypedArray[])[i]))
    }
  })
  return (index) => calls[index]()
}
