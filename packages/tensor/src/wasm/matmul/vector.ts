/**
 * The product of a matrix and a vector, whose sums have four phases, k mod 4. Where the columns of
 * the matrix are contiguous the lanes are rows, and each phase has vectors of its own; else the
 * phases are the lanes, of several rows (or of several blocks of one long row) side by side.
 */
import type { FunctionBuilder } from '../assembler.ts'
import { depthBlock } from '../../primitives/matmul-kernel.ts'
import type { ProductView } from './spec.ts'
import { emitStrips, inStrips } from './strips.ts'
import { Cursor, emitBlocks, lowest, repeat, rowTiles, Vectors } from './vectors.ts'

/** Rows from the places that the locals point at; `left`, `result` and `rows` are changed. */
export function emitVectorRows(
  f: FunctionBuilder,
  spec: ProductView,
  places: readonly number[],
): void {
  if (inStrips(spec)) return emitStrips(f, spec, places)
  const [left, right, result, , rows] = places
  const v = new Vectors(f, spec.dtype, spec.fma === true)
  const rowLanes =
    spec.left.row === v.width && (spec.left.depth !== v.width || spec.k < v.lanes) && spec.m > 1
  const heights = [8, 4, 2, 1].filter((h) => h === 1 || h <= Math.min(spec.m, 2 * v.lanes))
  const tile = { f, v, spec, left, right, result }
  const pointers = [
    [left, spec.left.row],
    [result, spec.result.row],
  ] as const
  rowTiles(f, heights, rows, pointers, (height) =>
    rowLanes ? emitRowLanes(tile, height) : emitPhaseLanes(tile, height),
  )
}

interface Tile {
  readonly f: FunctionBuilder
  readonly v: Vectors
  readonly spec: ProductView
  readonly left: number
  readonly right: number
  readonly result: number
}

/** Rows in lanes: a tile's elements of one column of the matrix are next to each other. */
function emitRowLanes({ f, v, spec, left, right, result }: Tile, height: number): void {
  const { row, depth } = spec.left
  const step = spec.right.depth
  const counts = splitRows(height, v.lanes)
  const phases = [0, 1, 2, 3].map(() => v.locals(counts.length))
  const totals = v.locals(counts.length)
  const factor = v.locals(1)[0]
  const most = Math.min(4, spec.k)
  const [a, b] = [
    new Cursor(f, left, lowest(depth, most)),
    new Cursor(f, right, lowest(step, most)),
  ]
  const terms = (count: number): void =>
    phases.slice(0, count).forEach((sums, phase) => {
      v.splat(b, phase * step)
      f.set(factor)
      sums.forEach((sum, i) =>
        v.multiplyAdd(
          sum,
          () => v.load(a, phase * depth + 16 * i, row, counts[i]),
          () => f.get(factor),
        ),
      )
    })
  const block = (length: number): void => {
    v.clear(phases.flat())
    emitTerms(f, spec.k, length, [a, depth], [b, step], terms)
    totals.forEach((total, i) => {
      f.get(total).get(phases[0][i]).get(phases[2][i])
      v.add()
      f.get(phases[1][i]).get(phases[3][i])
      v.add()
      v.add()
      v.add()
      f.set(total)
    })
  }
  v.clear(totals)
  emitBlocks(f, spec.k, block)
  a.release()
  b.release()
  v.release(...phases.flat(), factor)
  storeRows({ f, v, spec, result }, totals, counts)
  v.release(...totals)
}

/** Phases in lanes: the terms of a row are loaded four at a time. */
function emitPhaseLanes({ f, v, spec, left, right, result }: Tile, height: number): void {
  const { row, depth } = spec.left
  const step = spec.right.depth
  const counts = splitRows(height, v.lanes)
  const totals = v.locals(counts.length)
  const grouped = spec.m === 1 && spec.k >= 4 * depthBlock ? v.lanes : 1
  const most = Math.min(4, spec.k)
  const [lowLeft, lowRight] = [lowest(row, height) + lowest(depth, most), lowest(step, most)]
  const a = new Cursor(f, left, lowLeft + lowest(depth * depthBlock, grouped))
  const b = new Cursor(f, right, lowRight + lowest(step * depthBlock, grouped))

  /** Adds one block of `length` terms for each pair of offsets. */
  const blocks = (length: number, streams: readonly Stream[]): void => {
    const parts = 4 / v.lanes
    const sums = streams.map(() => v.locals(parts))
    const factors = new Map(streams.map(({ right: offset }) => [offset, v.locals(parts)]))
    const terms = (count: number): void => {
      const each = (action: (i: number, at: number, lanes: number) => void): void => {
        for (let i = 0; i * v.lanes < count; i++) {
          action(i, i * v.lanes, Math.min(v.lanes, count - i * v.lanes))
        }
      }
      for (const [offset, vectors] of factors) {
        each((i, at, lanes) => {
          v.load(b, offset + at * step, step, lanes)
          f.set(vectors[i])
        })
      }
      streams.forEach((stream, s) =>
        each((i, at, lanes) =>
          v.multiplyAdd(
            sums[s][i],
            () => v.load(a, stream.left + at * depth, depth, lanes),
            () => f.get(factors.get(stream.right)![i]),
          ),
        ),
      )
    }
    v.clear(sums.flat())
    emitTerms(f, spec.k, length, [a, depth], [b, step], terms)
    v.release(...[...factors.values()].flat())
    const added = addPhases(f, v, sums)
    if (streams.length === height) {
      totals.forEach((total, i) => {
        f.get(total).get(added[i])
        v.add()
        f.set(total)
      })
    } else addInTurn(f, v, totals[0], added)
    v.release(...sums.flat())
  }

  const rows = Array.from({ length: height }, (_, i): Stream => ({ left: i * row, right: 0 }))
  const group = Array.from({ length: grouped }, (_, i): Stream => ({
    left: i * depthBlock * depth,
    right: i * depthBlock * step,
  }))
  v.clear(totals)
  let rest = spec.k
  if (grouped > 1) {
    const together = Math.floor(rest / (grouped * depthBlock))
    repeat(f, together, () => {
      blocks(depthBlock, group)
      a.advance((grouped - 1) * depthBlock * depth)
      b.advance((grouped - 1) * depthBlock * step)
    })
    a.rebase(lowLeft)
    b.rebase(lowRight)
    rest -= together * grouped * depthBlock
  }
  emitBlocks(f, rest, (length) => blocks(length, rows))
  a.release()
  b.release()
  storeRows({ f, v, spec, result }, totals, counts)
  v.release(...totals)
}

