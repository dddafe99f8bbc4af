/**
 * A kernel's steps as a graph of lanes: values keep their dtype's kind of number, float32 operations
 * are rounded to float32, and bools are masks.
 */
import { isFloat, type DType } from '../../dtype.ts'
import type { Lane } from '../../emitter.ts'
import type { Primitive } from '../../primitive.ts'
import { castPrimitive } from '../../primitives/cast.ts'
import { LaneGraph, type LaneType } from '../lanes/graph.ts'
import { doubleLanes, singleLanes } from '../lanes/record.ts'
import type { LoopKernel, LoopValue, Step } from './kernel.ts'

export interface Recorded {
  readonly graph: LaneGraph
  /** What the sinks get. */
  readonly roots: readonly Lane[]
}

const laneTypes: Record<DType, LaneType | null> = {
  float64: 'f64',
  float32: 'f32',
  bool: 'mask',
  int32: null,
}

/** What masks may be given to; other primitives take bools as numbers. */
const logic: ReadonlySet<string> = new Set([
  'logicalAnd',
  'logicalOr',
  'logicalNot',
  'where',
  'stopGradient',
])

/** Whether a primitive on operands of these dtypes can be a step of a loop kernel. */
export function isLoopStep(
  primitive: Primitive<never>,
  operands: readonly DType[],
  dtype: DType,
): boolean {
  if (laneTypes[dtype] === null || operands.some((of) => laneTypes[of] === null)) return false
  if (primitive.name === castPrimitive.name) return true
  return primitive.emit !== undefined && (logic.has(primitive.name) || operands.every(isFloat))
}

/** Functions are recorded in place until the graph has `budget` nodes, and as calls from then on. */
export function recordKernel(kernel: LoopKernel, budget: number): Recorded {
  const graph = new LaneGraph()
  const double = doubleLanes(graph, budget)
  const single = singleLanes(graph, double)
  const results: Lane[] = []
  const laneOf = (value: LoopValue): Lane => {
    if (value.kind === 'step') return results[value.index]
    if (value.kind === 'literal') return graph.constant(value.value, laneTypes[value.dtype]!)
    return graph.input(value.index, laneTypes[kernel.inputs[value.index].dtype]!)
  }
  for (const step of kernel.steps) {
    const operands = step.operands.map(laneOf)
    if (step.primitive.name === castPrimitive.name) {
      results.push(convert(graph, operands[0], laneTypes[step.dtype]!))
      continue
    }
    const isSingle = operands.some((x) => graph.type(x) === 'f32')
    const emit = (step.primitive as unknown as Primitive).emit!
    const result = emit(isSingle ? single : double, operands, step.params)
    results.push(convert(graph, result, laneTypes[step.dtype]!))
  }
  const roots = kernel.sinks.map(({ kind, value, view }) => {
    const lane = laneOf(value)
    return convert(graph, lane, kind === 'sum' ? 'f64' : laneTypes[view.dtype]!)
  })
  return { graph, roots }
}

function convert(graph: LaneGraph, x: Lane, type: LaneType): Lane {
  const from = graph.type(x)
  if (from === type) return x
  if (type === 'mask') return graph.compare('ne', x, graph.constant(0, from))
  if (from === 'mask') return graph.select(x, graph.constant(1, type), graph.constant(0, type))
  return type === 'f64' ? graph.promote(x) : graph.demote(x)
}

export type { Step }
