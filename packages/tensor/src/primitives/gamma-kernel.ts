/**
 * ln |Γ| and its derivatives in float64. Large arguments have Stirling's asymptotic series (Abramowitz
 * & Stegun 6.1.40, 6.3.18, 6.4.11), to which smaller ones are shifted by the recurrence; negative ones
 * are reflected (6.1.17, 6.3.7, 6.4.7). Near its zeros at 1 and 2, ln Γ is the Taylor series 6.1.33, and
 * near its zero at 1.46 the digamma function is the rational approximation of Cody, Strecok & Thacher,
 * "Chebyshev approximations for the psi function", Mathematics of Computation 27 (1973), pp. 123–127.
 */
import { log1pFunction, logFunction } from '../math/log.ts'
import { powFunction } from '../math/pow.ts'
import { sinFunction } from '../math/sine.ts'
import { tanFunction } from '../math/tangent.ts'
import { polynomial } from '../math/powers.ts'

const oneMinusEuler = 0.42278433509846713
const halfLogTwoPi = 0.9189385332046728
const logPi = 1.1447298858494002

/** (−1)ⁿ (ζ(n) − 1) / n for n = 2, …, 27, after 0 for the powers 0 and 1. */
const zetaSeries: readonly number[] = [
  0, 0, 0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986,
  0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939,
  9.945751278180853e-5, -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6,
  4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7, -4.492469198764566e-7,
  2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9,
  5.731367241678862e-10, -2.7595228851242334e-10,
]

/** The Bernoulli numbers B₂, B₄, …, B₂₆. */
const bernoulli: readonly number[] = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
  854513 / 138,
  -236364091 / 2730,
  8553103 / 6,
]

/** B₂ₖ / (2k (2k − 1)) for k = 1, …, 8: Stirling's series in 1/x², times 1/x. */
const stirlingSeries = bernoulli.slice(0, 8).map((b, i) => b / ((2 * i + 2) * (2 * i + 1)))

/** 0, and B₂ₖ / 2k for k = 1, …, 8: the digamma function's series in 1/x². */
const digammaSeries = [0, ...bernoulli.slice(0, 8).map((b, i) => b / (2 * i + 2))]

const psiNumerator: readonly number[] = [
  1.6585695029761022321e5, 5.8041312783537569993e5, 6.3606997788964458797e5,
  3.0655976301987365674e5, 7.145159581895193321e4, 7.9525490849151998065e3, 3.7646693175929276856e2,
  5.4932855833000385356, 4.510468124576293416e-3,
]
const psiDenominator: readonly number[] = [
  6.4155223783576225996e-8, 2.4242185002017985252e5, 5.4256384537269993733e5,
  4.3487880712768329037e5, 1.6206566091533671639e5, 2.986249702225027792e4, 2.628771579058119333e3,
  9.6141654774222358525e1, 1,
]
/** The positive zero of ψ is 187/128 and these two, together to 33 digits. */
const psiZeroRest = 0.0006946449683623413
const psiZeroTiny = -1.8257096315963483e-20

/** Where the asymptotic series of ln Γ and ψ are accurate. */
const large = 9

/** ln |Γ(x)|: ∞ at the poles 0, −1, −2, … */
export function lgammaOf(x: number): number {
  if (!Number.isFinite(x)) return Math.abs(x)
  if (x <= 0 && Number.isInteger(x)) return Infinity
  if (Math.abs(x) < 1e-17) return -logFunction.scalar(Math.abs(x))
  // |Γ(x)| = π / (|x sin πx| Γ(−x))
  if (x < 0) return logPi - logFunction.scalar(Math.abs(x * sinPi(x))) - lgammaOf(-x)
  if (x < 0.5) return aroundOne(x) - logFunction.scalar(x)
  if (x < 1.5) return aroundOne(x - 1)
  if (x < large) {
    let product = 1
    let y = x
    while (y >= 2.5) product *= --y
    return aroundTwo(y - 2) + logFunction.scalar(product)
  }
  const stirling = polynomial(1 / (x * x), stirlingSeries) / x
  return (x - 0.5) * (logFunction.scalar(x) - 1) + (halfLogTwoPi - 0.5 + stirling)
}

/** ln Γ(2 + z) for |z| ≤ ½. */
function aroundTwo(z: number): number {
  return z * oneMinusEuler + polynomial(z, zetaSeries)
}

/** ln Γ(1 + z) for |z| ≤ ½. */
function aroundOne(z: number): number {
  return aroundTwo(z) - log1pFunction.scalar(z)
}

