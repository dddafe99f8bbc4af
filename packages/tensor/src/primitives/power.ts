/**
 * Powers. An exponent that is a plain number is a parameter, not an operand: then the derivative
 * p x^(p-1) has its exponent lowered exactly, down to x⁰ = 1 whose derivative is nothing at all, so
 * integer powers are right at 0 to every order. An exponent that is a tensor has a derivative of
 * its own, x^y ln x.
 */
import { literal, promoteBoth, toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, isFloat, isInt32 } from '../dtype.ts'
import type { LaneFunction } from '../emitter.ts'
import { ArgumentError } from '../errors.ts'
import { powFunction } from '../math/pow.ts'
import { noParams, type NoParams, type Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { mul, square, sub } from './arithmetic.ts'
import { castTo } from './cast.ts'
import { equal } from './compare.ts'
import { binary, binaryOf } from './elementwise.ts'
import { log } from './exponential.ts'
import { logicalAnd } from './logic.ts'
import { where } from './select.ts'

interface PowerParams {
  readonly exponent: number
}

/** Exponents for which a few operations do, as accurately. */
const shortcuts: ReadonlyMap<number, LaneFunction> = new Map([
  [3, { name: 'cube', scalar: (x) => x * x * x }],
  [-1, { name: 'inverse', scalar: (x) => 1 / x }],
  [
    0.5,
    {
      name: 'squareRoot',
      // Unlike √x, x^½ is 0 at −0 and ∞ at −∞.
      scalar: (x) => (x === -Infinity ? Infinity : Math.sqrt(x) + 0),
    },
  ],
] satisfies [number, LaneFunction][])

export const powerPrimitive: Primitive<PowerParams> = {
  name: 'power',
  shape: ([x]) => x,
  kernel: ([x], { exponent }, output) => {
    const source = x.host!
    const result = allocate(output.dtype, output.size)
    const f = x.dtype === 'int32' ? intPower : (shortcuts.get(exponent) ?? powFunction).scalar
    for (let i = 0; i < result.length; i++) result[i] = f(source[i], exponent)
    return result
  },
  emit: (lanes, [x], { exponent }) => {
    const shortcut = shortcuts.get(exponent)
    if (shortcut !== undefined) return lanes.call(shortcut, x)
    return lanes.call(powFunction, x, lanes.constant(exponent))
  },
  // d(x^p) = p x^(p-1) dx, and nothing for p = 0
  jvp: ([dx], [x], _, { exponent: p }) => (p === 0 ? null : mul(dx!, mul(power(x, p - 1), p))),
  batch: ([x], _, params) => bind(powerPrimitive, [x], params),
}

export const powPrimitive: Primitive<NoParams> = binary({
  ...binaryOf(powFunction),
  intKernel: intPower,
  jvp: [
    // y x^(y-1), which for y = 0 is 0 even at x = 0, where x^-1 is infinite
    (dx, x, y) => {
      const singular = logicalAnd(equal(x, 0), equal(y, 0))
      return mul(dx, mul(y, pow(x, where(singular, 1, sub(y, 1)))))
    },
    // x^y ln x, and its limit 0 at x = 0
    (dy, x, y, z) => mul(dy, mul(log(where(equal(x, 0), literal(1, x.dtype), x)), z)),
  ],
})

/**
 * `x^y`, broadcast. Of integers and bools it is int32, which wraps around, unless y is a number
 * that is no int32. `d(x^y) = y x^(y−1) dx + x^y ln x dy`; at x = 0 the derivatives are the limits
 * where these exist, and for x < 0 the one in y is NaN. As in NumPy, x⁰ and 1^y are 1 whatever the other is.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @throws ArgumentError for an int32 base with a negative exponent.
 * @example
 * ```ts
 * import { pow, tensor } from '@wengert/tensor'
 * pow(tensor([2, 3]), 2).toArray() // → 4,9
 * pow(2, tensor([3, 0.5])).toArray() // → 8,1.4142135623730951
 * ```
 */
export function pow(x: TensorLike, y: TensorLike): Tensor {
  if (typeof y === 'number') {
    const base = toTensor('pow', x)
    if (isFloat(base.dtype)) return power(base, y)
    if (!isInt32(y)) return power(castTo(base, 'float64'), y)
    return power(castTo(base, 'int32'), y)
  }
  const [base, exponent] = promoteBoth('pow', x, y)
  const dtype = base.dtype === 'bool' ? 'int32' : base.dtype
  return bind(powPrimitive, [castTo(base, dtype), castTo(exponent, dtype)], noParams)
}

function power(x: Tensor, exponent: number): Tensor {
  if (exponent === 1) return x
  if (exponent === 2) return square(x)
  return bind(powerPrimitive, [x], { exponent })
}

function intPower(x: number, y: number): number {
  if (y < 0) {
    throw new ArgumentError(
      `pow: integer ${x} to the negative power ${y}; cast the base to float64 first.`,
    )
  }
  let result = 1
  for (let base = x, n = y; n > 0; n >>>= 1, base = Math.imul(base, base)) {
    if (n & 1) result = Math.imul(result, base)
  }
  return result
}
