/** One WebAssembly function for one product, its shapes and strides baked in. */
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { emitMatrixRows, matrixScratch } from './matrix.ts'
import { inStrips, stripScratch } from './strips.ts'
import { viewed, type ProductSpec } from './spec.ts'
import { emitVectorRows } from './vector.ts'

/** The rows over all batches into which the work may be divided: of the result or its transpose. */
export function productRows(spec: ProductSpec): number {
  const { batches, m, n } = viewed(spec)
  return n === 0 ? 0 : batches * m
}

/** Bytes of scratch memory that a call needs. */
export function productScratch(spec: ProductSpec): number {
  const view = viewed(spec)
  return view.kind === 'matrix' ? matrixScratch(view) : inStrips(view) ? stripScratch : 0
}

/**
 * Emits a function of (left, right, result, scratch, first row, end row), all i32, that computes
 * these of the `productRows` rows. Without `fma` it gives the bits of `multiplyMatrices`.
 */
export function emitProduct(module: ModuleBuilder, spec: ProductSpec): FunctionBuilder {
  const f = module.function(['i32', 'i32', 'i32', 'i32', 'i32', 'i32'], [])
  const view = viewed(spec)
  const { batches, m, left, right, result } = view
  const [leftAddress, rightAddress] = view.turned ? [1, 0] : [0, 1]
  const [resultAddress, scratch, first, end] = [2, 3, 4, 5]
  if (productRows(spec) === 0) return f
  const [batch, row, a, b, c, rows] = Array.from({ length: 6 }, () => f.local('i32'))
  const places = [a, b, c, scratch, rows]
  f.while(
    () => f.get(first).get(end).emit('i32.lt_s'),
    () => {
      if (batches === 1) f.i32(0).set(batch).get(first).set(row)
      else {
        f.get(first).i32(m).emit('i32.div_s').tee(batch)
        f.i32(-m).emit('i32.mul').get(first).emit('i32.add').set(row)
      }
      place(f, a, leftAddress, [batch, left.batch], [row, left.row])
      place(f, b, rightAddress, [batch, right.batch])
      place(f, c, resultAddress, [batch, result.batch], [row, result.row])
      // rows = min(m − row, end − first)
      f.i32(m).get(row).emit('i32.sub').tee(rows)
      f.get(end).get(first).emit('i32.sub').tee(batch)
      f.get(rows).get(batch).emit('i32.lt_s').emit('select').tee(rows)
      f.get(first).emit('i32.add').set(first)
      if (view.kind === 'matrix') emitMatrixRows(f, view, places)
      else emitVectorRows(f, view, places)
    },
  )
  return f
}

/** Emits `target = address + Σ index · stride`. */
function place(
  f: FunctionBuilder,
  target: number,
  address: number,
  ...terms: readonly (readonly [index: number, stride: number])[]
): void {
  f.get(address)
  for (const [index, stride] of terms) {
    f.get(index).i32(stride).emit('i32.mul').emit('i32.add')
  }
  f.set(target)
}
