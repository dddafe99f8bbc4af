/**
 * The inverse hyperbolic functions, as ln(1 + t) with a t that keeps its digits near 0: for asinh
 * t = a + a² / (1 + √(1 + a²)), for acosh t = (x − 1) + √((x − 1)² + 2 (x − 1)), for atanh
 * t = 2a / (1 − a), where a = |x|; the rounding error of the sums is kept. From 2²⁸ on, asinh and acosh are ln x + ln 2 (fdlibm's s_asinh.c).
 */
import type { LaneFunction } from '../emitter.ts'
import { emitLog1pOfSum, log1pOfSum } from './log.ts'
import { emitWithSign } from './powers.ts'

/** From here on 1 next to a² does not count. */
const far = 2 ** 28

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

export const asinhFunction: LaneFunction = {
  name: 'asinh',
  scalar: asinh,
  emit: (lanes, [x]) => {
    const one = lanes.constant(1)
    const a = lanes.abs(x)
    const isFar = lanes.greater(a, lanes.constant(far))
    const square = lanes.mul(a, a)
    const root = lanes.sqrt(lanes.add(square, one))
    const rest = lanes.div(square, lanes.add(root, one))
    const t = lanes.add(a, rest)
    const low = lanes.select(isFar, lanes.constant(0), lanes.add(lanes.sub(a, t), rest))
    const log = emitLog1pOfSum(lanes, lanes.select(isFar, lanes.sub(a, one), t), low)
    const doubled = lanes.add(log, lanes.constant(Math.LN2))
    return emitWithSign(lanes, lanes.select(isFar, doubled, log), x)
  },
}

function acosh(x: number): number {
  const t = x - 1
  if (x > far) return log1pOfSum(t, 0) + Math.LN2
  if (!(x > 1)) return x === 1 ? 0 : NaN
  const root = Math.sqrt(t * t + (t + t))
  const sum = root + t
  return log1pOfSum(sum, root - sum + t)
}

export const acoshFunction: LaneFunction = {
  name: 'acosh',
  scalar: acosh,
  emit: (lanes, [x]) => {
    const t = lanes.sub(x, lanes.constant(1))
    const isFar = lanes.greater(x, lanes.constant(far))
    const root = lanes.sqrt(lanes.add(lanes.mul(t, t), lanes.add(t, t)))
    const sum = lanes.add(root, t)
    const low = lanes.select(isFar, lanes.constant(0), lanes.add(lanes.sub(root, sum), t))
    const log = emitLog1pOfSum(lanes, lanes.select(isFar, t, sum), low)
    const y = lanes.select(isFar, lanes.add(log, lanes.constant(Math.LN2)), log)
    const inDomain = lanes.greaterEqual(x, lanes.constant(1))
    return lanes.select(inDomain, y, lanes.constant(NaN))
  },
}

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

export const atanhFunction: LaneFunction = {
  name: 'atanh',
  scalar: atanh,
  emit: (lanes, [x]) => {
    const a = lanes.abs(x)
    const twice = lanes.add(a, a)
    const isNear = lanes.less(a, lanes.constant(0.5))
    const above = lanes.select(isNear, lanes.mul(twice, a), twice)
    const quotient = lanes.div(above, lanes.sub(lanes.constant(1), a))
    const sum = lanes.add(twice, quotient)
    const low = lanes.add(lanes.sub(twice, sum), quotient)
    const t = lanes.select(isNear, sum, quotient)
    const log = emitLog1pOfSum(lanes, t, lanes.select(isNear, low, lanes.constant(0)))
    return emitWithSign(lanes, lanes.mul(lanes.constant(0.5), log), x)
  },
}
