/** Sine, cosine, tangent and their inverses; angles in radians. */
import { promoteFloats, toFloat } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { noParams, type NoParams, type Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { add, div, mul, neg, square, sub } from './arithmetic.ts'
import { binary, unary } from './elementwise.ts'
import { rsqrt } from './exponential.ts'

export const sinPrimitive: Primitive<NoParams> = unary({
  name: 'sin',
  kernel: Math.sin,
  jvp: (dx, x) => mul(dx, cos(x)), // d(sin x) = cos x dx
})

/** `sin x`. */
export function sin(x: TensorLike): Tensor {
  return bind(sinPrimitive, [toFloat('sin', x)], noParams)
}

export const cosPrimitive: Primitive<NoParams> = unary({
  name: 'cos',
  kernel: Math.cos,
  jvp: (dx, x) => neg(mul(dx, sin(x))), // d(cos x) = -sin x dx
})

/** `cos x`. */
export function cos(x: TensorLike): Tensor {
  return bind(cosPrimitive, [toFloat('cos', x)], noParams)
}

export const tanPrimitive: Primitive<NoParams> = unary({
  name: 'tan',
  kernel: Math.tan,
  jvp: (dx, _x, y) => mul(dx, add(square(y), 1)), // d(tan x) = (1 + tan² x) dx
})

/** `tan x`. */
export function tan(x: TensorLike): Tensor {
  return bind(tanPrimitive, [toFloat('tan', x)], noParams)
}

export const asinPrimitive: Primitive<NoParams> = unary({
  name: 'asin',
  kernel: Math.asin,
  jvp: (dx, x) => mul(dx, rsqrt(oneMinusSquare(x))), // d(asin x) = dx / √(1 - x²)
})

/** The angle in [−π/2, π/2] whose sine is x; NaN outside [−1, 1]. */
export function asin(x: TensorLike): Tensor {
  return bind(asinPrimitive, [toFloat('asin', x)], noParams)
}

export const acosPrimitive: Primitive<NoParams> = unary({
  name: 'acos',
  kernel: Math.acos,
  jvp: (dx, x) => neg(mul(dx, rsqrt(oneMinusSquare(x)))), // d(acos x) = -dx / √(1 - x²)
})

/** The angle in [0, π] whose cosine is x; NaN outside [−1, 1]. */
export function acos(x: TensorLike): Tensor {
  return bind(acosPrimitive, [toFloat('acos', x)], noParams)
}

export const atanPrimitive: Primitive<NoParams> = unary({
  name: 'atan',
  kernel: Math.atan,
  jvp: (dx, x) => div(dx, add(square(x), 1)), // d(atan x) = dx / (1 + x²)
})

/** The angle in (−π/2, π/2) whose tangent is x. */
export function atan(x: TensorLike): Tensor {
  return bind(atanPrimitive, [toFloat('atan', x)], noParams)
}

export const atan2Primitive: Primitive<NoParams> = binary({
  name: 'atan2',
  kernel: Math.atan2,
  // d(atan2(y, x)) = (x dy - y dx) / (x² + y²)
  jvp: [
    (dy, y, x) => mul(dy, div(x, add(square(y), square(x)))),
    (dx, y, x) => neg(mul(dx, div(y, add(square(y), square(x))))),
  ],
})

/** The angle in [−π, π] of the point (x, y); note the order of the arguments. */
export function atan2(y: TensorLike, x: TensorLike): Tensor {
  return bind(atan2Primitive, promoteFloats('atan2', y, x), noParams)
}

/** `1 − x²` as a product, which keeps its accuracy near ±1. */
export function oneMinusSquare(x: Tensor): Tensor {
  return mul(sub(1, x), add(x, 1))
}
