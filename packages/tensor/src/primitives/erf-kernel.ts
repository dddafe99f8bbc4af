/**
 * erf and erfc by the rational Chebyshev approximations of W. J. Cody, "Rational Chebyshev
 * approximations for the error function", Mathematics of Computation 23 (1969), pp. 631–637: one for
 * erf near 0, and two for erfc beyond, multiplied by e^(−x²), whose exponent is taken in two parts so
 * that x² is not rounded.
 */
import { expFunction } from '../math/exp.ts'
import { polynomial, type Coefficients } from './polynomial.ts'

// erf x = x R(x²), |x| ≤ 0.46875
const nearNumerator: Coefficients = [
  1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2,
  3.20937758913846947e3,
]
const nearDenominator: Coefficients = [
  1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
]
// erfc x = e^(−x²) R(x), 0.46875 ≤ x ≤ 4
const middleNumerator: Coefficients = [
  2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
  2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
  1.23033935479799725e3,
]
const middleDenominator: Coefficients = [
  1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
  3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
]
// erfc x = e^(−x²) / x (1/√π − R(1/x²) / x²), x ≥ 4
const farNumerator: Coefficients = [
  1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
  1.60837851487422766e-2, 6.58749161529837803e-4,
]
const farDenominator: Coefficients = [
  1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
  2.33520497626869185e-3,
]
const inverseRootPi = 0.5641895835477563

export function erfOf(x: number): number {
  const y = Math.abs(x)
  if (y <= 0.46875) return near(x)
  if (Number.isNaN(x)) return NaN
  const value = 1 - beyond(y)
  return x < 0 ? -value : value
}

export function erfcOf(x: number): number {
  const y = Math.abs(x)
  if (y <= 0.46875) return 1 - near(x)
  if (Number.isNaN(x)) return NaN
  return x < 0 ? 2 - beyond(y) : beyond(y)
}

function near(x: number): number {
  const z = x * x
  return x * (polynomial(nearNumerator, z) / polynomial(nearDenominator, z))
}

/** erfc y for y > 0.46875. */
function beyond(y: number): number {
  if (y > 28) return 0
  if (y <= 4) {
    return scaled(y, polynomial(middleNumerator, y) / polynomial(middleDenominator, y))
  }
  const z = 1 / (y * y)
  const r = (z * polynomial(farNumerator, z)) / polynomial(farDenominator, z)
  return scaled(y, (inverseRootPi - r) / y)
}

/**
 * factor · e^(−y²), with y² = a² + (y − a)(y + a) for a, y cut to sixteenths, whose square is exact. The
 * root of e^(−a²) is multiplied in twice: it is not subnormal where the result is.
 */
function scaled(y: number, factor: number): number {
  const a = Math.trunc(y * 16) / 16
  const rest = factor * expFunction.scalar(-(y - a) * (y + a))
  if (y < 26) return expFunction.scalar(-a * a) * rest
  const root = expFunction.scalar(-a * a * 0.5)
  return root * (root * rest)
}
