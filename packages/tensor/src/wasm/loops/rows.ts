/**
 * Kernels whose last axes are reduced: a row is run through with running sums and extrema in locals,
 * and its results go to memory at its end. A row whose axes no view can merge is run through axis by
 * axis, and its sums go by way of a small piece of memory, where its elements are next to each other.
 */
import { blockLength } from '../../primitives/row-sum.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { operation, type Value } from '../lanes/code.ts'
import { Emission } from '../lanes/emission.ts'
import type { LaneLibrary } from '../lanes/library.ts'
import { Body, storing, type Consumer } from './body.ts'
import { accumulating, type Reduction } from './columns.ts'
import type { LoopKernel } from './kernel.ts'
import { countDown, emitInner, nest } from './nest.ts'
import { Pointers } from './pointers.ts'
import { RowExtremum } from './row-extremum.ts'
import { RowSum } from './row-sum.ts'
import { StagedSum } from './staged-sum.ts'
import type { Access, Space } from './space.ts'

/** A reduction while its row is run through. */
export interface RowReduction extends Consumer {
  /** What the row comes to, after its end. */
  readonly total: Value
  begin(): void
  /** After each block of a long innermost axis. */
  endBlock(): void
  /** After each innermost axis, along which the pointers have moved on by so many elements. */
  endAxis(moved: number, length: number): void
  end(): void
  release(): void
}

/** How many of a space's last axes are reduced. */
export function rowRank({ reduced }: Space): number {
  let axis = reduced.length
  while (axis > 0 && reduced[axis - 1]) axis--
  return reduced.length - axis
}

/** `stages` has an address for each sum whose row is staged. */
export function emitRows(
  builder: FunctionBuilder,
  library: LaneLibrary,
  kernel: LoopKernel,
  space: Space,
  stages: readonly (number | null)[],
): void {
  const { lengths, reduced, targets } = space
  const pointers = new Pointers(builder, space)
  const body = new Body(library, kernel, space, pointers)
  const { memory } = body
  const last = lengths.length - 1
  const first = lengths.length - rowRank(space)
  const length = lengths[last]
  const reductions: { reduction: RowReduction; kind: Reduction; target: Access }[] = []
  const consumers = kernel.sinks.map(({ kind }, i) => {
    if (kind === 'store') return storing(memory, targets[i])
    const stage = stages[i]
    const reduction =
      kind !== 'sum'
        ? new RowExtremum(builder, kind, targets[i], body.lanes)
        : stage !== null
          ? new StagedSum(builder, library, stage)
          : new RowSum(builder, length <= blockLength)
    reductions.push({ reduction, kind, target: targets[i] })
    return reduction
  })
  const inner = { builder, pointers, body, consumers }
  const each = (f: (reduction: RowReduction) => void): void =>
    reductions.forEach(({ reduction }) => f(reduction))
  /** Runs the trips block by block; the last block ends with the axis, unless more elements follow it. */
  const inBlocks = (trips: number, trip: () => void): void => {
    const whole = blockLength / body.lanes
    const left = builder.local('i32')
    const some = builder.local('i32')
    builder.i32(trips).set(left)
    builder.emit('block').emit('loop')
    builder.i32(whole).get(left).get(left).i32(whole).emit('i32.gt_u').emit('select').set(some)
    builder.get(left).get(some).emit('i32.sub').set(left)
    countDown(builder, some, trip)
    builder.get(left).emit('i32.eqz').emit('br_if', 1)
    each((reduction) => reduction.endBlock())
    builder.emit('br', 0).emit('end').emit('end')
    if (trips % whole === 0 && trips * body.lanes < length) {
      each((reduction) => reduction.endBlock())
    }
    builder.release(some)
    builder.release(left)
  }
  const isAccumulated = reduced.slice(0, first).includes(true)
  nest(builder, pointers, lengths, [0, first], () => {
    each((reduction) => reduction.begin())
    nest(builder, pointers, lengths, [first, last], () => {
      const moved = emitInner(inner, length, length > blockLength ? inBlocks : undefined)
      each((reduction) => reduction.endAxis(moved, length))
    })
    for (const { reduction, kind, target } of reductions) {
      reduction.end()
      const consumer = isAccumulated ? accumulating(memory, target, kind) : storing(memory, target)
      const value = converted(reduction.total, target)
      new Emission(builder).run(consumer.scalar({ value, element: 0, moved: 0, before: [] }))
    }
  })
  each((reduction) => reduction.release())
  pointers.release()
}

/** As the target's dtype. */
function converted(total: Value, { dtype }: Access): Value {
  return dtype === 'float32' && total.type === 'f64'
    ? operation('f32', 'f32.demote_f64', [total])
    : total
}
