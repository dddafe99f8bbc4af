/** Powers of two and polynomials as lanes: what the functions here are made of, as in math/powers.ts. */
import type { BitLanes, Lane, Lanes } from '../../emitter.ts'
import { shifter } from '../../math/powers.ts'

/**
 * y 2ᵏ, where n is `2 biases + shifter + k`: in two steps, for 2ᵏ itself need not be a number.
 *
 * @param exponentBit - The lowest of the exponent: 52, or 23 of a float32.
 */
export function emitScaled(lanes: BitLanes, y: Lane, n: Lane, exponentBit = 52): Lane {
  const half = lanes.shiftRight(n, 1)
  const first = lanes.shiftLeft(half, exponentBit)
  const second = lanes.shiftLeft(lanes.subBits(n, half), exponentBit)
  return lanes.mul(lanes.mul(y, first), second)
}

/** The shifter that `emitScaled` wants. */
export const doublyBiasedShifter = shifter + 2046

/** x − k (high + low), where k high is exact. */
export function emitReduced(lanes: Lanes, x: Lane, k: Lane, high: number, low: number): Lane {
  const rest = lanes.sub(x, lanes.mul(k, lanes.constant(high)))
  return lanes.sub(rest, lanes.mul(k, lanes.constant(low)))
}

/** As the host's `polynomial`. */
export function emitPolynomial(lanes: Lanes, x: Lane, coefficients: readonly number[]): Lane {
  let value = lanes.constant(coefficients[coefficients.length - 1])
  for (let i = coefficients.length - 2; i >= 0; i--) {
    value = lanes.add(lanes.constant(coefficients[i]), lanes.mul(x, value))
  }
  return value
}

/** A number with the magnitude of y, which must not be negative, and the sign of x. */
export function emitWithSign(lanes: BitLanes, y: Lane, x: Lane): Lane {
  return lanes.bitOr(y, lanes.bitAnd(x, lanes.constant(-0)))
}
