/**
 * erf x, erfc x = 1 − erf x and the normal distribution function Φ(x) = erfc(−x/√2) / 2, by four rational
 * functions, each for a range of |x|: x + x R(x²) below 0.84375; erf 1 + R(|x| − 1) up to 1.25; and
 * erfc x = e^(−x² − 9/16 + R(1/x²)) / x up to 1/0.35 and up to 28, beyond which it rounds to 0. The ranges
 * and the coefficients are those of Sun's freely distributable mathematical library (s_erf.c, 1993).
 */
import type { LaneFunction } from '../emitter.ts'
import { exp } from './exp.ts'
import { polynomial } from './powers.ts'
import { productError } from './product.ts'

/** A quotient of polynomials, coefficients of the lowest power first. */
export interface Rational {
  readonly top: readonly number[]
  readonly bottom: readonly number[]
}

export const nearest: Rational = {
  top: [
    1.2837916709551256e-1, -3.250421072470015e-1, -2.8481749575598511e-2, -5.7702702964894416e-3,
    -2.3763016656650163e-5,
  ],
  bottom: [
    1, 3.9791722395915535e-1, 6.5022249988767294e-2, 5.0813062818757656e-3, 1.3249473800432164e-4,
    -3.9602282787753681e-6,
  ],
}
export const near: Rational = {
  top: [
    -2.3621185607526594e-3, 4.1485611868374833e-1, -3.7220787603570132e-1, 3.1834661990116175e-1,
    -1.1089469428239668e-1, 3.5478304325618236e-2, -2.1663755948687908e-3,
  ],
  bottom: [
    1, 1.0642088040084423e-1, 5.4039791770217105e-1, 7.1828654414196266e-2, 1.2617121980876164e-1,
    1.3637083912029051e-2, 1.1984499846799107e-2,
  ],
}
export const far: Rational = {
  top: [
    -9.8649440348471482e-3, -6.9385857270718176e-1, -1.0558626225323291e1, -6.2375332450326006e1,
    -1.6239666946257347e2, -1.8460509290671104e2, -8.1287435506306593e1, -9.8143293441691455,
  ],
  bottom: [
    1, 1.9651271667439257e1, 1.3765775414351904e2, 4.3456587747522923e2, 6.4538727173326788e2,
    4.2900814002756783e2, 1.0863500554177944e2, 6.5702497703192817, -6.0424415214858099e-2,
  ],
}
export const farthest: Rational = {
  top: [
    -9.864942924700099e-3, -7.9928323768052301e-1, -1.7757954917754752e1, -1.6063638485582192e2,
    -6.3756644336838963e2, -1.0250951316110772e3, -4.8351919160865137e2,
  ],
  bottom: [
    1, 3.0338060743482458e1, 3.2579251299657392e2, 1.5367295860844369e3, 3.1998582195085955e3,
    2.5530504064331644e3, 4.7452854120695537e2, -2.2440952446585818e1,
  ],
}

/** Where the next rational function begins. */
export const ends = [0.84375, 1.25, 1 / 0.35, 28] as const
/** erf 1, to float32. */
export const erfOfOne = 8.4506291151046753e-1
/** √½ less its float64. */
export const halfRootLow = -4.833646656726457e-17
/** |x| is cut to multiples of the inverse of this, of which −x² − 9/16 is exact. */
export const grid = 2 ** 16

const quotient = ({ top, bottom }: Rational, x: number): number =>
  polynomial(x, top) / polynomial(x, bottom)

/** erfc(y + low) for y ≥ 1.25 and a rounding error of y, in two exponentials: y² is not rounded. */
function tail(y: number, low: number): number {
  const a = Math.min(y, ends[3])
  const inverse = 1 / (a * a)
  const rest = quotient(a < ends[2] ? far : farthest, inverse)
  const cut = Math.trunc(a * grid) / grid
  const correction = (cut - a) * (cut + a) - 2 * a * low
  return (exp(-cut * cut - 0.5625) * exp(correction + rest)) / a
}

function erf(x: number): number {
  const y = Math.abs(x)
  if (y < ends[0]) return x + x * quotient(nearest, x * x)
  const value = y < ends[1] ? erfOfOne + quotient(near, y - 1) : 1 - tail(y, 0)
  return x < 0 ? -value : value
}

/** erfc(x + low), where low is a rounding error of x. */
function complement(x: number, low: number): number {
  const y = Math.abs(x)
  if (y < ends[0]) {
    const part = x * quotient(nearest, x * x) + low
    return x < 0.25 ? 1 - (x + part) : 0.5 - (x - 0.5 + part)
  }
  if (y < ends[1]) {
    const part = quotient(near, y - 1 + (x < 0 ? -low : low))
    return x < 0 ? 1 + (erfOfOne + part) : 1 - erfOfOne - part
  }
  return x < 0 ? 2 - tail(y, -low) : tail(y, low)
}

/** Below and above, the function is 0 and 1 to float64; infinities would make NaN of the rounding error. */
export const widest = 40

function normalCdf(x: number): number {
  const z = -Math.max(-widest, Math.min(x, widest))
  const u = z * Math.SQRT1_2
  const low = productError(z, Math.SQRT1_2, u) + z * halfRootLow
  return complement(u, low) * 0.5
}

export const erfFunction: LaneFunction = { name: 'erf', scalar: erf }

export const erfcFunction: LaneFunction = { name: 'erfc', scalar: (x) => complement(x, 0) }

export const normalCdfFunction: LaneFunction = { name: 'normalCdf', scalar: normalCdf }
