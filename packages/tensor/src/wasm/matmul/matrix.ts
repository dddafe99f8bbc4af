/**
 * The product of two matrices, by tiles of the result that stay in registers while k runs over a
 * block: the elements of the left operand are broadcast from where they lie, the right operand is
 * read in vectors along its columns (Goto and van de Geijn, Anatomy of High-Performance Matrix
 * Multiplication, ACM TOMS 34(3), 2008, with a panel of one tile's width).
 */
import type { FunctionBuilder } from '../assembler.ts'
import { byteWidth } from '../../dtype.ts'
import { depthBlock } from '../../primitives/matmul-kernel.ts'
import type { ProductView } from './spec.ts'
import { advance, Cursor, farApart, lowest, repeat, rowTiles, Vectors } from './vectors.ts'

/** Bytes of a block of the left operand, which should stay in the second-level cache. */
const leftBlockBytes = 262_144

interface Tiling {
  /** Rows of a tile, the best first; 1 is among them. */
  readonly heights: readonly number[]
  /** Vectors of a tile. */
  readonly width: number
}

function tiling(rows: number, fma: boolean, width?: number): Tiling {
  if (width === 1) return { heights: [8, 4, 2, 1].filter((h) => h === 1 || h <= rows), width: 1 }
  if (rows === 2) return { heights: [2, 1], width: 4 }
  if (rows === 3) return { heights: [3, 1], width: 3 }
  return { heights: fma && rows >= 6 ? [6, 4, 2, 1] : [4, 2, 1], width: 2 }
}

/** Whether the right operand is copied, a panel of one tile's width at a time. */
function copiesRight({ dtype, m, k, right }: ProductView): boolean {
  if (k === 0) return false
  if (right.column !== byteWidth(dtype)) return m >= 8
  return m >= 32 && Math.abs(right.depth) >= farApart
}

/** Whether the left operand is copied, a block at a time: its columns are contiguous and far apart. */
function copiesLeft({ dtype, m, n, k, left }: ProductView): boolean {
  if (k === 0 || left.row !== byteWidth(dtype)) return false
  return m >= 64 && n >= 32 && Math.abs(left.depth) >= farApart
}

/** Rows of a block of the left operand. */
function blockRows({ dtype, m, k }: ProductView): number {
  const rows = Math.floor(
    leftBlockBytes / (byteWidth(dtype) * Math.min(Math.max(k, 1), depthBlock)),
  )
  return m <= 1.5 * rows ? m : rows
}

/** Bytes between columns of the copied block: never a power of two. */
function leftPitch(spec: ProductView): number {
  return 64 * Math.ceil((blockRows(spec) * byteWidth(spec.dtype)) / 64) + 64
}

function rightScratch(spec: ProductView): number {
  if (!copiesRight(spec)) return 0
  return 16 * tiling(spec.m, spec.fma === true).width * Math.min(spec.k, depthBlock)
}

export function matrixScratch(spec: ProductView): number {
  const forLeft = copiesLeft(spec) ? leftPitch(spec) * Math.min(spec.k, depthBlock) : 0
  return rightScratch(spec) + forLeft
}

/** What the emitted loops share: locals, and what they were made for. */
interface Context {
  readonly f: FunctionBuilder
  readonly v: Vectors
  readonly spec: ProductView
  readonly scratch: number
  /** The local with the number of rows of the block at hand. */
  readonly rows: number
  readonly left: Left
  /** Terms in the block at hand: a number, or the local that holds it. */
  readonly depth: number | { readonly local: number }
  /** A local that is 0 in the first block of terms; null where there is only one block. */
  readonly later: number | null
}

