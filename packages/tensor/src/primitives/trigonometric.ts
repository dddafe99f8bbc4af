/**
 * Sine, cosine, tangent and their inverses; angles in radians. The derivatives of the inverses are
 * written with `1 − x²` as a product, which keeps its digits near the ends of the domain.
 */
import { promoteFloats } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { acosFunction, asinFunction } from '../math/arcsine.ts'
import { atan2Function, atanFunction } from '../math/arctangent.ts'
import { cosFunction, sinFunction } from '../math/sine.ts'
import { tanFunction } from '../math/tangent.ts'
import { noParams, type NoParams, type Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { add, div, mul, neg, square, sub } from './arithmetic.ts'
import { applyToFloat, binary, binaryOf, unaryOf } from './elementwise.ts'
import { rsqrt } from './exponential.ts'

export const sinPrimitive: Primitive<NoParams> = unaryOf(
  sinFunction,
  (dx, x) => mul(dx, cos(x)), // d(sin x) = cos x dx
)

/**
 * `sin x`, x in radians; NaN at ±∞. Integers and bools are taken as float64, here and in all of
 * this family. `d(sin x) = cos x dx`.
 *
 * @example
 * ```ts
 * import { sin } from '@wengert/tensor'
 * sin(Math.PI / 2).item() // → 1
 * ```
 */
export function sin(x: TensorLike): Tensor {
  return applyToFloat(sinPrimitive, x)
}

export const cosPrimitive: Primitive<NoParams> = unaryOf(
  cosFunction,
  (dx, x) => neg(mul(dx, sin(x))), // d(cos x) = -sin x dx
)

/**
 * `cos x`, x in radians; NaN at ±∞. `d(cos x) = −sin x dx`.
 *
 * @example
 * ```ts
 * import { cos } from '@wengert/tensor'
 * cos(Math.PI).item() // → -1
 * ```
 */
export function cos(x: TensorLike): Tensor {
  return applyToFloat(cosPrimitive, x)
}

export const tanPrimitive: Primitive<NoParams> = unaryOf(
  tanFunction,
  (dx, _x, y) => mul(dx, add(square(y), 1)), // d(tan x) = (1 + tan² x) dx
)

/**
 * `tan x`, x in radians; NaN at ±∞. `d(tan x) = (1 + tan² x) dx`.
 *
 * @example
 * ```ts
 * import { tan } from '@wengert/tensor'
 * tan(Math.PI / 4).item() // → 1
 * ```
 */
export function tan(x: TensorLike): Tensor {
  return applyToFloat(tanPrimitive, x)
}

export const asinPrimitive: Primitive<NoParams> = unaryOf(
  asinFunction,
  (dx, x) => mul(dx, rsqrt(oneMinusSquare(x))), // d(asin x) = dx / √(1 - x²)
)

/**
 * The angle in [−π/2, π/2] whose sine is x; NaN outside [−1, 1]. `d(asin x) = dx / √(1 − x²)`,
 * which is infinite at ±1.
 *
 * @example
 * ```ts
 * import { asin } from '@wengert/tensor'
 * asin(1).item() // → 1.5707963267948966
 * ```
 */
export function asin(x: TensorLike): Tensor {
  return applyToFloat(asinPrimitive, x)
}

export const acosPrimitive: Primitive<NoParams> = unaryOf(
  acosFunction,
  (dx, x) => neg(mul(dx, rsqrt(oneMinusSquare(x)))), // d(acos x) = -dx / √(1 - x²)
)

/**
 * The angle in [0, π] whose cosine is x; NaN outside [−1, 1]. `d(acos x) = −dx / √(1 − x²)`, which
 * is infinite at ±1.
 *
 * @example
 * ```ts
 * import { acos } from '@wengert/tensor'
 * acos(-1).item() // → 3.141592653589793
 * ```
 */
export function acos(x: TensorLike): Tensor {
  return applyToFloat(acosPrimitive, x)
}

export const atanPrimitive: Primitive<NoParams> = unaryOf(
  atanFunction,
  (dx, x) => div(dx, add(square(x), 1)), // d(atan x) = dx / (1 + x²)
)

/**
 * The angle in (−π/2, π/2) whose tangent is x. `d(atan x) = dx / (1 + x²)`.
 *
 * @example
 * ```ts
 * import { atan } from '@wengert/tensor'
 * atan(1).item() // → 0.7853981633974483
 * ```
 */
export function atan(x: TensorLike): Tensor {
  return applyToFloat(atanPrimitive, x)
}

export const atan2Primitive: Primitive<NoParams> = binary({
  ...binaryOf(atan2Function),
  // d(atan2(y, x)) = (x dy - y dx) / (x² + y²)
  jvp: [
    (dy, y, x) => mul(dy, div(x, add(square(y), square(x)))),
    (dx, y, x) => neg(mul(dx, div(y, add(square(y), square(x))))),
  ],
})

/**
 * The angle in [−π, π] of the point (x, y), broadcast; note the order of the arguments.
 * `dθ = (x dy − y dx) / (x² + y²)`, which is NaN at the origin.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { atan2 } from '@wengert/tensor'
 * atan2(1, -1).item() // → 2.356194490192345
 * ```
 */
export function atan2(y: TensorLike, x: TensorLike): Tensor {
  return bind(atan2Primitive, promoteFloats('atan2', y, x), noParams)
}

/** `1 − x²` as a product, which keeps its accuracy near ±1. */
export function oneMinusSquare(x: Tensor): Tensor {
  return mul(sub(1, x), add(x, 1))
}
