/**
 * A kernel's steps as lanes: values keep their dtype's kind of number, float32 operations are rounded to
 * float32, int32 wraps around, and bools are masks.
 */
import type { DType } from '../../dtype.ts'
import type { Lane, Lanes } from '../../emitter.ts'
import type { Primitive } from '../../primitive.ts'
import { castPrimitive } from '../../primitives/cast.ts'
import { LaneGraph } from '../lanes/graph.ts'
import type { LaneRecorder, LaneType } from '../lanes/operations.ts'
import { doubleLanes, singleLanes } from '../lanes/record.ts'
import { integerLanes, toInteger } from '../lanes/record-integers.ts'
import type { LoopKernel, LoopSink, LoopValue, Step } from './kernel.ts'

export interface Recorded {
  readonly graph: LaneGraph
  /** What the sinks get. */
  readonly roots: readonly Lane[]
}

const laneTypes: Record<DType, LaneType> = {
  float64: 'f64',
  float32: 'f32',
  bool: 'mask',
  int32: 'i32',
}

/** Functions are recorded in place until the graph has `budget` nodes, and as calls from then on. */
export function recordKernel(kernel: LoopKernel, budget: number): Recorded {
  const graph = new LaneGraph()
  const double = doubleLanes(graph, budget)
  const steps = new StepRecorder(kernel, graph, double, () => singleLanes(graph, double, budget))
  for (const step of kernel.steps) steps.record(step, steps.operandsOf(step))
  return { graph, roots: kernel.sinks.map((sink) => steps.root(sink)) }
}

/** Takes a kernel's steps down one by one. */
export class StepRecorder {
  private readonly kernel: LoopKernel
  private readonly recorder: LaneRecorder
  private readonly double: Lanes
  private readonly makeSingle: () => Lanes
  private single: Lanes | null = null
  private integer: Lanes | null = null
  private readonly results: Lane[] = []

  constructor(kernel: LoopKernel, recorder: LaneRecorder, double: Lanes, single: () => Lanes) {
    this.kernel = kernel
    this.recorder = recorder
    this.double = double
    this.makeSingle = single
  }

  /** The lanes of a step's operands. */
  operandsOf({ operands }: Step): Lane[] {
    const lanes = new Array<Lane>(operands.length)
    for (let i = 0; i < operands.length; i++) lanes[i] = this.laneOf(operands[i])
    return lanes
  }

  /** The lane of the next step's result, from those of its operands. */
  record({ primitive, params, dtype }: Step, operands: readonly Lane[]): Lane {
    const { recorder, results } = this
    let result = operands[0]
    if (primitive.name !== castPrimitive.name) {
      const { emit } = primitive as unknown as Primitive
      result = emit!(this.lanesFor(operands), operands, params)
    }
    result = convert(recorder, result, laneTypes[dtype])
    results.push(result)
    return result
  }

  /** The operations on the numbers among the operands: of int32 or else of float32 where there is one. */
  private lanesFor(operands: readonly Lane[]): Lanes {
    let lanes = this.double
    for (let i = 0; i < operands.length; i++) {
      const type = this.recorder.type(operands[i])
      if (type === 'i32') return (this.integer ??= integerLanes(this.recorder))
      if (type === 'f32') lanes = this.single ??= this.makeSingle()
    }
    return lanes
  }

  laneOf(value: LoopValue): Lane {
    if (value.kind === 'step') return this.results[value.index]
    const { dtype } = value.kind === 'literal' ? value : this.kernel.inputs[value.index]
    const type = laneTypes[dtype]
    return value.kind === 'literal'
      ? this.recorder.constant(value.value, type)
      : this.recorder.input(value.index, type)
  }

  /** What a sink gets. */
  root({ kind, value, view }: LoopSink): Lane {
    const type = kind === 'sum' ? 'f64' : laneTypes[view.dtype]
    return convert(this.recorder, this.laneOf(value), type)
  }
}

function convert(recorder: LaneRecorder, x: Lane, type: LaneType): Lane {
  const from = recorder.type(x)
  if (from === type) return x
  if (type === 'mask') return recorder.compare('ne', x, recorder.constant(0, from))
  if (from === 'mask') {
    return recorder.select(x, recorder.constant(1, type), recorder.constant(0, type))
  }
  if (type === 'i32') return toInteger(recorder, recorder.promote(x))
  if (from === 'i32') return recorder.convert(x, type)
  return type === 'f64' ? recorder.promote(x) : recorder.demote(x)
}
