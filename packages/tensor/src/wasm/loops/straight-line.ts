/**
 * Kernels of one element as straight-line code. Every operation is emitted as it is taken down, into a
 * local that is free again after its last use; no graph is built, so that a program of very many scalar
 * equations is encoded in one quick pass. Functions are calls.
 */
import type { FunctionBuilder } from '../assembler.ts'
import type { Lane, LaneFunction } from '../../emitter.ts'
import type { Instruction } from '../instructions.ts'
import type { Arithmetic, Comparison, LaneRecorder, LaneType } from '../lanes/operations.ts'
import type { LaneLibrary } from '../lanes/library.ts'
import { numberInstructions } from '../lanes/lower-scalar.ts'
import { callingLanes, callingSingles } from '../lanes/record.ts'
import { pushAddress } from '../moves.ts'
import { loadOf, storeOf } from './access.ts'
import type { LoopKernel, LoopSink, LoopValue, View } from './kernel.ts'
import { StepRecorder } from './record.ts'

/** The function's instructions for a kernel whose sinks all store. */
export function emitStraightLine(
  builder: FunctionBuilder,
  library: LaneLibrary,
  kernel: LoopKernel,
): void {
  const { inputs, steps, sinks } = kernel
  const uses = new Uses(kernel)
  const code = new StraightLine(builder, library, inputs, uses.ofInput)
  const double = callingLanes(code)
  const recorder = new StepRecorder(kernel, code, double, () => callingSingles(code, double))
  const sinksOf = new Map<number, LoopSink[]>()
  const late: LoopSink[] = []
  const read = new Set(inputs.map(({ address }) => address))
  for (const sink of sinks) {
    const { value, view } = sink
    // A store waits where an input, which is loaded at its first use, may be in the same place.
    if (value.kind !== 'step' || read.has(view.address)) late.push(sink)
    else {
      const list = sinksOf.get(value.index)
      if (list === undefined) sinksOf.set(value.index, [sink])
      else list.push(sink)
    }
  }
  for (let i = 0; i < steps.length; i++) {
    const operands = recorder.operandsOf(steps[i])
    code.keep(recorder.record(steps[i], operands), uses.ofStep[i])
    for (let k = 0; k < operands.length; k++) code.used(operands[k])
    sinksOf.get(i)?.forEach((sink) => {
      code.store(sink.view, recorder.root(sink))
      code.used(recorder.laneOf(sink.value))
    })
    code.endStep()
  }
  const roots = late.map((sink) => recorder.root(sink))
  late.forEach(({ view }, i) => code.store(view, roots[i]))
}

/** How often a kernel's values are used. */
class Uses {
  readonly ofInput: Uint32Array
  readonly ofStep: Uint32Array

  constructor({ inputs, steps, sinks }: LoopKernel) {
    this.ofInput = new Uint32Array(inputs.length)
    this.ofStep = new Uint32Array(steps.length)
    for (let i = 0; i < steps.length; i++) {
      const { operands } = steps[i]
      for (let k = 0; k < operands.length; k++) this.count(operands[k])
    }
    for (const { value } of sinks) this.count(value)
  }

  private count(value: LoopValue): void {
    if (value.kind === 'input') this.ofInput[value.index]++
    else if (value.kind === 'step') this.ofStep[value.index]++
  }
}

const valueTypes = { f64: 'f64', f32: 'f32', i32: 'i32', mask: 'i32' } as const
const constantInstructions = {
  f64: 'f64.const',
  f32: 'f32.const',
  i32: 'i32.const',
  mask: 'i32.const',
} as const

/** In place of a number of uses to come. */
const released = -1

/** A lane is the number of a local; below 0, of a constant. */
class StraightLine implements LaneRecorder {
  private readonly builder: FunctionBuilder
  private readonly library: LaneLibrary
  private readonly inputs: readonly View[]
  private readonly inputUses: Uint32Array
  /** What locals hold. */
  private readonly types: LaneType[] = []
  /** Uses to come of that, by steps and sinks. */
  private readonly pending: number[] = []
  private readonly constants: number[] = []
  private readonly constantTypes: LaneType[] = []
  /** How many constants there are; those of a step are gone after it, unless one is its result. */
  private constantCount = 0
  private lasting = 0
  private readonly loaded: Lane[] = []
  private readonly bases = new Map<string, number>()
  /** The locals that the step at hand has taken. */
  private readonly taken: Lane[] = []
  private takenCount = 0

  constructor(
    builder: FunctionBuilder,
    library: LaneLibrary,
    inputs: readonly View[],
    inputUses: Uint32Array,
  ) {
    this.builder = builder
    this.library = library
    this.inputs = inputs
    this.inputUses = inputUses
  }

  /** So many more uses of a lane are to come. */
  keep(lane: Lane, uses: number): void {
    if (lane < 0) this.lasting = this.constantCount
    else this.pending[lane] += uses
  }

