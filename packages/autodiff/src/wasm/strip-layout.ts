/**
 * Which rows of its arrays each of some loops computes in which strip, so that every row is computed once,
 * and read no earlier than it is written. A loop goes along the first axis of its space; a row of an array
 * is what one step along that axis moves on by. In strip t a loop computes its rows from t·length + lag on,
 * as many as the strip is long: its lag is 0, or below where it reads rows ahead of its own, which are to
 * be there. All loops that fill an array reach the same row of it in a strip, its front. Loops of one row,
 * as those that fill a border, run in the strip with that row. Where a loop adds up all of its elements, a
 * strip is a block of its sum, and the loop's lag is 0: others run ahead.
 */
import { byteWidth, sizeOf } from '@wengert/tensor/internal'
import { blockLength } from '@wengert/tensor/internal/wasm'
import { placesOf } from './memory.ts'
import type { Buffer, Place } from './place.ts'
import type { LoopSink, LoopStep } from './plan.ts'

/** Where rows of an array meet those of a loop: the one at the loop's row 0. */
interface Meeting {
  readonly buffer: Buffer
  readonly row: number
}

/** A loop among those run in strips. */
export interface StripLoop {
  readonly loop: LoopStep
  /** Rows in all. */
  readonly rows: number
  /** Whether the first axis of its space is that of rows; else it is all of one row. */
  readonly hasRows: boolean
  readonly reads: readonly Meeting[]
  readonly writes: readonly Meeting[]
  /** Whether it adds up all of its elements, of which each strip is then a block. */
  readonly isSummed: boolean
  readonly lag: number
}

/** An array that is written in strips. */
export interface StripArray {
  /** In elements. */
  readonly rowLength: number
  readonly rowBytes: number
  /** The last row that is there after strip t is t·length + front − 1, and the first still needed from then on. */
  readonly front: number
  readonly back: number
}

export interface StripLayout {
  readonly loops: readonly StripLoop[]
  readonly arrays: ReadonlyMap<Buffer, StripArray>
  /** Rows of a strip. */
  readonly length: number
  readonly count: number
}

/** When strips are worth it, and how long they are. */
export interface StripLimits {
  /** Of arrays that are then never whole. */
  readonly leastBytes: number
  /**
   * Of a strip of all arrays that its loops touch: as many as stay in the first cache. Strips that only
   * fit the second one were measured to be slower than none where inputs come from memory.
   */
  readonly stripBytes: number
  /** The same where strips are as long as a block of a sum. */
  readonly blockBytes: number
  /** Elements in a strip of the longest array, for which it is worth to begin loops. */
  readonly leastElements: number
  /** The share of what is handed on that may be moved for the next strip. */
  readonly mostCarried: number
}

export const measuredLimits: StripLimits = {
  leastBytes: 2 ** 21,
  stripBytes: 2 ** 14,
  blockBytes: 40 * blockLength,
  leastElements: 128,
  mostCarried: 0.5,
}

/** Rows of a strip are a multiple of these where there are as many, so that vectors and cache lines stay whole. */
const unit = 64
/** The last strip may be so many times as long, where loops do not have the same number of rows. */
const longestLast = 3
/** Strips that are worth it. */
const leastCount = 4
/** Loops that are looked at together. */
const mostLoops = 64

/**
 * How the loops can go strip by strip, in their order; null where they cannot. Without strips where they are
 * too short, and others are to come that are not.
 */
export function layoutOf(
  steps: readonly LoopStep[],
  rowLengths: ReadonlyMap<Buffer, number>,
  limits: StripLimits,
): StripLayout | null {
  if (steps.length > mostLoops) return null
  const written = new Map(
    steps.flatMap(({ sinks }) => sinks.map(({ place }) => [place.buffer, place])),
  )
  const given: StripLoop[] = []
  for (const step of steps) {
    const loop = stripLoopOf(step, rowLengths, written)
    if (loop === null) return null
    given.push(loop)
  }
  const length = lengthFor(given, limits)
  const most = Math.max(...given.map(({ rows }) => rows))
  if (length === 0) return null
  if (most < leastCount * length) return { loops: given, arrays: new Map(), length, count: 0 }
  const started = given.map((loop) => (2 * loop.rows >= most ? { ...loop, lag: 0 } : loop))
  const fronts = settle(started)
  if (fronts === null) return null
  const arrays = new Map<Buffer, StripArray>()
  // Blocks begin where strips do.
  const lead = started.find(({ isSummed }) => isSummed)?.lag ?? 0
  const loops = started.map((loop) => ({ ...loop, lag: loop.lag - lead }))
  for (const [buffer, last] of fronts) {
    const front = last - lead
    const read = loops.flatMap(({ reads, lag }) =>
      reads.filter((meeting) => meeting.buffer === buffer).map(({ row }) => lag + row),
    )
    const rowLength = rowLengths.get(buffer)!
    const rowBytes = rowLength * byteWidth(written.get(buffer)!.dtype)
    arrays.set(buffer, { rowLength, rowBytes, front, back: Math.min(0, front, ...read) })
  }
  const summed = loops.find(({ isSummed }) => isSummed)
  const long = loops.filter(({ rows }) => 2 * rows >= most)
  const count =
    summed === undefined
      ? Math.floor(Math.min(...long.map(({ rows }) => rows)) / length)
      : Math.ceil(summed.rows / length)
  const layout = { loops, arrays, length, count }
  return loops.every((loop) => isRegular(layout, loop)) ? layout : null
}

