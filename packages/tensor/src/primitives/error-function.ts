/**
 * The error function, its complement and its inverse, and the normal distribution function. All
 * derivatives are Gaussians: `erf` and `erfc` have ±2/√π e^(−x²), the inverse the reciprocal of that at
 * y = erf⁻¹(x), and Φ has e^(−x²/2) / √(2π).
 */
import { erfcFunction, erfFunction, normalCdfFunction } from '../math/error-function.ts'
import type { NoParams, Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { mul, neg, square } from './arithmetic.ts'
import { applyToFloat, unary, unaryOf } from './elementwise.ts'
import { exp } from './exponential.ts'
import { quantileFromMiddle } from './normal-quantile.ts'

const twoOverRootPi = 1.1283791670955126
const halfRootPi = 0.886226925452758
const inverseRootTwoPi = 0.3989422804014327

export const erfPrimitive: Primitive<NoParams> = unaryOf(
  erfFunction,
  (dx, x) => mul(dx, mul(exp(neg(square(x))), twoOverRootPi)), // 2/√π e^(-x²) dx
)

/**
 * The error function `2/√π ∫₀ˣ e^(−t²) dt`, within one unit in the last place, by the rational
 * approximations of Sun's mathematical library (1993). Integers and bools are taken as float64, here and in all of this family. `d erf x = 2/√π e^(−x²) dx`.
 *
 * @example
 * ```ts
 * import { erf, tensor } from '@wengert/tensor'
 * erf(tensor([0, 0.5, -Infinity])).toArray() // → 0,0.5204998778130465,-1
 * ```
 */
export function erf(x: TensorLike): Tensor {
  return applyToFloat(erfPrimitive, x)
}

export const erfcPrimitive: Primitive<NoParams> = unaryOf(
  erfcFunction,
  (dx, x) => mul(dx, mul(exp(neg(square(x))), -twoOverRootPi)), // -2/√π e^(-x²) dx
)

/**
 * The complementary error function `1 − erf x`, accurate where that vanishes (it is 0 from 27.3 on):
 * within 3 units in the last place.
 * `d erfc x = −2/√π e^(−x²) dx`.
 *
 * @example
 * ```ts
 * import { erfc } from '@wengert/tensor'
 * erfc(10).item() // → 2.088487583762545e-45
 * ```
 */
export function erfc(x: TensorLike): Tensor {
  return applyToFloat(erfcPrimitive, x)
}

export const normalCdfPrimitive: Primitive<NoParams> = unaryOf(
  normalCdfFunction,
  (dx, x) => mul(dx, mul(exp(mul(square(x), -0.5)), inverseRootTwoPi)), // e^(-x²/2) / √(2π) dx
)

/**
 * The normal distribution function `Φ(x) = 1/√(2π) ∫₋∞ˣ e^(−t²/2) dt = erfc(−x/√2) / 2`, accurate in the
 * lower tail, where rounding x/√2 would cost x² units: within 4 units in the last place everywhere.
 * `dΦ(x) = e^(−x²/2) / √(2π) dx`.
 *
 * @example
 * ```ts
 * import { normalCdf, tensor } from '@wengert/tensor'
 * normalCdf(tensor([0, 1.96, -Infinity])).toArray() // → 0.5,0.9750021048517795,0
 * ```
 */
export function normalCdf(x: TensorLike): Tensor {
  return applyToFloat(normalCdfPrimitive, x)
}

export const erfinvPrimitive: Primitive<NoParams> = unary({
  name: 'erfinv',
  kernel: erfinvOf,
  jvp: (dx, _x, y) => mul(dx, mul(exp(square(y)), halfRootPi)), // √π/2 e^(y²) dx
})

/**
 * The y with `erf y = x`: ±∞ at ±1, NaN beyond. By the normal quantile, `Φ⁻¹((1 + x)/2) / √2` (Wichura's
 * AS 241), without rounding 1 + x. `d erf⁻¹(x) = √π/2 e^(y²) dx`.
 *
 * @example
 * ```ts
 * import { erfinv, tensor } from '@wengert/tensor'
 * erfinv(tensor([0, 0.5, 1])).toArray() // → 0,0.4769362762044699,Infinity
 * ```
 */
export function erfinv(x: TensorLike): Tensor {
  return applyToFloat(erfinvPrimitive, x)
}

function erfinvOf(x: number): number {
  const y = Math.abs(x)
  if (y === 1) return x * Infinity
  if (!(y < 1)) return NaN
  return quantileFromMiddle(x / 2, (1 - y) / 2) * Math.SQRT1_2
}
