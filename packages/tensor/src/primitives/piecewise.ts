/**
 * The piecewise linear functions: magnitude and sign, the larger and the smaller of two, remainders, and
 * rounding to integers. All of them keep int32.
 */
import { literal, promoteBoth, toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { noParams, type NoParams, type Primitive } from '../primitive.ts'
import { broadcastShapes } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { div, mul, neg, refuseBool } from './arithmetic.ts'
import { equal, greater, less } from './compare.ts'
import { applyTo, applyToBoth, binary, unary } from './elementwise.ts'
import { where } from './select.ts'

export const absPrimitive: Primitive<NoParams> = unary({
  name: 'abs',
  kernel: Math.abs,
  emit: (lanes, x) => lanes.abs(x),
  integers: true,
  jvp: (dx, x) => mul(dx, sign(x)), // 0 at 0, the middle of the subgradients
})

/**
 * `|x|`, in x's dtype. `d|x| = sign(x) dx`: its derivative at 0 is 0, the middle of the
 * subgradients.
 *
 * @example
 * ```ts
 * import { abs, tensor } from '@wengert/tensor'
 * abs(tensor([-2, 3])).toArray() // → 2,3
 * ```
 */
export function abs(x: TensorLike): Tensor {
  return applyTo(absPrimitive, x)
}

export const signPrimitive: Primitive<NoParams> = unary({
  name: 'sign',
  kernel: Math.sign,
  emit: (lanes, x) => {
    const zero = lanes.constant(0)
    const ofRest = lanes.select(lanes.less(x, zero), lanes.constant(-1), x) // zeros and NaN as they are
    return lanes.select(lanes.greater(x, zero), lanes.constant(1), ofRest)
  },
  integers: true,
  jvp: null,
})

/**
 * −1, 0 or 1 as x is negative, zero or positive; NaN for NaN. In x's dtype; its derivative is 0.
 *
 * @example
 * ```ts
 * import { sign, tensor } from '@wengert/tensor'
 * sign(tensor([-2, 0, 3])).toArray() // → -1,0,1
 * ```
 */
export function sign(x: TensorLike): Tensor {
  return applyTo(signPrimitive, x)
}

export const maximumPrimitive: Primitive<NoParams> = extremum('maximum', Math.max, greater, 'max')
export const minimumPrimitive: Primitive<NoParams> = extremum('minimum', Math.min, less, 'min')

/**
 * The larger of x and y, broadcast; NaN where either is. The derivative is the larger one's; where
 * they are equal each gets half of it.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { maximum, tensor } from '@wengert/tensor'
 * maximum(tensor([1, 5]), 3).toArray() // → 3,5
 * ```
 */
export function maximum(x: TensorLike, y: TensorLike): Tensor {
  return applyToBoth(maximumPrimitive, x, y)
}

/**
 * The smaller of x and y, broadcast; NaN where either is. The derivative is the smaller one's;
 * where they are equal each gets half of it.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { minimum, tensor } from '@wengert/tensor'
 * minimum(tensor([1, 5]), 3).toArray() // → 1,3
 * ```
 */
export function minimum(x: TensorLike, y: TensorLike): Tensor {
  return applyToBoth(minimumPrimitive, x, y)
}

function extremum(
  name: string,
  kernel: (x: number, y: number) => number,
  wins: (x: Tensor, y: Tensor) => Tensor,
  lane: 'max' | 'min',
): Primitive<NoParams> {
  // The share of the winner is 1, of equals 1/2 each.
  const share = (a: Tensor, b: Tensor): Tensor =>
    where(wins(a, b), 1, where(equal(a, b), 0.5, literal(0, a.dtype)))
  return binary({
    name,
    kernel,
    emit: (lanes, x, y) => lanes[lane](x, y),
    integers: true,
    jvp: [(dx, x, y) => mul(dx, share(x, y)), (dy, x, y) => mul(dy, share(y, x))],
  })
}

/**
 * Limits x to [low, high]: `minimum(maximum(x, low), high)`, broadcast. The derivative is 1 inside,
 * 0 outside and ½ on the limits, where the limit gets the other half.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { clip, tensor } from '@wengert/tensor'
 * clip(tensor([-1, 0.5, 2]), 0, 1).toArray() // → 0,0.5,1
 * ```
 */
export function clip(x: TensorLike, low: TensorLike, high: TensorLike): Tensor {
  const [shape, ...limits] = [x, low, high].map((t) => toTensor('clip', t).shape)
  limits.reduce((joint, limit) => broadcastShapes('clip', joint, limit), shape)
  return minimum(maximum(x, low), high)
}

export const remPrimitive: Primitive<NoParams> = binary({
  name: 'rem',
  kernel: (x, y) => x % y,
  // x rem y = x - y trunc(x/y)
  jvp: [(dx) => dx, (dy, x, y) => neg(mul(dy, trunc(div(x, y))))],
})

/**
 * The remainder `x − y trunc(x / y)`, broadcast, with the sign of x, as C's `fmod` and the `%` of
 * JavaScript. NaN for y = 0, in int32 0. `dz = dx − trunc(x / y) dy`.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @throws DTypeError for bools.
 * @example
 * ```ts
 * import { rem, tensor } from '@wengert/tensor'
 * rem(tensor([7, -7]), 3).toArray() // → 1,-1
 * ```
 */
export function rem(x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = promoteBoth('rem', x, y)
  refuseBool('rem', a, 'cast to int32 first')
  return bind(remPrimitive, [a, b], noParams)
}

function trunc(x: Tensor): Tensor {
  return mul(sign(x), floor(abs(x)))
}

export const floorPrimitive: Primitive<NoParams> = unary({
  name: 'floor',
  kernel: Math.floor,
  emit: (lanes, x) => lanes.floor(x),
  integers: true,
  jvp: null,
})

/**
 * The largest integer not above x, in x's dtype; its derivative is 0.
 *
 * @example
 * ```ts
 * import { floor, tensor } from '@wengert/tensor'
 * floor(tensor([1.5, -1.5])).toArray() // → 1,-2
 * ```
 */
export function floor(x: TensorLike): Tensor {
  return applyTo(floorPrimitive, x)
}

export const ceilPrimitive: Primitive<NoParams> = unary({
  name: 'ceil',
  kernel: Math.ceil,
  emit: (lanes, x) => lanes.ceil(x),
  integers: true,
  jvp: null,
})

/**
 * The smallest integer not below x, in x's dtype; its derivative is 0.
 *
 * @example
 * ```ts
 * import { ceil, tensor } from '@wengert/tensor'
 * ceil(tensor([1.5, -1.5])).toArray() // → 2,-1
 * ```
 */
export function ceil(x: TensorLike): Tensor {
  return applyTo(ceilPrimitive, x)
}

export const roundPrimitive: Primitive<NoParams> = unary({
  name: 'round',
  kernel: roundHalfEven,
  emit: (lanes, x) => lanes.nearest(x),
  integers: true,
  jvp: null,
})

/**
 * The nearest integer, halves to the even one as in NumPy, in x's dtype; its derivative is 0.
 *
 * @example
 * ```ts
 * import { round, tensor } from '@wengert/tensor'
 * round(tensor([0.5, 1.5, -2.6])).toArray() // → 0,2,-3
 * ```
 */
export function round(x: TensorLike): Tensor {
  return applyTo(roundPrimitive, x)
}

/** Adding and taking away 2^52 leaves no room for a fraction, so the sum rounds to even. */
export function roundHalfEven(x: number): number {
  if (!(Math.abs(x) < 2 ** 52)) return x
  const magnitude = Math.abs(x) + 2 ** 52 - 2 ** 52
  return x < 0 || Object.is(x, -0) ? -magnitude : magnitude
}
