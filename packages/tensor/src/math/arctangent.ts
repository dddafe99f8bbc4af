/**
 * atan and atan2: the angle of a point. Folded into the first octant, with n ≤ d the coordinates, it is
 * arctan c + arctan((n − c d) / (d + c n)) with c = 0, ½ or 1, the nearest to n / d of fdlibm's
 * s_atan.c, whose polynomial serves the rest; then it is unfolded. So one division does for both
 * functions, and n − c d is exact.
 */
import type { LaneFunction } from '../emitter.ts'

export const t1 = 0.3333333333333293
export const t2 = -0.19999999999876483
export const t3 = 0.14285714272503466
export const t4 = -0.11111110405462356
export const t5 = 0.09090887133436507
export const t6 = -0.0769187620504483
export const t7 = 0.06661073137387531
export const t8 = -0.058335701337905735
export const t9 = 0.049768779946159324
export const t10 = -0.036531572744216916
export const t11 = 0.016285820115365782

export const arctanHalf = 0.4636476090008061
export const arctanHalfLow = 2.2698777452961687e-17
export const quarterPi = Math.PI / 4
export const quarterPiLow = 3.061616997868383e-17
export const halfPi = Math.PI / 2
export const halfPiLow = 6.123233995736766e-17
export const piLow = 1.2246467991473532e-16

/** From which n / d on c is ½ and 1. */
export const middle = 7 / 16
export const upper = 11 / 16

/**
 * The angle in [0, π] of (±d, n) with a minus if `left`, or of (±n, d) if `steep`; 0 ≤ n ≤ d, and d is
 * neither 0 nor so small or large that sums and products with it round.
 */
function angle(n: number, d: number, steep: boolean, left: boolean): number {
  let z = n
  let below = d
  let start = 0
  let low = 0
  if (n > d * upper) {
    z = n - d
    below = d + n
    start = quarterPi
    low = quarterPiLow
  } else if (n > d * middle) {
    z = n - 0.5 * d
    below = d + 0.5 * n
    start = arctanHalf
    low = arctanHalfLow
  }
  z /= below
  const w = z * z
  const v = w * w
  const odd = w * (t1 + v * (t3 + v * (t5 + v * (t7 + v * (t9 + v * t11)))))
  const even = v * (t2 + v * (t4 + v * (t6 + v * (t8 + v * t10))))
  const rest = z - (z * (odd + even) - low)
  const axis = steep ? halfPi : left ? Math.PI : 0
  const axisLow = steep ? halfPiLow : left ? piLow : 0
  const down = steep !== left
  const turn = down ? -start : start
  const sum = axis + turn
  const lost = axis - sum + turn
  return sum + ((down ? -rest : rest) + (lost + axisLow))
}

/** From far below here on atan rounds to π/2. */
export const flat = 2 ** 60

function atan(x: number): number {
  const a = Math.min(Math.abs(x), flat)
  const y = angle(Math.min(a, 1), Math.max(a, 1), a > 1, false)
  return x > 0 ? y : x < 0 ? -y : x
}

export const atanFunction: LaneFunction = { name: 'atan', scalar: atan }

export const least = 2 ** -900
export const most = 2 ** 900

function atan2(y: number, x: number): number {
  const high = Math.abs(y)
  const wide = Math.abs(x)
  const d = Math.max(high, wide)
  if (!(d >= least && d <= most)) return atan2Special(y, x)
  const size = angle(Math.min(high, wide), d, high > wide, x < 0)
  return y < 0 || Object.is(y, -0) ? -size : size
}

/** Where the point is at the origin or infinity, or nearly. */
function atan2Special(y: number, x: number): number {
  const d = Math.max(Math.abs(y), Math.abs(x))
  if (d !== d) return NaN
  // Directions alone count, which for those points are (0 or 1, 0 or 1) by IEEE 754.
  if (d === 0) return atan2(y, 1 / x < 0 ? -1 : 1)
  if (d === Infinity) return atan2(infinitesimal(y), infinitesimal(x))
  const scale = d < 1 ? 2 ** 600 : 2 ** -600
  return atan2(y * scale, x * scale)
}

/** ±1 for ±∞, else a zero of the same sign. */
function infinitesimal(x: number): number {
  return Math.abs(x) === Infinity ? Math.sign(x) : x < 0 || Object.is(x, -0) ? -0 : 0
}

export const atan2Function: LaneFunction = { name: 'atan2', scalar: atan2 }
