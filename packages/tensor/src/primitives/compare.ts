/**
 * Comparisons, element by element: bool results, no derivative. As IEEE 754 says, every one with a
 * NaN is false but `notEqual`.
 */
import type { NoParams, Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { applyToBoth, binary } from './elementwise.ts'

function comparison(
  name: 'equal' | 'notEqual' | 'less' | 'lessEqual' | 'greater' | 'greaterEqual',
  holds: (x: number, y: number) => boolean,
): Primitive<NoParams> {
  return binary({
    name,
    kernel: (x, y) => (holds(x, y) ? 1 : 0),
    emit: (lanes, x, y) => lanes[name](x, y),
    integers: true,
    dtype: 'bool',
    jvp: null,
  })
}

export const equalPrimitive: Primitive<NoParams> = comparison('equal', (x, y) => x === y)
export const notEqualPrimitive: Primitive<NoParams> = comparison('notEqual', (x, y) => x !== y)
export const lessPrimitive: Primitive<NoParams> = comparison('less', (x, y) => x < y)
export const lessEqualPrimitive: Primitive<NoParams> = comparison('lessEqual', (x, y) => x <= y)
export const greaterPrimitive: Primitive<NoParams> = comparison('greater', (x, y) => x > y)
export const greaterEqualPrimitive: Primitive<NoParams> = comparison(
  'greaterEqual',
  (x, y) => x >= y,
)

/**
 * `x = y` element by element, broadcast, as bools; false where either is NaN.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { equal, tensor } from '@wengert/tensor'
 * equal(tensor([1, 2, 3]), 2).toArray() // → 0,1,0
 * ```
 */
export function equal(x: TensorLike, y: TensorLike): Tensor {
  return applyToBoth(equalPrimitive, x, y)
}

/**
 * `x ≠ y` element by element, broadcast, as bools; true where either is NaN.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { notEqual, tensor } from '@wengert/tensor'
 * notEqual(tensor([1, 2, 3]), 2).toArray() // → 1,0,1
 * ```
 */
export function notEqual(x: TensorLike, y: TensorLike): Tensor {
  return applyToBoth(notEqualPrimitive, x, y)
}

/**
 * `x < y` element by element, broadcast, as bools; false where either is NaN.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { less, tensor } from '@wengert/tensor'
 * less(tensor([1, 2, 3]), 2).toArray() // → 1,0,0
 * ```
 */
export function less(x: TensorLike, y: TensorLike): Tensor {
  return applyToBoth(lessPrimitive, x, y)
}

/**
 * `x ≤ y` element by element, broadcast, as bools; false where either is NaN.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { lessEqual, tensor } from '@wengert/tensor'
 * lessEqual(tensor([1, 2, 3]), 2).toArray() // → 1,1,0
 * ```
 */
export function lessEqual(x: TensorLike, y: TensorLike): Tensor {
  return applyToBoth(lessEqualPrimitive, x, y)
}

/**
 * `x > y` element by element, broadcast, as bools; false where either is NaN.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { greater, tensor } from '@wengert/tensor'
 * greater(tensor([1, 2, 3]), 2).toArray() // → 0,0,1
 * ```
 */
export function greater(x: TensorLike, y: TensorLike): Tensor {
  return applyToBoth(greaterPrimitive, x, y)
}

/**
 * `x ≥ y` element by element, broadcast, as bools; false where either is NaN.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { greaterEqual, tensor } from '@wengert/tensor'
 * greaterEqual(tensor([1, 2, 3]), 2).toArray() // → 0,1,1
 * ```
 */
export function greaterEqual(x: TensorLike, y: TensorLike): Tensor {
  return applyToBoth(greaterEqualPrimitive, x, y)
}