/** Rows from the places that the locals point at; all four locals may be changed. */
export function emitMatrixRows(
  f: FunctionBuilder,
  spec: ProductView,
  [left, right, result, scratch, rows]: readonly number[],
): void {
  const v = new Vectors(f, spec.dtype, spec.fma === true)
  const { k } = spec
  const rowBlocks = (context: Omit<Context, 'rows' | 'left'>): void => {
    const height = blockRows(spec)
    const block = (from: number, to: number, count: number): void => {
      const copied = copiesLeft(spec) ? emitLeftCopy({ ...context, rows: count }, from) : null
      const source = copied ?? { pointer: from, row: spec.left.row, depth: spec.left.depth }
      emitColumns({ ...context, rows: count, left: source }, right, to)
      if (copied !== null) f.release(copied.pointer)
    }
    if (spec.m === height) return block(left, result, rows)
    const [remaining, count, a, c] = [0, 0, 0, 0].map(() => f.local('i32'))
    f.get(rows).set(remaining).get(left).set(a).get(result).set(c)
    f.while(
      () => f.get(remaining),
      () => {
        f.get(remaining).i32(height).get(remaining).i32(height)
        f.emit('i32.lt_u').emit('select').set(count)
        block(a, c, count)
        f.get(remaining).get(count).emit('i32.sub').set(remaining)
        advance(f, a, height * spec.left.row)
        advance(f, c, height * spec.result.row)
      },
    )
    for (const local of [remaining, count, a, c]) f.release(local)
  }
  if (k <= depthBlock) return rowBlocks({ f, v, spec, scratch, depth: k, later: null })
  const [later, depth] = [f.local('i32'), f.local('i32')]
  f.i32(0).set(later)
  f.while(
    () => f.get(later).i32(k).emit('i32.lt_u'),
    () => {
      f.i32(depthBlock).i32(k).get(later).emit('i32.sub').tee(depth)
      f.i32(depthBlock).get(depth).emit('i32.lt_u').emit('select').set(depth)
      rowBlocks({ f, v, spec, scratch, depth: { local: depth }, later })
      advance(f, left, depthBlock * spec.left.depth)
      advance(f, right, depthBlock * spec.right.depth)
      advance(f, later, depthBlock)
    },
  )
  f.release(later)
  f.release(depth)
}

/** Where a block of the left operand is read, in bytes. */
interface Left {
  readonly pointer: number
  readonly row: number
  readonly depth: number
}

/** Copies a block of the left operand to scratch memory, column by column. */
function emitLeftCopy(
  { f, v, spec, scratch, rows, depth }: Omit<Context, 'left'>,
  left: number,
): Left {
  const pitch = leftPitch(spec)
  const from = new Cursor(f, left)
  const copy = f.local('i32')
  f.get(scratch).i32(rightScratch(spec)).emit('i32.add').set(copy)
  const to = new Cursor(f, copy)
  repeat(f, depth, () => {
    f.get(to.pointer).get(from.pointer).get(rows).i32(v.width).emit('i32.mul').emit('memory.copy')
    from.advance(spec.left.depth)
    to.advance(pitch)
  })
  from.release()
  to.release()
  return { pointer: copy, row: v.width, depth: pitch }
}

/** Tiles from left to right. */
function emitColumns(context: Context, right: number, result: number): void {
  const { f, v, spec } = context
  const { heights, width } = tiling(spec.m, spec.fma === true)
  const wide = Math.floor(spec.n / (width * v.lanes))
  const rest = spec.n - wide * width * v.lanes
  const [b, c] = [new Cursor(f, right), new Cursor(f, result)]
  if (wide > 0) {
    repeat(f, wide, () => {
      emitPanel(context, b.pointer, c.pointer, heights, new Array<number>(width).fill(v.lanes))
      b.advance(width * v.lanes * spec.right.column)
      c.advance(width * v.lanes * spec.result.column)
    })
  }
  if (rest > 0) {
    const counts = Array.from({ length: Math.ceil(rest / v.lanes) }, (_, i) =>
      Math.min(v.lanes, rest - i * v.lanes),
    )
    const fitting = counts.length === 1 ? tiling(spec.m, spec.fma === true, 1).heights : heights
    emitPanel(context, b.pointer, c.pointer, fitting, counts)
  }
  b.release()
  c.release()
}

/** Where a panel of the right operand is read, in bytes. */
interface Panel {
  readonly pointer: number
  readonly row: number
  readonly element: number
  /** Elements to read for each vector. */
  readonly counts: readonly number[]
}

