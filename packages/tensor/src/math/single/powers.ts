/**
 * Powers of two in float32 arithmetic, as math/powers.ts has them of float64: an integer k is held in
 * the low bits of `shifter + k`, and a shift by 23 makes them the exponent of 2ᵏ.
 *
 * The functions in this folder are those that float32 operands get: every step is rounded to float32,
 * so that four of them fit a vector. A step in JavaScript, rounded by Math.fround, is the step of
 * float32 (S. Figueroa, "When is double rounding innocuous?", SIGNUM Newsletter 30, 1995).
 */
import { powerOfTwo } from '../powers.ts'

/** Between 2²³ and 2²⁴ the float32 numbers are the integers. */
export const shifter = 1.5 * 2 ** 23

export const biasedShifter = shifter + 127

const round = Math.fround

/** y 2ᵏ for an integer k in [−254, 254], in two steps, the first of them exact: 2ᵏ may not be a float32. */
export function scaled(y: number, k: number): number {
  const half = k >> 1
  return round(round(y * powerOfTwo(half)) * powerOfTwo(k - half))
}
