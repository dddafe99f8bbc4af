/**
 * A program as a module of WebAssembly with a memory of its own, laid out beforehand. An input that is
 * the very array of the call before is not copied in again: tensors never change.
 */
import {
  escapeImports,
  LaneLibrary,
  makeAval,
  ModuleBuilder,
  pageSize,
  sizeOf,
  Tensor,
  wasmEngine,
  type Aval,
  type TypedArray,
  type WasmFunction,
} from '@wengert/tensor/internal'
import type { Executable } from '../executable.ts'
import type { Program } from '../program.ts'
import { PlanEmitter } from './emit-plan.ts'
import { assignAddresses } from './memory.ts'
import { addressOf, type Place } from './place.ts'
import type { HostStep } from './plan.ts'
import { freshInputs, planProgram, type Constants } from './planner.ts'

/** A larger program runs on the interpreter, which lets go of what it needs no more. */
const largestMemory = 2 ** 31 - pageSize

/** The program, compiled; null where there is no WebAssembly, or not enough memory. */
export function compileProgram(program: Program): Executable | null {
  const engine = wasmEngine()
  if (engine === null) return null
  const constants: Constants = new Map()
  const own = freshInputs(program)
  const plan = planProgram(program, own, constants)
  const inputs = [...own, ...constants.values()]
  const buffers = [...inputs.map(({ buffer }) => buffer), ...plan.buffers]
  const end = assignAddresses({ ...plan, inputs, buffers }, 0)
  if (end > largestMemory) return null

  const module = new ModuleBuilder()
  const pages = Math.ceil(end / pageSize) + 1
  module.importMemory({ module: 'program', name: 'memory', pages })
  const library = new LaneLibrary(module)
  const callHost = module.importFunction('program', 'host', { parameters: ['i32'], results: [] })
  const emitter = new PlanEmitter(library, callHost)
  module.export('run', emitter.emit(plan))

  const memory = new engine.Memory({ initial: pages })
  const host = hostRunner(emitter.hostSteps, memory.buffer)
  const { exports } = new engine.Instance(new engine.Module(module.toBytes()), {
    ...escapeImports(library.escapes),
    program: { memory, host },
  })
  return new CompiledProgram(
    program,
    [...constants.keys()],
    inputs,
    plan.outputs,
    memory.buffer,
    exports.run,
  )
}

class CompiledProgram implements Executable {
  readonly program: Program
  private readonly captured: readonly Tensor[]
  private readonly inputs: readonly Place[]
  private readonly outputs: readonly { place: Place; aval: Aval; view: TypedArray }[]
  private readonly slots: readonly TypedArray[]
  private readonly call: WasmFunction
  /** The arrays that the slots hold. */
  private readonly held: (TypedArray | null)[]

  constructor(
    program: Program,
    captured: readonly Tensor[],
    inputs: readonly Place[],
    outputs: readonly Place[],
    memory: ArrayBuffer,
    call: WasmFunction,
  ) {
    this.program = program
    this.captured = captured
    this.inputs = inputs
    this.slots = inputs.map((place) => viewOf(memory, place))
    this.outputs = outputs.map((place, i) => ({
      place,
      aval: program.aval(program.outputs[i]),
      view: viewOf(memory, place),
    }))
    this.call = call
    this.held = inputs.map(() => null)
  }

  run(given: readonly Tensor[]): Tensor[] {
    const { slots, held, captured } = this
    const own = given.length
    for (let i = 0; i < slots.length; i++) {
      const array = (i < own ? given[i] : captured[i - own]).host!
      if (held[i] === array) continue
      if (array.length === 1) slots[i][0] = array[0]
      else slots[i].set(array)
      held[i] = array
    }
    this.call()
    return this.outputs.map(({ place, aval, view }) => {
      const same = this.inputs.findIndex(({ buffer }) => buffer === place.buffer)
      const whole = same >= 0 && slots[same].length === view.length
      return new Tensor(aval, whole ? held[same] : view.slice())
    })
  }
}

/** The elements of a place in row-major order. */
function viewOf(memory: ArrayBuffer, place: Place): TypedArray {
  const size = sizeOf(place.layout.shape)
  const address = addressOf(place)
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

/** Runs the host's kernels on the module's memory. */
function hostRunner(steps: readonly HostStep[], memory: ArrayBuffer): (index: number) => void {
  const calls = steps.map(({ primitive, params, operands, outputs, avals }) => {
    const tensors = operands.map((operand) =>
      operand instanceof Tensor
        ? operand
        : new Tensor(makeAval(operand.layout.shape, operand.dtype), viewOf(memory, operand)),
    )
    const slots = outputs.map((place) => viewOf(memory, place))
    return (): void => {
      const result = primitive.kernel(tensors, params, avals as Aval)
      if (!Array.isArray(avals)) slots[0].set(result as TypedArray)
      else slots.forEach((slot, i) => slot.set((result as TypedArray[])[i]))
    }
  })
  return (index) => calls[index]()
}
