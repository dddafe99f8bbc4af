/**
 * The inverse hyperbolic functions, as ln(1 + t) with a t that keeps its digits near 0: for asinh
 * t = a + a² / (1 + √(1 + a²)), for acosh t = (x − 1) + √((x − 1)² + 2 (x − 1)), for atanh
 * t = 2a / (1 − a), where a = |x|. From 2²⁸ on, asinh and acosh are ln x + ln 2 (fdlibm's s_asinh.c).
 */
import type { LaneFunction } from '../emitter.ts'
import { log1p, log1pFunction } from './log.ts'
import { emitWithSign } from './powers.ts'

/** From here on 1 next to a² does not count. */
const far = 2 ** 28

function asinh(x: number): number {
  const a = Math.abs(x)
  let y: number
  if (a > far) {
    y = log1p(a - 1) + Math.LN2
  } else {
    const square = a * a
    y = log1p(a + square / (Math.sqrt(square + 1) + 1))
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
    const near = lanes.add(a, lanes.div(square, lanes.add(root, one)))
    const log = log1pFunction.emit(lanes, [lanes.select(isFar, lanes.sub(a, one), near)])
    const doubled = lanes.add(log, lanes.constant(Math.LN2))
    return emitWithSign(lanes, lanes.select(isFar, doubled, log), x)
  },
}

function acosh(x: number): number {
  const t = x - 1
  if (x > far) return log1p(t) + Math.LN2
  return x >= 1 ? log1p(t + Math.sqrt(t * t + (t + t))) : NaN
}

export const acoshFunction: LaneFunction = {
  name: 'acosh',
  scalar: acosh,
  emit: (lanes, [x]) => {
    const t = lanes.sub(x, lanes.constant(1))
    const isFar = lanes.greater(x, lanes.constant(far))
    const root = lanes.sqrt(lanes.add(lanes.mul(t, t), lanes.add(t, t)))
    const log = log1pFunction.emit(lanes, [lanes.select(isFar, t, lanes.add(t, root))])
    const y = lanes.select(isFar, lanes.add(log, lanes.constant(Math.LN2)), log)
    const inDomain = lanes.greaterEqual(x, lanes.constant(1))
    return lanes.select(inDomain, y, lanes.constant(NaN))
  },
}

function atanh(x: number): number {
  const a = Math.abs(x)
  const twice = a + a
  // Below ½ the 1 − a is rounded, and must be no more than a correction.
  const t = a < 0.5 ? twice + (twice * a) / (1 - a) : twice / (1 - a)
  const y = 0.5 * log1p(t)
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
    const t = lanes.select(isNear, lanes.add(twice, quotient), quotient)
    const log = log1pFunction.emit(lanes, [t])
    return emitWithSign(lanes, lanes.mul(lanes.constant(0.5), log), x)
  },
}
