/**
 * Roots that may meet 0. The derivative of √x there is infinite, and 0 · ∞ would make NaN of the
 * gradient of a norm at the origin; 0, which lies among the subgradients, is taken instead.
 */
import { equal } from '../primitives/compare.ts'
import { sqrt } from '../primitives/exponential.ts'
import { pow } from '../primitives/power.ts'
import { where } from '../primitives/select.ts'
import type { Tensor } from '../tensor.ts'

/** The root `x^(1/degree)`, with 0 for its derivatives at 0. */
export function rootOrZero(x: Tensor, degree = 2): Tensor {
  const zero = equal(x, 0)
  const safe = where(zero, 1, x)
  return where(zero, 0, degree === 2 ? sqrt(safe) : pow(safe, 1 / degree))
}