/**
 * Emits `terms(4)` for each four terms of a block of k, and `terms` of those left over. The cursors
 * come with access to as many as four terms.
 */
function emitTerms(
  f: FunctionBuilder,
  k: number,
  length: number,
  [a, depth]: readonly [Cursor, number],
  [b, step]: readonly [Cursor, number],
  terms: (count: number) => void,
): void {
  if (length >= 4) {
    repeat(f, length >> 2, () => {
      terms(4)
      a.advance(4 * depth)
      b.advance(4 * step)
    })
  }
  const rest = length & 3
  if (rest === 0) return
  // Only the last block has a rest, so the cursors are not used again.
  const most = Math.min(4, k)
  a.rebase(a.low - lowest(depth, most) + lowest(depth, rest))
  b.rebase(b.low - lowest(step, most) + lowest(step, rest))
  terms(rest)
}

/** Offsets of the terms that belong together. */
interface Stream {
  readonly left: number
  readonly right: number
}

/** (first + third) + (second + fourth) phase of each sum, in lanes, several sums a vector. */
function addPhases(f: FunctionBuilder, v: Vectors, sums: readonly number[][]): number[] {
  const results: number[] = []
  const last = sums.length - 1
  /** first = the chosen lanes of both, added. */
  const addLanes = (first: number, second: number, even: number[], odd: number[]): void => {
    v.shuffle(first, second, even)
    v.shuffle(first, second, odd)
    v.add()
    f.set(first)
  }
  for (let s = 0; s <= last; s += v.lanes) {
    const some = [0, 1, 2, 3].slice(0, v.lanes).map((i) => sums[Math.min(s + i, last)])
    if (v.lanes === 2) {
      some.slice(0, last - s + 1).forEach(([low, high]) => {
        f.get(low).get(high)
        v.add()
        f.set(low)
      })
      addLanes(some[0][0], some[1][0], [0, 2], [1, 3])
    } else {
      const [[w], [x], [y], [z]] = some
      if (s < last - 1) addLanes(y, z, [0, 1, 4, 5], [2, 3, 6, 7])
      addLanes(w, x, [0, 1, 4, 5], [2, 3, 6, 7])
      addLanes(w, y, [0, 2, 4, 6], [1, 3, 5, 7])
    }
    results.push(some[0][0])
  }
  return results
}

/** Adds every lane of the vectors to the first lane of the total, one after the other. */
function addInTurn(f: FunctionBuilder, v: Vectors, total: number, added: readonly number[]): void {
  const rotation = [1, 2, 3, 4].slice(0, v.lanes)
  for (const vector of added) {
    for (let lane = 0; lane < v.lanes; lane++) {
      if (lane > 0) {
        v.shuffle(vector, vector, rotation)
        f.set(vector)
      }
      f.get(total).get(vector)
      v.add()
      f.set(total)
    }
  }
}

/** Elements of each vector of a tile. */
function splitRows(height: number, lanes: number): number[] {
  return height <= lanes ? [height] : new Array<number>(height / lanes).fill(lanes)
}

function storeRows(
  { f, v, spec, result }: Pick<Tile, 'f' | 'v' | 'spec' | 'result'>,
  totals: readonly number[],
  counts: readonly number[],
): void {
  const { row } = spec.result
  const low = lowest(
    row,
    counts.reduce((sum, count) => sum + count),
  )
  const to = new Cursor(f, result, low)
  totals.forEach((total, i) => v.store(total, to, i * v.lanes * row, row, counts[i]))
  to.release()
}
