/** asin and acos as lanes: the steps of math/arcsine.ts. */
import type { DoubleLanes, Lane, LaneRule } from '../../emitter.ts'
import {
  coarse,
  halfPi,
  halfPiLow,
  quarterPi,
  r1,
  r10,
  r11,
  r12,
  r2,
  r3,
  r4,
  r5,
  r6,
  r7,
  r8,
  r9,
  tiny,
} from '../../math/arcsine.ts'
import { emitPolynomial, emitWithSign } from './powers.ts'

interface EmittedTerms {
  readonly a: Lane
  /** Where a < ½. */
  readonly small: Lane
  readonly series: Lane
  readonly s: Lane
  readonly f: Lane
  readonly rest: Lane
}

function emitTerms(lanes: DoubleLanes, x: Lane): EmittedTerms {
  const a = lanes.abs(x)
  const half = lanes.constant(0.5)
  const small = lanes.less(a, half)
  const far = lanes.mul(lanes.sub(lanes.constant(1), a), half)
  const z = lanes.select(small, lanes.mul(a, a), far)
  const w = lanes.mul(z, z)
  const odd = emitPolynomial(lanes, w, [r1, r3, r5, r7, r9, r11])
  const even = emitPolynomial(lanes, w, [r2, r4, r6, r8, r10, r12])
  const series = lanes.mul(z, lanes.add(odd, lanes.mul(z, even)))
  const s = lanes.sqrt(z)
  const f = lanes.sub(lanes.add(s, lanes.constant(coarse)), lanes.constant(coarse))
  const below = lanes.max(lanes.add(s, f), lanes.constant(tiny))
  const rest = lanes.div(lanes.sub(z, lanes.mul(f, f)), below)
  return { a, small, series, s, f, rest }
}

export const asinLanes: LaneRule = (lanes, [x]) => {
  const { a, small, series, s, f, rest } = emitTerms(lanes, x)
  const quarter = lanes.constant(quarterPi)
  const low = lanes.sub(lanes.constant(halfPiLow), lanes.add(rest, rest))
  const bend = lanes.sub(lanes.mul(lanes.add(s, s), series), low)
  const far = lanes.sub(quarter, lanes.sub(bend, lanes.sub(quarter, lanes.add(f, f))))
  const near = lanes.add(a, lanes.mul(a, series))
  return emitWithSign(lanes, lanes.select(small, near, far), x)
}

export const acosLanes: LaneRule = (lanes, [x]) => {
  const { small, series, s, f, rest } = emitTerms(lanes, x)
  const low = lanes.constant(halfPiLow)
  const bend = lanes.sub(x, lanes.sub(low, lanes.mul(x, series)))
  const near = lanes.sub(lanes.constant(halfPi), bend)
  const turn = lanes.mul(s, series)
  const left = lanes.add(s, lanes.sub(turn, low))
  const right = lanes.add(f, lanes.add(turn, rest))
  const negative = lanes.less(x, lanes.constant(0))
  const farLeft = lanes.sub(lanes.constant(Math.PI), lanes.add(left, left))
  const far = lanes.select(negative, farLeft, lanes.add(right, right))
  return lanes.select(small, near, far)
}