/** Rows of a strip; 0 where too many arrays, or too long ones, are touched. */
function lengthFor(
  loops: readonly StripLoop[],
  { stripBytes, blockBytes, leastElements }: StripLimits,
): number {
  const rowLengths = new Map<Buffer, number>()
  let perRow = 0
  for (const { loop, hasRows } of loops) {
    for (const { buffer, dtype, layout } of placesOf(loop)) {
      if (!hasRows || (layout.strides[0] ?? 0) === 0 || rowLengths.has(buffer)) continue
      const size = sizeOf(layout.shape.slice(1))
      rowLengths.set(buffer, size)
      perRow += size * byteWidth(dtype)
    }
  }
  // Of borders alone, to which longer loops are to come.
  if (perRow === 0) return Infinity
  if (loops.some(({ isSummed }) => isSummed)) {
    return perRow * blockLength <= blockBytes ? blockLength : 0
  }
  const fitting = Math.floor(stripBytes / perRow)
  if (fitting * Math.max(...rowLengths.values()) < leastElements) return 0
  return fitting > unit ? fitting - (fitting % unit) : fitting
}

/** The rows [from, to) that a loop computes in a strip. */
export function rowsIn(
  { length, count }: StripLayout,
  { rows, lag }: StripLoop,
  strip: number,
): readonly [number, number] {
  const start = (t: number): number => Math.min(Math.max(t * length + lag, 0), rows)
  return [strip === 0 ? 0 : start(strip), strip === count - 1 ? rows : start(strip + 1)]
}

/** Whether the loop does the same in all strips but the first and the last. */
function isRegular(layout: StripLayout, loop: StripLoop): boolean {
  const { length, count } = layout
  const [first, inner, last] = [0, 1, count - 1].map((strip) => {
    const [from, to] = rowsIn(layout, loop, strip)
    return to - from
  })
  if (inner !== 0 && inner !== length) return false
  if (loop.isSummed && (loop.lag !== 0 || last === 0 || last > length)) return false
  return last <= longestLast * length && first + (count - 2) * inner + last === loop.rows
}

/** Whether a sink is the sum of all elements of a loop along one axis. */
export function isWholeSum({ kind, axes, place }: LoopSink): boolean {
  return kind === 'sum' && axes.length === 1 && place.layout.shape.length === 0
}

/** Null where the loop takes what other loops write other than row by row. */
function stripLoopOf(
  loop: LoopStep,
  rowLengths: ReadonlyMap<Buffer, number>,
  written: ReadonlyMap<Buffer, Place>,
): StripLoop | null {
  const summed = loop.sinks.filter(isWholeSum)
  const others = loop.sinks.filter((sink) => !summed.includes(sink))
  const isReduced = others.some(({ axes }) => axes.includes(0))
  const targets = others.map(({ place }) => place)
  const given = loop.inputs.filter(({ buffer }) => written.has(buffer))
  const meetings = [...given, ...targets].map((place) => meetingOf(place, rowLengths))
  if (isReduced || meetings.length === 0) return null
  if (meetings.some((meeting) => meeting === null)) return null
  const { hasRows } = meetings[0]!
  if (meetings.some((meeting) => meeting!.hasRows !== hasRows)) return null
  if (hasRows && loop.inputs.some(({ layout }) => layout.strides[0] < 0)) return null
  if (!hasRows && loop.sinks.some(({ kind }) => kind !== 'store')) return null
  return {
    loop,
    rows: hasRows ? loop.shape[0] : 1,
    hasRows,
    reads: meetings.slice(0, given.length) as Meeting[],
    writes: meetings.slice(given.length) as Meeting[],
    isSummed: summed.length > 0,
    lag: Infinity,
  }
}

/** How a place takes rows of its array: one a step along its first axis, or all of it within one. */
function meetingOf(
  { buffer, layout: { shape, strides, offset } }: Place,
  rowLengths: ReadonlyMap<Buffer, number>,
): (Meeting & { readonly hasRows: boolean }) | null {
  const rowLength = rowLengths.get(buffer)
  if (rowLength === undefined) return null
  const hasRows = shape.length > 0 && strides[0] === rowLength
  let [first, last] = [offset % rowLength, offset % rowLength]
  for (let axis = hasRows ? 1 : 0; axis < shape.length; axis++) {
    const reach = strides[axis] * (shape[axis] - 1)
    if (reach < 0) first += reach
    else last += reach
  }
  const isWithin = first >= 0 && last < rowLength
  return isWithin ? { buffer, row: Math.floor(offset / rowLength), hasRows } : null
}

/** Lowers lags until they allow for each other, and returns the fronts; null where they never do. */
function settle(loops: StripLoop[]): Map<Buffer, number> | null {
  const fronts = new Map<Buffer, number>()
  for (let round = 0; round <= loops.length; round++) {
    let isSettled = true
    loops.forEach((loop, i) => {
      const { reads, writes } = loop
      const bounds = [...reads, ...writes].map((m) => (fronts.get(m.buffer) ?? Infinity) - m.row)
      const lag = Math.min(loop.lag, ...bounds)
      loops[i] = { ...loop, lag }
      for (const { buffer, row } of writes) {
        if (lag + row >= (fronts.get(buffer) ?? Infinity)) continue
        fronts.set(buffer, lag + row)
        isSettled = false
      }
    })
    if (isSettled) return fronts
  }
  return null
}
