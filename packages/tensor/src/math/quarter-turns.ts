/**
 * Angles modulo π/2: x = k π/2 + y, with y within about π/4 in two doubles, `value` and the much
 * smaller `tail`. Up to some 50 000, π/2 is taken in three parts of which two have 38 bits, so that
 * their products with k are exact (Cody and Waite). Beyond, the host multiplies x by as many digits of
 * 2/π as matter for the fraction (Payne and Hanek, "Radian reduction for trigonometric functions",
 * SIGNUM Newsletter 18, 1983).
 */
import { powerOfTwo } from './powers.ts'
import { productError } from './product.ts'

/** Up to here k has 15 bits. */
export const moderate = 51000

export const twoOverPi = 2 / Math.PI
export const halfPi1 = 1.5707963267923333
export const halfPi2 = 2.5633441515839558e-12
export const halfPi3 = 1.0562999066987428e-23

/** The value and the tail that the last call of `reduceLarge` left. */
export const reduced = new Float64Array(2)

/** 2/π in base 2²⁴. */
const digits = [
  0xa2f983, 0x6e4e44, 0x1529fc, 0x2757d1, 0xf534dd, 0xc0db62, 0x95993c, 0x439041, 0xfe5163,
  0xabdebb, 0xc561b7, 0x246e3a, 0x424dd2, 0xe00649, 0x2eea09, 0xd1921c, 0xfe1deb, 0x1cb129,
  0xa73ee8, 0x8235f5, 0x2ebb44, 0x84e99c, 0x7026b4, 0x5f7e41, 0x3991d6, 0x398353, 0x39f49c,
  0x845f8b, 0xbdf928, 0x3b1ff8, 0x97ffde, 0x05980f, 0xef2f11, 0x8b5a0a, 0x6d1f6d, 0x367ecf,
  0x27cb09, 0xb74f46, 0x3f669e, 0x5fea2d, 0x7527ba, 0xc7ebe5, 0xf17b3d, 0x0739f7, 0x8a5292,
  0xea6bfb, 0x5fb11f, 0x8d5d08, 0x560330, 0x46fc7b, 0x6babf0, 0xcfbc20,
]
const base = 2 ** 24
/** Base-2²⁴ digits of the fraction that are computed: 168 bits, of which some 62 may be zeros. */
const kept = 7

/** Leaves x reduced, for finite |x| ≥ 2¹⁴, and returns the number of quarter turns modulo 4. */
export function reduceLarge(x: number): number {
  let magnitude = Math.abs(x)
  // |x| = Σ part[i] base^(i + lowest), with four parts that hold 53 bits wherever they start.
  let lowest = -2
  while (magnitude >= powerOfTwo(24 * (lowest + 3) + 4) && lowest < 40) lowest++
  magnitude *= powerOfTwo(-24 * (lowest + 3))
  const parts = [0, 0, 0, 0]
  for (let i = 3; i >= 0; i--) {
    parts[i] = Math.floor(magnitude)
    magnitude = (magnitude - parts[i]) * base
  }
  // The digits of |x| 2/π from base⁻⁷ to base⁰; those before are multiples of four turns.
  const fraction = new Array<number>(kept).fill(0)
  let carry = 0
  for (let p = kept; p >= 0; p--) {
    let sum = carry
    for (let i = 0; i < 4; i++) sum += parts[i] * (digits[i + lowest + p - 1] ?? 0)
    carry = Math.floor(sum / base)
    if (p > 0) fraction[p - 1] = sum - carry * base
    else carry = sum
  }
  const nearer = fraction[0] >= base / 2
  const quarters = (carry % 4) + (nearer ? 1 : 0)
  const sign = nearer === x < 0 ? 1 : -1
  leaveHalfPiTimes(sign, nearer ? complement(fraction) : fraction)
  return (x < 0 ? 4 - quarters : quarters) & 3
}

/** 1 less the fraction. */
function complement(fraction: readonly number[]): number[] {
  return fraction.map((digit, i) => (i === kept - 1 ? base : base - 1) - digit)
}

function leaveHalfPiTimes(sign: number, fraction: readonly number[]): void {
  let high = 0
  let low = 0
  let unit = sign
  for (const digit of fraction) {
    unit /= base
    const term = digit * unit
    const sum = high + term
    low += term - (sum - high)
    high = sum
  }
  const f = high + low
  const rest = low - (f - high)
  const product = f * halfPi
  const tail = productError(f, halfPi, product) + (f * halfPiLow + rest * halfPi)
  reduced[0] = product + tail
  reduced[1] = tail - (reduced[0] - product)
}

const halfPi = Math.PI / 2
const halfPiLow = 6.123233995736766e-17
