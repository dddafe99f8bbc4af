/**
 * Logic and classification: bool results, no derivative. Any number but 0 counts as true, NaN too;
 * the primitives themselves see bools only.
 */
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { noParams, type NoParams, type Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { castTo } from './cast.ts'
import { applyTo, binary, unary } from './elementwise.ts'

export const logicalAndPrimitive: Primitive<NoParams> = binary({
  name: 'logicalAnd',
  kernel: (x, y) => x & y,
  emit: (lanes, x, y) => lanes.and(x, y),
  jvp: null,
})

export const logicalOrPrimitive: Primitive<NoParams> = binary({
  name: 'logicalOr',
  kernel: (x, y) => x | y,
  emit: (lanes, x, y) => lanes.or(x, y),
  jvp: null,
})

export const logicalNotPrimitive: Primitive<NoParams> = unary({
  name: 'logicalNot',
  kernel: (x) => 1 - x,
  emit: (lanes, x) => lanes.not(x),
  jvp: null,
})

export const isFinitePrimitive: Primitive<NoParams> = unary({
  name: 'isFinite',
  kernel: (x) => (Number.isFinite(x) ? 1 : 0),
  emit: (lanes, x) => lanes.less(lanes.abs(x), lanes.constant(Infinity)),
  dtype: 'bool',
  jvp: null,
})

export const isNanPrimitive: Primitive<NoParams> = unary({
  name: 'isNan',
  kernel: (x) => (Number.isNaN(x) ? 1 : 0),
  emit: (lanes, x) => lanes.notEqual(x, x),
  integers: true,
  dtype: 'bool',
  jvp: null,
})

/**
 * `x ∧ y` element by element, broadcast, as bools; any number but 0 is true, NaN too.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { logicalAnd, tensor } from '@wengert/tensor'
 * logicalAnd(tensor([true, false]), true).toArray() // → 1,0
 * ```
 */
export function logicalAnd(x: TensorLike, y: TensorLike): Tensor {
  return bind(logicalAndPrimitive, [toBool('logicalAnd', x), toBool('logicalAnd', y)], noParams)
}

/**
 * `x ∨ y` element by element, broadcast, as bools; any number but 0 is true, NaN too.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { logicalOr, tensor } from '@wengert/tensor'
 * logicalOr(tensor([true, false]), false).toArray() // → 1,0
 * ```
 */
export function logicalOr(x: TensorLike, y: TensorLike): Tensor {
  return bind(logicalOrPrimitive, [toBool('logicalOr', x), toBool('logicalOr', y)], noParams)
}

/**
 * `¬x` element by element, as bools; any number but 0 is true, NaN too.
 *
 * @example
 * ```ts
 * import { logicalNot, tensor } from '@wengert/tensor'
 * logicalNot(tensor([0, 2])).toArray() // → 1,0
 * ```
 */
export function logicalNot(x: TensorLike): Tensor {
  return bind(logicalNotPrimitive, [toBool('logicalNot', x)], noParams)
}

/**
 * True where x is neither infinite nor NaN.
 *
 * @example
 * ```ts
 * import { isFinite, tensor } from '@wengert/tensor'
 * isFinite(tensor([1, Infinity, NaN])).toArray() // → 1,0,0
 * ```
 */
export function isFinite(x: TensorLike): Tensor {
  return applyTo(isFinitePrimitive, x)
}

/**
 * True where x is NaN.
 *
 * @example
 * ```ts
 * import { isNan, tensor } from '@wengert/tensor'
 * isNan(tensor([1, Infinity, NaN])).toArray() // → 0,0,1
 * ```
 */
export function isNan(x: TensorLike): Tensor {
  return applyTo(isNanPrimitive, x)
}

function toBool(operation: string, x: TensorLike): Tensor {
  return castTo(toTensor(operation, x), 'bool')
}