  /** One of them has been. */
  used(lane: Lane): void {
    if (lane >= 0 && --this.pending[lane] === 0) this.release(lane)
  }

  /** Lets go of what the step needed on the way to its result. */
  endStep(): void {
    for (let i = 0; i < this.takenCount; i++) {
      if (this.pending[this.taken[i]] === 0) this.release(this.taken[i])
    }
    this.takenCount = 0
    this.constantCount = this.lasting
  }

  store({ dtype, address, offsets }: View, lane: Lane): void {
    this.pushBase(offsets)
    this.push(lane)
    this.builder.emit(storeOf[dtype], address)
  }

  type(lane: Lane): LaneType {
    return lane < 0 ? this.constantTypes[-1 - lane] : this.types[lane]
  }

  value(lane: Lane): number | null {
    return lane < 0 ? this.constants[-1 - lane] : null
  }

  constant(value: number, type: LaneType): Lane {
    const known =
      type === 'mask' ? Number(value !== 0) : type === 'f32' ? Math.fround(value) : value
    const index = this.constantCount++
    this.constants[index] = known
    this.constantTypes[index] = type
    return (-1 - index) as Lane
  }

  input(index: number, type: LaneType): Lane {
    const known = this.loaded[index]
    if (known !== undefined) return known
    const { dtype, address, offsets } = this.inputs[index]
    this.pushBase(offsets)
    this.builder.emit(loadOf[dtype], address)
    const lane = this.result(type)
    this.keep(lane, this.inputUses[index])
    return (this.loaded[index] = lane)
  }

  arithmetic(operation: Arithmetic, x: Lane, y?: Lane): Lane {
    const type = this.type(x)
    this.push(x)
    if (y !== undefined) this.push(y)
    this.builder.emit(numberInstructions[valueTypes[type]][operation])
    return this.result(type)
  }

  compare(operation: Comparison, x: Lane, y: Lane): Lane {
    const type = valueTypes[this.type(x)]
    return this.apply('mask', numberInstructions[type][operation], [x, y])
  }

  and(p: Lane, q: Lane): Lane {
    return this.apply('mask', 'i32.and', [p, q])
  }

  or(p: Lane, q: Lane): Lane {
    return this.apply('mask', 'i32.or', [p, q])
  }

  not(p: Lane): Lane {
    return this.apply('mask', 'i32.eqz', [p])
  }

  select(mask: Lane, x: Lane, y: Lane): Lane {
    return this.apply(this.type(x), 'select', [x, y, mask])
  }

  promote(x: Lane): Lane {
    if (this.type(x) === 'f64') return x
    const known = this.value(x)
    if (known !== null) return this.constant(known, 'f64')
    return this.apply('f64', 'f64.promote_f32', [x])
  }

  demote(x: Lane): Lane {
    if (this.type(x) === 'f32') return x
    const known = this.value(x)
    if (known !== null) return this.constant(known, 'f32')
    return this.apply('f32', 'f32.demote_f64', [x])
  }

  convert(x: Lane, type: 'f64' | 'f32'): Lane {
    return this.apply(type, `${type}.convert_i32_s`, [x])
  }

  truncate(x: Lane): Lane {
    return this.apply('i32', 'i32.trunc_sat_f64_s', [x])
  }

  call(f: LaneFunction, operands: readonly Lane[]): Lane {
    const type = this.type(operands[0]) as 'f64' | 'f32'
    return this.apply(type, 'call', operands, this.library.scalarFunction(f, type, operands.length))
  }

  private apply(
    type: LaneType,
    instruction: Instruction,
    operands: readonly Lane[],
    immediate?: number,
  ): Lane {
    for (const operand of operands) this.push(operand)
    this.builder.emit(instruction, immediate)
    return this.result(type)
  }

  /** What is on the stack, in a local. */
  private result(type: LaneType): Lane {
    const local = this.builder.local(valueTypes[type]) as Lane
    this.builder.set(local)
    this.types[local] = type
    this.pending[local] = 0
    this.taken[this.takenCount++] = local
    return local
  }

  /** What is added to a constant address: 0, or offsets that a local holds from the first use on. */
  private pushBase(offsets: readonly number[] = []): void {
    const { builder, bases } = this
    if (offsets.length === 0) {
      builder.i32(0)
      return
    }
    const key = offsets.join()
    const known = bases.get(key)
    if (known !== undefined) {
      builder.get(known)
      return
    }
    const local = builder.local('i32')
    bases.set(key, local)
    pushAddress(builder, 0, offsets)
    builder.tee(local)
  }

  private push(lane: Lane): void {
    if (lane >= 0) this.builder.get(lane)
    else this.builder.emit(constantInstructions[this.type(lane)], this.value(lane)!)
  }

  private release(lane: Lane): void {
    this.pending[lane] = released
    this.builder.release(lane)
  }
}
