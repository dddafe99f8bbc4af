/**
 * Powers of two and polynomials, the parts that the functions here are made of. An integer k is held
 * in the low bits of `shifter + k`: adding the shifter rounds to an integer, and a shift by 52 turns
 * these bits into the exponent of 2ᵏ. The host takes its powers of two from a table instead, which
 * gives the same numbers.
 */
import type { DoubleLanes, Lane } from '../emitter.ts'

/** Between 2⁵² and 2⁵³ the doubles are the integers, so that a sum with it is rounded to one. */
export const shifter = 1.5 * 2 ** 52

/** As the shifter, with the exponent's bias: its low bits, shifted, are those of 2ᵏ. */
export const biasedShifter = shifter + 1023

const lowest = -1074
/** 2ᵏ at k + 1074, for all k from −1074 to 1023; by doubling, which no engine gets wrong. */
const powers = new Float64Array(2098)
for (let i = 0, power = 5e-324; i < powers.length; i++, power *= 2) powers[i] = power

/** 2ᵏ for an integer k in [−1074, 1023]. */
export function powerOfTwo(k: number): number {
  return powers[(k | 0) - lowest]
}

/** y 2ᵏ for an integer k in [−2048, 2046], rounded once: the host's side of `emitScaled`. */
export function scaled(y: number, k: number): number {
  const n = k | 0
  if (n > -1023 && n < 1024) return y * powers[n - lowest]
  const half = n >> 1
  return y * powers[half - lowest] * powers[n - half - lowest]
}

/** y 2ᵏ, where n is `2 biases + shifter + k`: in two steps, for 2ᵏ itself need not be a number. */
export function emitScaled(lanes: DoubleLanes, y: Lane, n: Lane): Lane {
  const half = lanes.shiftRight(n, 1)
  const first = lanes.shiftLeft(half, 52)
  const second = lanes.shiftLeft(lanes.subBits(n, half), 52)
  return lanes.mul(lanes.mul(y, first), second)
}

/** The shifter that `emitScaled` wants. */
export const doublyBiasedShifter = shifter + 2046

/** The polynomial in x with these coefficients, lowest first, by Horner's rule. */
export function polynomial(x: number, coefficients: readonly number[]): number {
  let value = coefficients[coefficients.length - 1]
  for (let i = coefficients.length - 2; i >= 0; i--) value = coefficients[i] + x * value
  return value
}

/** As the host's `polynomial`. */
export function emitPolynomial(lanes: DoubleLanes, x: Lane, coefficients: readonly number[]): Lane {
  let value = lanes.constant(coefficients[coefficients.length - 1])
  for (let i = coefficients.length - 2; i >= 0; i--) {
    value = lanes.add(lanes.constant(coefficients[i]), lanes.mul(x, value))
  }
  return value
}

/** A number with the magnitude of y, which must not be negative, and the sign of x. */
export function emitWithSign(lanes: DoubleLanes, y: Lane, x: Lane): Lane {
  return lanes.bitOr(y, lanes.bitAnd(x, lanes.bits(0x80000000, 0)))
}
