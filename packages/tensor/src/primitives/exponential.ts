/**
 * Exponentials, logarithms, roots, and the functions of neural networks and likelihoods built on
 * them. Each derivative is written in the form that keeps its accuracy in the tails.
 */
import { literal } from '../convert.ts'
import type { LaneFunction } from '../emitter.ts'
import { expFunction, expm1Function } from '../math/exp.ts'
import { log1pFunction, logFunction } from '../math/log.ts'
import { sigmoidFunction, siluFunction } from '../math/sigmoid.ts'
import { softplusFunction } from '../math/softplus.ts'
import type { NoParams, Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { add, div, mul, neg } from './arithmetic.ts'
import { greater } from './compare.ts'
import { applyToFloat, unary, unaryOf } from './elementwise.ts'
import { where } from './select.ts'

export const expPrimitive: Primitive<NoParams> = unaryOf(
  expFunction,
  (dx, _x, y) => mul(dx, y), // d(eˣ) = eˣ dx
)

/**
 * `eˣ`. Integers and bools are taken as float64, here and in all of this family. `d(eˣ) = eˣ dx`.
 *
 * @example
 * ```ts
 * import { exp } from '@wengert/tensor'
 * exp(1).item() // → 2.718281828459045
 * ```
 */
export function exp(x: TensorLike): Tensor {
  return applyToFloat(expPrimitive, x)
}

export const expm1Primitive: Primitive<NoParams> = unaryOf(
  expm1Function,
  (dx, x) => mul(dx, exp(x)), // not y + 1, which is rounded to 0 for x < -37
)

/**
 * `eˣ − 1`, accurate near 0. `d(eˣ − 1) = eˣ dx`.
 *
 * @example
 * ```ts
 * import { expm1 } from '@wengert/tensor'
 * expm1(1e-20).item() // → 1e-20
 * ```
 */
export function expm1(x: TensorLike): Tensor {
  return applyToFloat(expm1Primitive, x)
}

export const logPrimitive: Primitive<NoParams> = unaryOf(
  logFunction,
  (dx, x) => div(dx, x), // d(ln x) = dx / x
)

/**
 * The natural logarithm `ln x`; −∞ at 0, NaN below. `d(ln x) = dx / x`.
 *
 * @example
 * ```ts
 * import { log } from '@wengert/tensor'
 * log(Math.E).item() // → 1
 * ```
 */
export function log(x: TensorLike): Tensor {
  return applyToFloat(logPrimitive, x)
}

export const log1pPrimitive: Primitive<NoParams> = unaryOf(
  log1pFunction,
  (dx, x) => div(dx, add(x, 1)), // d(ln(1 + x)) = dx / (1 + x)
)

/**
 * `ln(1 + x)`, accurate near 0; −∞ at −1, NaN below. `d(ln(1 + x)) = dx / (1 + x)`.
 *
 * @example
 * ```ts
 * import { log1p } from '@wengert/tensor'
 * log1p(1e-20).item() // → 1e-20
 * ```
 */
export function log1p(x: TensorLike): Tensor {
  return applyToFloat(log1pPrimitive, x)
}

export const sqrtPrimitive: Primitive<NoParams> = unary({
  name: 'sqrt',
  kernel: Math.sqrt,
  emit: (lanes, x) => lanes.sqrt(x),
  jvp: (dx, _x, y) => div(dx, mul(y, 2)), // d(√x) = dx / (2√x)
})

/**
 * `√x`; NaN below 0. `d(√x) = dx / (2√x)`, which is infinite at 0.
 *
 * @example
 * ```ts
 * import { sqrt, tensor } from '@wengert/tensor'
 * sqrt(tensor([4, 2.25])).toArray() // → 2,1.5
 * ```
 */
export function sqrt(x: TensorLike): Tensor {
  return applyToFloat(sqrtPrimitive, x)
}

/** Two roundings, so it is a function of float64 for float32 too. */
const rsqrtFunction: LaneFunction = {
  name: 'rsqrt',
  scalar: (x) => 1 / Math.sqrt(x),
}

export const rsqrtPrimitive: Primitive<NoParams> = unaryOf(
  rsqrtFunction,
  (dx, x, y) => mul(dx, div(mul(y, -0.5), x)), // d(x^-½) = -½ x^-½ / x dx
)

/**
 * `1 / √x`; ∞ at 0, NaN below. `d(x^-½) = −½ x^-½ / x dx`.
 *
 * @example
 * ```ts
 * import { rsqrt } from '@wengert/tensor'
 * rsqrt(4).item() // → 0.5
 * ```
 */
export function rsqrt(x: TensorLike): Tensor {
  return applyToFloat(rsqrtPrimitive, x)
}

export const sigmoidPrimitive: Primitive<NoParams> = unaryOf(
  sigmoidFunction,
  (dx, x, y) => mul(dx, mul(y, sigmoid(neg(x)))), // σ' = σ(x) σ(-x), exact in both tails
)

/**
 * The logistic function `σ(x) = 1 / (1 + e⁻ˣ)`, without overflow. `dσ = σ(x) σ(−x) dx`.
 *
 * @example
 * ```ts
 * import { sigmoid, tensor } from '@wengert/tensor'
 * sigmoid(tensor([0, -1000])).toArray() // → 0.5,0
 * ```
 */
export function sigmoid(x: TensorLike): Tensor {
  return applyToFloat(sigmoidPrimitive, x)
}

export const siluPrimitive: Primitive<NoParams> = unaryOf(
  siluFunction,
  (dx, x) => mul(dx, mul(sigmoid(x), add(mul(x, sigmoid(neg(x))), 1))), // σ(x) (1 + x σ(−x)) dx
)

/**
 * The sigmoid linear unit `x σ(x)`, also called swish; −0 at −∞. Integers and bools as float64. Its
 * derivative is `σ(x) (1 + x σ(−x))`. Within 2.25 units in the last place.
 *
 * @example
 * ```ts
 * import { silu, tensor } from '@wengert/tensor'
 * silu(tensor([0, 100])).toArray() // → 0,100
 * ```
 */
export function silu(x: TensorLike): Tensor {
  return applyToFloat(siluPrimitive, x)
}

export const softplusPrimitive: Primitive<NoParams> = unaryOf(
  softplusFunction,
  (dx, x) => mul(dx, sigmoid(x)), // d ln(1 + eˣ) = σ(x) dx
)

/**
 * `ln(1 + eˣ)`, without overflow. Its derivative is `σ(x)`.
 *
 * @example
 * ```ts
 * import { softplus, tensor } from '@wengert/tensor'
 * softplus(tensor([0, 1000])).toArray() // → 0.6931471805599453,1000
 * ```
 */
export function softplus(x: TensorLike): Tensor {
  return applyToFloat(softplusPrimitive, x)
}

export const reluPrimitive: Primitive<NoParams> = unary({
  name: 'relu',
  kernel: (x) => (x <= 0 ? 0 : x),
  emit: (lanes, x) => {
    const zero = lanes.constant(0)
    return lanes.select(lanes.lessEqual(x, zero), zero, x)
  },
  jvp: (dx, x) => where(greater(x, 0), dx, literal(0, dx.dtype)), // 0 at 0
})

/**
 * `max(x, 0)`; NaN for NaN. Its derivative is 1 above 0 and 0 elsewhere, at 0 too.
 *
 * @example
 * ```ts
 * import { relu, tensor } from '@wengert/tensor'
 * relu(tensor([-2, 3])).toArray() // → 0,3
 * ```
 */
export function relu(x: TensorLike): Tensor {
  return applyToFloat(reluPrimitive, x)
}
