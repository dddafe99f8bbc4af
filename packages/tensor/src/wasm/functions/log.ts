/** ln x and ln(1 + x) as lanes: the steps of math/log.ts. */
import type { DoubleLanes, Lane, LaneRule } from '../../emitter.ts'
import { ln2High, ln2Low } from '../../math/exp.ts'
import {
  leastNormal,
  log1pFunction,
  log1pLimit,
  logFunction,
  r1,
  r2,
  r3,
  r4,
  r5,
  r6,
  r7,
  rootHalf,
} from '../../math/log.ts'
import { emitPolynomial, emitWithSign } from './powers.ts'

function emitLogFromParts(lanes: DoubleLanes, k: Lane, f: Lane, rest?: Lane): Lane {
  const s = lanes.div(f, lanes.add(f, lanes.constant(2)))
  const z = lanes.mul(s, s)
  const w = lanes.mul(z, z)
  const odd = lanes.mul(z, emitPolynomial(lanes, w, [r1, r3, r5, r7]))
  const even = lanes.mul(w, emitPolynomial(lanes, w, [r2, r4, r6]))
  const half = lanes.mul(lanes.mul(f, f), lanes.constant(0.5))
  const series = lanes.mul(s, lanes.add(half, lanes.add(odd, even)))
  const part = lanes.mul(k, lanes.constant(ln2Low))
  const low = lanes.add(series, rest === undefined ? part : lanes.add(part, rest))
  const below = lanes.sub(lanes.sub(half, low), f)
  return lanes.sub(lanes.mul(k, lanes.constant(ln2High)), below)
}

interface EmittedParts {
  /** As a number. */
  readonly k: Lane
  /** In the low bits, with 1024 added. */
  readonly exponent: Lane
  readonly mantissa: Lane
}

/** As `exponentOf`. */
export function emitParts(lanes: DoubleLanes, x: Lane, start: number): EmittedParts {
  const lifted = lanes.addBits(x, lanes.bits(0x40000000 - start, 0))
  const exponent = lanes.shiftRight(lifted, 52)
  const magic = lanes.constant(2 ** 52)
  const k = lanes.sub(lanes.bitOr(exponent, magic), lanes.constant(2 ** 52 + 1024))
  const fraction = lanes.bitAnd(lifted, lanes.bits(0x000fffff, 0xffffffff))
  return { k, exponent, mantissa: lanes.addBits(fraction, lanes.bits(start, 0)) }
}

export const logLanes: LaneRule = (lanes, [x]) => {
  const { k, mantissa } = emitParts(lanes, x, rootHalf)
  const y = emitLogFromParts(lanes, k, lanes.sub(mantissa, lanes.constant(1)))
  const usual = lanes.and(
    lanes.greaterEqual(x, lanes.constant(leastNormal)),
    lanes.less(x, lanes.constant(Infinity)),
  )
  return lanes.escape(lanes.not(usual), logFunction, [x], y)
}

export const log1pLanes: LaneRule = (lanes, [x]) => emitWithSign(lanes, emitLog1pOfSum(lanes, x), x)

export function emitLog1pOfSum(lanes: DoubleLanes, x: Lane, low?: Lane): Lane {
  const one = lanes.constant(1)
  const u = lanes.add(x, one)
  const back = lanes.sub(u, one)
  const lost = lanes.add(lanes.sub(one, lanes.sub(u, back)), lanes.sub(x, back))
  const { k, exponent, mantissa } = emitParts(lanes, u, rootHalf)
  const scale = lanes.subBits(lanes.bits(0x7ff00000, 0), lanes.shiftLeft(exponent, 52))
  const f = lanes.add(lanes.sub(mantissa, one), lanes.mul(lost, scale))
  const usual = lanes.and(
    lanes.greater(x, lanes.constant(-1)),
    lanes.less(x, lanes.constant(log1pLimit)),
  )
  const y = emitLogFromParts(lanes, k, f, low && lanes.mul(low, scale))
  return lanes.escape(lanes.not(usual), log1pFunction, [x], y)
}