/** ψ(x) = d ln Γ(x)/dx: ∓∞ at ±0, NaN at the other poles. */
export function digammaOf(x: number): number {
  if (x === 0) return -1 / x
  if (x === -Infinity || (x < 0 && Number.isInteger(x))) return NaN
  if (x < 0) return digammaOf(1 - x) - Math.PI * cotPi(x)
  if (x < 0.5) return digammaOf(1 + x) - 1 / x
  if (x <= 3) {
    const quotient = polynomial(x, psiNumerator) / polynomial(x, psiDenominator)
    return (x - 187 / 128 - psiZeroRest - psiZeroTiny) * quotient
  }
  let shifted = x
  let sum = 0
  for (; shifted < large; shifted++) sum += 1 / shifted
  const z = 1 / (shifted * shifted)
  return logFunction.scalar(shifted) - 0.5 / shifted - polynomial(z, digammaSeries) - sum
}

/** The n-th derivative of ψ, n ≥ 1: at the poles ∞ for odd n, else ∓∞ at ±0 and NaN. */
export function polygammaOf(n: number, x: number): number {
  if (x === Infinity) return n % 2 === 0 ? -0 : 0
  if (x === -Infinity || Number.isNaN(x)) return NaN
  if (x < 0 && Number.isInteger(x)) return n % 2 === 0 ? NaN : Infinity
  const sign = n % 2 === 0 ? -1 : 1
  // (−1)ⁿ ψ⁽ⁿ⁾(1 − x) − ψ⁽ⁿ⁾(x) = π dⁿ cot πx / dxⁿ
  if (x < 0) return sign * cotDerivative(n, x - Math.round(x)) - hurwitz(n, 1 - x)
  return sign * hurwitz(n, x)
}

/** n! ζ(n + 1, x) = n! Σ (x + k)^(−n−1) by the Euler–Maclaurin formula from x + k ≥ 10 + n on. */
function hurwitz(n: number, x: number): number {
  const factorial = factorialOf(n - 1)
  let y = x
  let sum = 0
  for (; y < 10 + n; y++) sum += power(y, -n - 1)
  // (n−1)!/yⁿ (1 + n/2y + Σ B₂ₖ (2k+n−1)! / ((2k)! (n−1)! y²ᵏ)), the quotients one from the other
  let tail = 1 + n / (2 * y)
  let rising = 1
  bernoulli.forEach((b, i) => {
    const k = 2 * i + 2
    rising *= ((k + n - 2) * (k + n - 1)) / ((k - 1) * k * y * y)
    tail += b * rising
  })
  // In two steps, neither of which underflows before the product does.
  const part = Math.floor(n / 2)
  return factorial * (n * sum) + factorial * power(y, -part) * (tail * power(y, part - n))
}

/** (−1)ⁿ π dⁿ cot πr / drⁿ = n! Σ (r + k)^(−n−1) over all integers k, for |r| ≤ ½. */
function cotDerivative(n: number, r: number): number {
  const isOdd = n % 2 === 1
  // Near ½ and for even n the terms cancel.
  if (isOdd || Math.abs(r) < 0.5 - 0.2 / (n + 1)) {
    const nearest = factorialOf(n) * power(r, -n - 1)
    const left = hurwitz(n, 1 - r)
    return nearest + (hurwitz(n, 1 + r) + (isOdd ? left : -left))
  }
  // dⁿ cot πr / drⁿ = πⁿ Pₙ(cot πr) with P₀ = c and Pₙ₊₁ = −(1 + c²) Pₙ′
  let powers = [0, 1] // The coefficients of 1, c, c², …
  for (let k = 0; k < n; k++) {
    const slope = powers.slice(1).map((a, i) => -(i + 1) * a)
    powers = [...slope, 0, 0].map((a, i) => a + (slope[i - 2] ?? 0))
  }
  return power(Math.PI, n + 1) * polynomial(cotPi(r), powers)
}

function factorialOf(n: number): number {
  let product = 1
  for (let k = 2; k <= n; k++) product *= k
  return product
}

function power(x: number, exponent: number): number {
  return powFunction.scalar(x, exponent)
}

/** sin πx, with x reduced to [−½, ½], which is exact; up to the sign. */
function sinPi(x: number): number {
  return sinFunction.scalar(Math.PI * (x - Math.round(x)))
}

/** cot πx; beyond ¼ from an integer as the tangent of the rest, which is exact near ½. */
function cotPi(x: number): number {
  const r = x - Math.round(x)
  if (Math.abs(r) <= 0.25) return 1 / tanFunction.scalar(Math.PI * r)
  return Math.sign(r) * tanFunction.scalar(Math.PI * (0.5 - Math.abs(r)))
}