/** One tile's columns, all rows of the block; `counts` are the elements of each vector. */
function emitPanel(
  context: Context,
  right: number,
  result: number,
  heights: readonly number[],
  counts: readonly number[],
): void {
  const { f, spec, left, rows } = context
  let panel: Panel = {
    pointer: right,
    row: spec.right.depth,
    element: spec.right.column,
    counts,
  }
  if (copiesRight(spec)) panel = emitPanelCopy(context, panel)
  const [a, c, remaining] = [0, 0, 0].map(() => f.local('i32'))
  f.get(left.pointer).set(a).get(result).set(c).get(rows).set(remaining)
  const moving = [
    [a, left.row],
    [c, spec.result.row],
  ] as const
  rowTiles(f, heights, remaining, moving, (height) =>
    emitTile(context, a, panel, c, height, counts),
  )
  for (const local of [a, c, remaining]) f.release(local)
}

/** Copies a panel to scratch memory, its vectors filled up with zeros; returns the copy. */
function emitPanelCopy({ f, v, scratch, depth }: Context, panel: Panel): Panel {
  const { counts, element } = panel
  const from = new Cursor(f, panel.pointer, vectorsLowest(v, element, counts))
  const to = new Cursor(f, scratch)
  repeat(f, depth, () => {
    counts.forEach((count, i) => {
      f.get(to.pointer)
      v.load(from, i * v.lanes * element, element, count)
      f.emit('v128.store', 16 * i)
    })
    from.advance(panel.row)
    to.advance(16 * counts.length)
  })
  from.release()
  to.release()
  const full = counts.map(() => v.lanes)
  return { pointer: scratch, row: 16 * counts.length, element: v.width, counts: full }
}

/** The lowest offset of the elements of some vectors, `step` bytes apart. */
function vectorsLowest(v: Vectors, step: number, counts: readonly number[]): number {
  return lowest(step, (counts.length - 1) * v.lanes + counts[counts.length - 1])
}

/** result[height × vectors] = (or, in later blocks, +=) left[height × depth] · panel. */
function emitTile(
  { f, v, spec, left, depth, later }: Context,
  from: number,
  panel: Panel,
  result: number,
  height: number,
  counts: readonly number[],
): void {
  const rows = Array.from({ length: height }, () => v.locals(counts.length))
  const columns = v.locals(counts.length)
  const factor = v.locals(1)[0]
  v.clear(rows.flat())
  if (spec.k > 0) {
    const a = new Cursor(f, from, lowest(left.row, height))
    const b = new Cursor(f, panel.pointer, vectorsLowest(v, panel.element, panel.counts))
    repeat(f, depth, () => {
      columns.forEach((column, i) => {
        v.load(b, i * v.lanes * panel.element, panel.element, panel.counts[i])
        f.set(column)
      })
      rows.forEach((sums, row) => {
        v.splat(a, row * left.row)
        f.set(factor)
        sums.forEach((sum, i) =>
          v.multiplyAdd(
            sum,
            () => f.get(factor),
            () => f.get(columns[i]),
          ),
        )
      })
      if (spec.k === 1) return
      a.advance(left.depth)
      b.advance(panel.row)
    })
    a.release()
    b.release()
  }
  v.release(...columns, factor)

  const { row: stride, column: step } = spec.result
  const to = new Cursor(f, result, lowest(stride, height) + vectorsLowest(v, step, counts))
  const each = (action: (sum: number, offset: number, count: number) => void): void =>
    rows.forEach((sums, row) =>
      sums.forEach((sum, i) => action(sum, row * stride + i * v.lanes * step, counts[i])),
    )
  if (later !== null) {
    f.get(later).emit('if')
    each((sum, at, count) => {
      f.get(sum)
      v.load(to, at, step, count)
      v.add()
      f.set(sum)
    })
    f.emit('end')
  }
  each((sum, at, count) => v.store(sum, to, at, step, count))
  to.release()
  v.release(...rows.flat())
}
