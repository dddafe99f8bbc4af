/**
 * The product with a vector of a matrix whose columns are contiguous but far apart. Memory is read in
 * long runs, eight columns of one phase at a time, into sums in scratch memory; a tile of rows that
 * stayed in registers would touch hundreds of distant cache lines that evict each other.
 */
import { byteWidth } from '../../dtype.ts'
import type { FunctionBuilder } from '../assembler.ts'
import type { ProductView } from './spec.ts'
import { advance, Cursor, emitBlocks, farApart, lowest, repeat, Vectors } from './vectors.ts'

/** Bytes of the rows that are summed at a time: half of a small first-level cache. */
const stripBytes = 8192

/** Columns that are added to the sums at a time. */
const together = 8

/** The totals, then the sums of four phases. */
export const stripScratch = 5 * stripBytes

export function inStrips({ dtype, m, k, left }: ProductView): boolean {
  const contiguous = left.row === byteWidth(dtype)
  return contiguous && Math.abs(left.depth) >= farApart && m >= 64 && k >= 64
}

/** Rows from the places that the locals point at; `left`, `result` and `rows` are changed. */
export function emitStrips(
  f: FunctionBuilder,
  spec: ProductView,
  [left, right, result, scratch, rows]: readonly number[],
): void {
  const v = new Vectors(f, spec.dtype, spec.fma === true)
  const { depth } = spec.left
  const step = spec.right.depth
  const stripRows = stripBytes / v.width
  const [count, a, b] = [0, 0, 0].map(() => f.local('i32'))
  f.while(
    () => f.get(rows),
    () => {
      f.get(rows).i32(stripRows).get(rows).i32(stripRows)
      f.emit('i32.lt_u').emit('select').set(count)
      f.get(left).set(a).get(right).set(b)
      f.get(scratch).i32(0).i32(stripBytes).emit('memory.fill')
      emitBlocks(f, spec.k, (length) => {
        emitPhases(f, v, spec, { left: a, right: b, scratch, rows: count }, length)
        advance(f, a, length * depth)
        advance(f, b, length * step)
        emitTotals(f, v, scratch, count)
      })
      emitCopy(f, v, spec, { scratch, result, rows: count })
      f.get(rows).get(count).emit('i32.sub').set(rows)
      advance(f, left, stripRows * spec.left.row)
      advance(f, result, stripRows * spec.result.row)
    },
  )
  for (const local of [count, a, b]) f.release(local)
}

interface Strip {
  readonly left: number
  readonly right: number
  readonly scratch: number
  readonly rows: number
}

/** The sums of each phase over a block of `length` terms. */
function emitPhases(
  f: FunctionBuilder,
  v: Vectors,
  spec: ProductView,
  { left, right, scratch, rows }: Strip,
  length: number,
): void {
  const { depth } = spec.left
  const step = spec.right.depth
  const [phase, sums, a, b, terms] = Array.from({ length: 5 }, () => f.local('i32'))
  f.get(scratch).i32(stripBytes).emit('i32.add').set(sums)
  f.get(sums)
    .i32(0)
    .i32(4 * stripBytes)
    .emit('memory.fill')
  f.i32(0).set(phase)
  repeat(f, Math.min(4, length), () => {
    f.get(left).get(phase).i32(depth).emit('i32.mul').emit('i32.add').set(a)
    f.get(right).get(phase).i32(step).emit('i32.mul').emit('i32.add').set(b)
    f.i32(length + 3)
      .get(phase)
      .emit('i32.sub')
      .i32(2)
      .emit('i32.shr_u')
      .set(terms)
    for (const columns of [together, 1]) {
      f.while(
        () => f.get(terms).i32(columns).emit('i32.ge_u'),
        () => {
          emitColumns(f, v, spec, { left: a, right: b, scratch: sums, rows }, columns)
          advance(f, a, 4 * columns * depth)
          advance(f, b, 4 * columns * step)
          advance(f, terms, -columns)
        },
      )
    }
    advance(f, sums, stripBytes)
    advance(f, phase, 1)
  })
  for (const local of [phase, sums, a, b, terms]) f.release(local)
}

/** Adds some columns of a phase to the sums at `scratch`, one after the other. */
function emitColumns(
  f: FunctionBuilder,
  v: Vectors,
  spec: ProductView,
  { left, right, scratch, rows }: Strip,
  columns: number,
): void {
  const [stride, step] = [4 * spec.left.depth, 4 * spec.right.depth]
  const factors = v.locals(columns)
  const sum = v.locals(1)[0]
  const b = new Cursor(f, right, lowest(step, columns))
  factors.forEach((factor, i) => {
    v.splat(b, i * step)
    f.set(factor)
  })
  b.release()
  const a = new Cursor(f, left, lowest(stride, columns))
  const to = new Cursor(f, scratch)
  eachRow(f, v, rows, [a, to], (count) => {
    v.load(to, 0, v.width, count)
    f.set(sum)
    factors.forEach((factor, i) =>
      v.multiplyAdd(
        sum,
        () => v.load(a, i * stride, v.width, count),
        () => f.get(factor),
      ),
    )
    v.store(sum, to, 0, v.width, count)
  })
  v.release(...factors, sum)
  a.release()
  to.release()
}

/** totals += (first + third) + (second + fourth) phase. */
function emitTotals(f: FunctionBuilder, v: Vectors, scratch: number, rows: number): void {
  const to = new Cursor(f, scratch)
  const total = v.locals(1)[0]
  const phase = (i: number, count: number): void => v.load(to, (i + 1) * stripBytes, v.width, count)
  eachRow(f, v, rows, [to], (count) => {
    v.load(to, 0, v.width, count)
    for (const first of [0, 1]) {
      phase(first, count)
      phase(first + 2, count)
      v.add()
    }
    v.add()
    v.add()
    f.set(total)
    v.store(total, to, 0, v.width, count)
  })
  v.release(total)
  to.release()
}

/** Copies the totals to where the result is wanted. */
function emitCopy(
  f: FunctionBuilder,
  v: Vectors,
  spec: ProductView,
  { scratch, result, rows }: Omit<Strip, 'left' | 'right'> & { readonly result: number },
): void {
  const { row } = spec.result
  if (row === v.width) {
    f.get(result).get(scratch).get(rows).i32(v.width).emit('i32.mul').emit('memory.copy')
    return
  }
  const [from, to] = [new Cursor(f, scratch), new Cursor(f, result)]
  const value = v.locals(1)[0]
  repeat(f, { local: rows }, () => {
    v.load(from, 0, v.width, 1)
    f.set(value)
    v.store(value, to, 0, row, 1)
    from.advance(v.width)
    to.advance(row)
  })
  v.release(value)
  from.release()
  to.release()
}

/** Runs `body` for vectors of contiguous rows, then for single ones; moves the cursors. */
function eachRow(
  f: FunctionBuilder,
  v: Vectors,
  rows: number,
  cursors: readonly Cursor[],
  body: (count: number) => void,
): void {
  const left = f.local('i32')
  f.get(rows).set(left)
  for (const count of [v.lanes, 1]) {
    f.while(
      () => f.get(left).i32(count).emit('i32.ge_u'),
      () => {
        body(count)
        for (const cursor of cursors) cursor.advance(count * v.width)
        advance(f, left, -count)
      },
    )
  }
  f.release(left)
}
