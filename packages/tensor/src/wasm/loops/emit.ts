/**
 * A kernel as a function of WebAssembly, without parameters or results: addresses are part of it. Its
 * results have the bits of the host kernels, step by step. Reductions that a kernel accumulates in
 * memory are begun by a kernel that stores what they start from; sums of float32 are accumulated in
 * float64 beside, and rounded by a kernel that stores them.
 */
import { byteWidth } from '../../dtype.ts'
import { addPrimitive } from '../../primitives/arithmetic.ts'
import { rowAxes } from '../../primitives/row-sum.ts'
import { noParams } from '../../primitive.ts'
import { sizeOf, stridesOf, type Shape } from '../../shape.ts'
import type { FunctionBuilder } from '../assembler.ts'
import type { LaneLibrary } from '../lanes/library.ts'
import { emitColumns } from './columns.ts'
import { reducedAxes, type LoopKernel, type LoopSink, type Step, type View } from './kernel.ts'
import { emitRows, rowRank } from './rows.ts'
import { spaceOf, type Space } from './space.ts'
import { emitSplit, partialBytes, splitSpace, type Fork, type Split } from './split.ts'
import { emitStraightLine } from './straight-line.ts'
import { stageBytes } from './staged-sum.ts'

/** Of a kernel that needs none the scratch memory may be anywhere. */
export interface LoopOptions {
  /** Where `scratchBytes(kernel)` bytes are, at a multiple of 16. */
  readonly scratch?: number
  /** Lets other threads compute a part of a large kernel. */
  readonly fork?: Fork
}

/** The function of a kernel, () → (). */
export function emitLoops(
  library: LaneLibrary,
  kernel: LoopKernel,
  { scratch = 0, fork }: LoopOptions = {},
): FunctionBuilder {
  const builder = library.module.function([], [])
  emitKernel(builder, library, planned(kernel, scratch), fork)
  return builder
}

/** Bytes of memory that a kernel needs while it runs. */
export function scratchBytes(kernel: LoopKernel): number {
  return planned(kernel, 0).bytes
}

interface Plan {
  readonly kernel: LoopKernel
  readonly space: Space
  /** Stores that come before and after. */
  readonly before: readonly LoopKernel[]
  readonly after: readonly LoopKernel[]
  readonly stages: readonly (number | null)[]
  /** Where the pieces of a long row may leave their results. */
  readonly partials: readonly (number | null)[]
  readonly bytes: number
}

function planned(given: LoopKernel, scratch: number): Plan {
  const { shape } = given
  const axes = reducedAxes(given)
  const kept = shape.filter((_, axis) => !axes.includes(axis))
  const isRow = rowAxes(shape, axes)
  const isEmpty = sizeOf(shape) === 0
  const isReduced = isEmpty || axes.some((axis) => shape[axis] !== 1)
  const isAccumulated =
    isEmpty || axes.some((axis) => shape[axis] !== 1 && axis < shape.length - isRow)
  const before: LoopKernel[] = []
  const after: LoopKernel[] = []
  let bytes = 0
  const take = (count: number): number => {
    const address = scratch + bytes
    bytes += Math.ceil(count / 16) * 16
    return address
  }

  const steps: Step[] = [...given.steps]
  const sinks = given.sinks.map((sink): LoopSink => {
    if (sink.kind === 'store') return sink
    if (!isReduced) return withoutAxes(sink, shape, steps)
    if (!isAccumulated) return sink
    let { view } = sink
    if (sink.kind === 'sum' && view.dtype === 'float32' && !isEmpty) {
      const address = take(sizeOf(kept) * byteWidth('float64'))
      view = { dtype: 'float64', address, strides: stridesOf(kept) }
      after.push(storeOf(kept, { kind: 'input', index: 0 }, sink.view, [view]))
    }
    const start = sink.kind === 'sum' ? 0 : sink.kind === 'max' ? -Infinity : Infinity
    before.push(storeOf(kept, { kind: 'literal', value: start, dtype: view.dtype }, view, []))
    return { ...sink, view }
  })
  const kernel = { ...given, steps, sinks }
  const space = spaceOf(kernel)
  const isStaged = rowRank(space) > 1 && !isEmpty
  const stages = sinks.map(({ kind }) => (isStaged && kind === 'sum' ? take(stageBytes) : null))
  const rowBytes = partialBytes(space)
  const partials = sinks.map(({ kind }) =>
    rowBytes > 0 && kind !== 'store' ? take(rowBytes) : null,
  )
  return { kernel, space, before, after, stages, partials, bytes }
}

function storeOf(
  shape: Shape,
  value: LoopKernel['sinks'][number]['value'],
  view: View,
  inputs: readonly View[],
): LoopKernel {
  return { shape, inputs, steps: [], sinks: [{ kind: 'store', value, view }] }
}

/** A reduction over nothing but axes of length 1; a sum begins at 0, so that it is never −0. */
function withoutAxes(
  { kind, axes, value, view }: Exclude<LoopSink, { kind: 'store' }>,
  shape: Shape,
  steps: Step[],
): LoopSink {
  let next = 0
  const strides = shape.map((_, axis) => (axes.includes(axis) ? 0 : view.strides[next++]))
  const stored: View = { ...view, strides }
  if (kind !== 'sum') return { kind: 'store', value, view: stored }
  const { dtype } = view
  const zero = { kind: 'literal', value: 0, dtype } as const
  const index =
    steps.push({ primitive: addPrimitive, params: noParams, operands: [value, zero], dtype }) - 1
  return { kind: 'store', value: { kind: 'step', index }, view: stored }
}

function emitKernel(builder: FunctionBuilder, library: LaneLibrary, plan: Plan, fork?: Fork): void {
  const { kernel, space, before, after, stages } = plan
  for (const store of before) emitKernel(builder, library, planned(store, 0))
  if (!space.lengths.includes(0)) {
    const split = fork === undefined ? null : splitOf(plan, fork)
    if (split !== null) emitSplit(builder, library, kernel, split, fork!)
    else if (space.lengths.length === 0) emitStraightLine(builder, library, kernel)
    else if (rowRank(space) > 0) emitRows(builder, library, kernel, space, stages)
    else emitColumns(builder, library, kernel, space)
  }
  for (const store of after) emitKernel(builder, library, planned(store, 0))
}

/** A kernel whose rows are staged in memory is not divided: there is one stage. */
function splitOf({ kernel, space, stages, partials }: Plan, { threads }: Fork): Split | null {
  const isStaged = stages.some((stage) => stage !== null)
  return isStaged ? null : splitSpace(kernel, space, threads, partials)
}
