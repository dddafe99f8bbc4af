/**
 * The loops around a body. Their counts are constants, so that what runs once is no loop and a short
 * innermost loop is written out.
 */
import type { FunctionBuilder } from '../assembler.ts'
import { Emission } from '../lanes/emission.ts'
import type { Body, Consumer } from './body.ts'
import type { Pointers } from './pointers.ts'

/** Runs what `body` emits so many times, at least once. */
export function repeat(builder: FunctionBuilder, count: number, body: () => void): void {
  if (count === 1) return body()
  const left = builder.local('i32')
  builder.i32(count).set(left)
  countDown(builder, left, body)
  builder.release(left)
}

/** Runs what `body` emits as often as the local says, at least once; leaves it 0. */
export function countDown(builder: FunctionBuilder, left: number, body: () => void): void {
  builder.emit('loop')
  body()
  builder.get(left).i32(1).emit('i32.sub').tee(left).emit('br_if', 0).emit('end')
}

/** The loops over the axes from `first` to before `last`, outermost first. */
export function nest(
  builder: FunctionBuilder,
  pointers: Pointers,
  lengths: readonly number[],
  [first, last]: readonly [number, number],
  body: () => void,
): void {
  if (first === last) return body()
  repeat(builder, lengths[first], () => {
    nest(builder, pointers, lengths, [first + 1, last], body)
    pointers.next(first)
  })
}

export interface InnerLoop {
  readonly builder: FunctionBuilder
  readonly pointers: Pointers
  readonly body: Body
  readonly consumers: readonly Consumer[]
}

/**
 * All elements of an innermost axis. `loop`, else a plain one, runs a trip of the main loop so often.
 * Returns how many elements the pointers have moved on.
 */
export function emitInner(
  inner: InnerLoop,
  length: number,
  loop: (trips: number, trip: () => void) => void = (trips, trip) =>
    repeat(inner.builder, trips, trip),
): number {
  const { builder, pointers, body, consumers } = inner
  const trips = Math.floor(length / body.lanes)
  if (trips <= 1) {
    emitRest(inner, 0, length)
    return 0
  }
  const emission = new Emission(builder)
  const groups = body.vector(consumers, body.lanes, { element: 0, moved: null })
  emission.runAhead(groups.flat())
  loop(trips, () => {
    emission.runInTurns(groups)
    pointers.move(body.lanes)
  })
  emission.releaseAhead()
  const moved = trips * body.lanes
  pointers.moveOn(moved)
  emitRest(inner, moved, length)
  return moved
}

/** The elements from one on, written out: vectors as long as they fit, then numbers. */
function emitRest({ builder, body, consumers }: InnerLoop, moved: number, end: number): void {
  let element = moved
  for (const lanes of new Set([body.lanes, body.unit])) {
    for (; element + lanes <= end; element += lanes) {
      new Emission(builder).run(body.vector(consumers, lanes, { element, moved }).flat())
    }
  }
  for (; element < end; element++) {
    new Emission(builder).run(body.scalar(consumers, { element, moved }))
  }
}
