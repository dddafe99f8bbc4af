/** Powers of two and polynomials as lanes: what the functions here are made of, as in math/powers.ts. */
import type { BitLanes, DoubleLanes, Lane, Lanes } from '../../emitter.ts'
import { shifter } from '../../math/powers.ts'

/** y 2ᵏ, where n is `2 biases + shifter + k`: in two steps, for 2ᵏ itself need not be a number. */
export function emitScaled(lanes: DoubleLanes, y: Lane, n: Lane): Lane {
  const half = lanes.shiftRight(n, 1)
  const first = lanes.shiftLeft(half, 52)
  const second = lanes.shiftLeft(lanes.subBits(n, half), 52)
  return lanes.mul(lanes.mul(y, first), second)
}

/** The shifter that `emitScaled` wants. */
export const doublyBiasedShifter = shifter + 2046

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
