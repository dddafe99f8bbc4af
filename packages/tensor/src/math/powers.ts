/**
 * Powers of two and polynomials, the parts that the functions here are made of. An integer k is held
 * in the low bits of `shifter + k`: adding the shifter rounds to an integer, and a shift by 52 turns
 * these bits into the exponent of 2ᵏ. The host takes its powers of two from a table instead, which
 * gives the same numbers.
 */

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

/** The polynomial in x with these coefficients, lowest first, by Horner's rule. */
export function polynomial(x: number, coefficients: readonly number[]): number {
  let value = coefficients[coefficients.length - 1]
  for (let i = coefficients.length - 2; i >= 0; i--) value = coefficients[i] + x * value
  return value
}
