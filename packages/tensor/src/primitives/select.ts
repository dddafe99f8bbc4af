/**
 * `where` chooses between two tensors element by element. It is linear in both, so the branch that
 * is not chosen gets a zero cotangent; but 0 · ∞ is NaN, so a branch whose own derivative is
 * infinite there must be made safe before it, as in NumPy and JAX.
 */
import { makeAval, type Aval } from '../aval.ts'
import { literal, promoteBoth, toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, type TypedArray } from '../dtype.ts'
import { noParams, type NoParams, type Primitive } from '../primitive.ts'
import { broadcastShapes } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { castTo } from './cast.ts'
import { alignBatch, broadcastRows, sumTo } from './elementwise.ts'
import { broadcastTo } from './layout.ts'

export const wherePrimitive: Primitive<NoParams> = {
  name: 'where',
  shape: ([condition, x, y]) =>
    makeAval(
      broadcastShapes('where', broadcastShapes('where', condition.shape, x.shape), y.shape),
      x.dtype,
    ),
  kernel: ([condition, x, y], _, output) => select(condition, x, y, output),
  emit: (lanes, [condition, x, y]) => lanes.select(condition, x, y),
  integers: true,
  jvp: ([, dx, dy], [condition, x], [z]) => {
    const zero = literal(0, x.dtype)
    return broadcastTo(where(condition, dx ?? zero, dy ?? zero), z.shape)
  },
  transpose: ([ct], [condition, x, y], _, avals) => {
    const zero = literal(0, ct!.dtype)
    return [
      null,
      x === null ? sumTo(where(condition!, ct!, zero), avals[1].shape) : null,
      y === null ? sumTo(where(condition!, zero, ct!), avals[2].shape) : null,
    ]
  },
  batch: (operands, batched) => bind(wherePrimitive, alignBatch(operands, batched), noParams),
}

/**
 * x where the condition holds, y elsewhere; all three broadcast, x and y promote. Linear in x and
 * y. The branch that is not chosen gets the cotangent 0, but 0 times its own infinite derivative is
 * NaN: make its argument safe first, `where(c, sqrt(where(c, x, 1)), 0)`.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { tensor, where } from '@wengert/tensor'
 * where(tensor([true, false]), tensor([1, 2]), 0).toArray() // → 1,0
 * ```
 */
export function where(condition: TensorLike | boolean, x: TensorLike, y: TensorLike): Tensor {
  const test = castTo(toTensor('where', condition), 'bool')
  return bind(wherePrimitive, [test, ...promoteBoth('where', x, y)], noParams)
}

function select(condition: Tensor, x: Tensor, y: Tensor, output: Aval): TypedArray {
  const result = allocate(output.dtype, output.size)
  const c = condition.host!
  const a = x.host!
  const b = y.host!
  const rows = broadcastRows(output.shape, [condition.shape, x.shape, y.shape])
  rows((start, count, [k0, i0, j0], [dk, di, dj]) => {
    for (let n = 0, k = k0, i = i0, j = j0; n < count; n++, k += dk, i += di, j += dj) {
      result[start + n] = c[k] !== 0 ? a[i] : b[j]
    }
  })
  return result
}
