/**
 * The hyperbolic functions and their inverses. As for the circular ones, `1 − x²` in a derivative
 * is written as a product, which keeps its digits near ±1.
 */
import { acoshFunction, asinhFunction, atanhFunction } from '../math/area.ts'
import { coshFunction, sinhFunction } from '../math/sinh.ts'
import { tanhFunction } from '../math/tanh.ts'
import type { NoParams, Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { add, div, mul, square, sub } from './arithmetic.ts'
import { applyToFloat, unaryOf } from './elementwise.ts'
import { rsqrt } from './exponential.ts'
import { oneMinusSquare } from './trigonometric.ts'

export const sinhPrimitive: Primitive<NoParams> = unaryOf(
  sinhFunction,
  (dx, x) => mul(dx, cosh(x)), // d(sinh x) = cosh x dx
)

/**
 * `sinh x = (eˣ − e⁻ˣ) / 2`. Integers and bools are taken as float64, here and in all of this
 * family. `d(sinh x) = cosh x dx`.
 *
 * @example
 * ```ts
 * import { sinh } from '@wengert/tensor'
 * sinh(1).item() // → 1.1752011936438014
 * ```
 */
export function sinh(x: TensorLike): Tensor {
  return applyToFloat(sinhPrimitive, x)
}

export const coshPrimitive: Primitive<NoParams> = unaryOf(
  coshFunction,
  (dx, x) => mul(dx, sinh(x)), // d(cosh x) = sinh x dx
)

/**
 * `cosh x = (eˣ + e⁻ˣ) / 2`. `d(cosh x) = sinh x dx`.
 *
 * @example
 * ```ts
 * import { cosh } from '@wengert/tensor'
 * cosh(0).item() // → 1
 * ```
 */
export function cosh(x: TensorLike): Tensor {
  return applyToFloat(coshPrimitive, x)
}

export const tanhPrimitive: Primitive<NoParams> = unaryOf(
  tanhFunction,
  (dx, _x, y) => mul(dx, oneMinusSquare(y)), // d(tanh x) = (1 - tanh² x) dx
)

/**
 * `tanh x = sinh x / cosh x`. `d(tanh x) = (1 − tanh² x) dx`.
 *
 * @example
 * ```ts
 * import { tanh, tensor } from '@wengert/tensor'
 * tanh(tensor([0, 1000])).toArray() // → 0,1
 * ```
 */
export function tanh(x: TensorLike): Tensor {
  return applyToFloat(tanhPrimitive, x)
}

export const asinhPrimitive: Primitive<NoParams> = unaryOf(
  asinhFunction,
  (dx, x) => mul(dx, rsqrt(add(square(x), 1))), // d(asinh x) = dx / √(x² + 1)
)

/**
 * The inverse of `sinh`. `d(asinh x) = dx / √(x² + 1)`.
 *
 * @example
 * ```ts
 * import { asinh } from '@wengert/tensor'
 * asinh(1).item() // → 0.881373587019543
 * ```
 */
export function asinh(x: TensorLike): Tensor {
  return applyToFloat(asinhPrimitive, x)
}

export const acoshPrimitive: Primitive<NoParams> = unaryOf(
  acoshFunction,
  (dx, x) => mul(dx, rsqrt(mul(sub(x, 1), add(x, 1)))), // d(acosh x) = dx / √(x² - 1)
)

/**
 * The inverse of `cosh`, non-negative; NaN below 1. `d(acosh x) = dx / √(x² − 1)`, which is
 * infinite at 1.
 *
 * @example
 * ```ts
 * import { acosh } from '@wengert/tensor'
 * acosh(1).item() // → 0
 * ```
 */
export function acosh(x: TensorLike): Tensor {
  return applyToFloat(acoshPrimitive, x)
}

export const atanhPrimitive: Primitive<NoParams> = unaryOf(
  atanhFunction,
  (dx, x) => div(dx, oneMinusSquare(x)), // d(atanh x) = dx / (1 - x²)
)

/**
 * The inverse of `tanh`; ±∞ at ±1, NaN beyond. `d(atanh x) = dx / (1 − x²)`.
 *
 * @example
 * ```ts
 * import { atanh } from '@wengert/tensor'
 * atanh(1).item() // → Infinity
 * ```
 */
export function atanh(x: TensorLike): Tensor {
  return applyToFloat(atanhPrimitive, x)
}
