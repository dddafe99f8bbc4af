/**
 * The inverse hyperbolic functions, as ln(1 + t) with a t that keeps its digits near 0: for asinh
 * t = a + a² / (1 + √(1 + a²)), for acosh t = (x − 1) + √((x − 1)² + 2 (x − 1)), for atanh
 * t = 2a / (1 − a), where a = |x|; the rounding error of the sums is kept. From 2²⁸ on, asinh and acosh are ln x + ln 2 (fdlibm's s_asinh.c).
 */
import type { LaneFunction } from '../emitter.ts'
import { log1pOfSum } from './log.ts'

/** From here on 1 next to a² does not count. */
export const far = 2 ** 28

function asinh(x: number): number {
  const a = Math.abs(x)
  let y: number
  if (a > far) {
    y = log1pOfSum(a - 1, 0) + Math.LN2
  } else {
    const square = a * a
    const rest = square / (Math.sqrt(square + 1) + 1)
    const t = a + rest
    y = log1pOfSum(t, a - t + rest)
  }
  return x > 0 ? y : x < 0 ? -y : x
}

export const asinhFunction: LaneFunction = { name: 'asinh', scalar: asinh }

function acosh(x: number): number {
  const t = x - 1
  if (x > far) return log1pOfSum(t, 0) + Math.LN2
  if (!(x > 1)) return x === 1 ? 0 : NaN
  const root = Math.sqrt(t * t + (t + t))
  const sum = root + t
  return log1pOfSum(sum, root - sum + t)
}

export const acoshFunction: LaneFunction = { name: 'acosh', scalar: acosh }

function atanh(x: number): number {
  const a = Math.abs(x)
  const twice = a + a
  // Below ½ the 1 − a is rounded, and must be no more than a correction.
  const near = a < 0.5
  const quotient = (near ? twice * a : twice) / (1 - a)
  const t = near ? twice + quotient : quotient
  const y = 0.5 * log1pOfSum(t, near ? twice - t + quotient : 0)
  return x > 0 ? y : x < 0 ? -y : x
}

export const atanhFunction: LaneFunction = { name: 'atanh', scalar: atanh }
