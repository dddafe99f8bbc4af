/**
 * A product in pieces for threads: rows of the result are computed for themselves, so that they have the
 * same bits in whatever pieces.
 */
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { piecesFor } from '../threads/worth.ts'
import { emitProduct, productRows, productScratch } from './product.ts'
import type { ProductSpec } from './spec.ts'

/** Pieces begin at multiples of so many rows: tiles, and cache lines of a result's column. */
const rowUnit = 8

/** Nanoseconds of one multiplication and addition: of matrices, and with a vector, from memory. */
const matrixTime = { float64: 0.1, float32: 0.05 }
const vectorTime = { float64: 0.3, float32: 0.15 }

export interface ProductPieces {
  readonly count: number
  readonly rows: number
}

/** How a product is divided among threads; null where it is not worth it. */
export function productPieces(spec: ProductSpec, threads: number): ProductPieces | null {
  const wanted = piecesFor(timeFor(spec), threads)
  const all = productRows(spec)
  const rows = Math.ceil(all / wanted / rowUnit) * rowUnit
  const count = Math.ceil(all / rows)
  return count > 1 ? { count, rows } : null
}

/** Whether more threads could be worth it. */
export function isLongProduct(spec: ProductSpec): boolean {
  return productPieces(spec, 2) !== null
}

function timeFor({ batches, m, n, k, dtype }: ProductSpec): number {
  const time = m === 1 || n === 1 ? vectorTime : matrixTime
  return batches * m * n * k * time[dtype]
}

/** Bytes of scratch memory for a product on so many threads. */
export function partScratch(spec: ProductSpec, threads: number): number {
  return productPieces(spec, threads) === null
    ? productScratch(spec)
    : threads * threadScratch(spec)
}

/** Emits a function of (piece, thread, left, right, result, scratch), all i32. */
export function emitProductPart(
  module: ModuleBuilder,
  spec: ProductSpec,
  { count, rows }: ProductPieces,
): FunctionBuilder {
  const product = emitProduct(module, spec)
  const f = module.function(['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [])
  const [piece, thread, left, right, result, scratch] = [0, 1, 2, 3, 4, 5]
  f.get(left).get(right).get(result)
  f.get(thread).i32(threadScratch(spec)).emit('i32.mul').get(scratch).emit('i32.add')
  f.get(piece).i32(rows).emit('i32.mul')
  f.i32(productRows(spec)).get(piece).i32(1).emit('i32.add').i32(rows).emit('i32.mul')
  f.get(piece)
    .i32(count - 1)
    .emit('i32.eq')
    .emit('select')
  return f.emit('call', product.index)
}

/** Threads do not share cache lines. */
function threadScratch(spec: ProductSpec): number {
  return 64 * Math.ceil(productScratch(spec) / 64)
}
