/** Comparisons: bool results, no derivative; every one with a NaN is false but `notEqual`. */
import { promoteBoth } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { noParams, type NoParams, type Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { binary } from './elementwise.ts'

function comparison(name: string, holds: (x: number, y: number) => boolean): Primitive<NoParams> {
  return binary({ name, kernel: (x, y) => (holds(x, y) ? 1 : 0), dtype: 'bool', jvp: null })
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

/** `x = y`, element by element. */
export function equal(x: TensorLike, y: TensorLike): Tensor {
  return bind(equalPrimitive, promoteBoth('equal', x, y), noParams)
}

/** `x ≠ y`, element by element; true where either is NaN. */
export function notEqual(x: TensorLike, y: TensorLike): Tensor {
  return bind(notEqualPrimitive, promoteBoth('notEqual', x, y), noParams)
}

/** `x < y`, element by element. */
export function less(x: TensorLike, y: TensorLike): Tensor {
  return bind(lessPrimitive, promoteBoth('less', x, y), noParams)
}

/** `x ≤ y`, element by element. */
export function lessEqual(x: TensorLike, y: TensorLike): Tensor {
  return bind(lessEqualPrimitive, promoteBoth('lessEqual', x, y), noParams)
}

/** `x > y`, element by element. */
export function greater(x: TensorLike, y: TensorLike): Tensor {
  return bind(greaterPrimitive, promoteBoth('greater', x, y), noParams)
}

/** `x ≥ y`, element by element. */
export function greaterEqual(x: TensorLike, y: TensorLike): Tensor {
  return bind(greaterEqualPrimitive, promoteBoth('greaterEqual', x, y), noParams)
}
