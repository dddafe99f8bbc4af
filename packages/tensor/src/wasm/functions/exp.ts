/** eˣ and eˣ − 1 as lanes: the steps of math/exp.ts. */
import type { DoubleLanes, Lane, LaneRule } from '../../emitter.ts'
import {
  c10,
  c11,
  c2,
  c3,
  c4,
  c5,
  c6,
  c7,
  c8,
  c9,
  expm1Lowest,
  halfShifter,
  ln2High,
  ln2Low,
  log2e,
} from '../../math/exp.ts'
import {
  doublyBiasedShifter,
  emitPolynomial,
  emitReduced,
  emitScaled,
  emitWithSign,
} from './powers.ts'

export function emitBend(lanes: DoubleLanes, r: Lane): Lane {
  const w = lanes.mul(r, r)
  const even = emitPolynomial(lanes, w, [c2, c4, c6, c8, c10])
  const odd = emitPolynomial(lanes, w, [c3, c5, c7, c9, c11])
  return lanes.mul(w, lanes.add(even, lanes.mul(r, odd)))
}

interface EmittedRest {
  readonly r: Lane
  /** The rounding error of r, nearly. */
  readonly low: Lane
}

export function emitReducedWithLow(lanes: DoubleLanes, x: Lane, k: Lane): EmittedRest {
  const high = lanes.sub(x, lanes.mul(k, lanes.constant(ln2High)))
  const part = lanes.mul(k, lanes.constant(ln2Low))
  const r = lanes.sub(high, part)
  return { r, low: lanes.sub(lanes.sub(high, r), part) }
}

/** The p and k of eˣ = (1 + p) 2ᵏ for x in [−1000, 710], with k as `emitScaled` wants it. */
export function emitExpParts(lanes: DoubleLanes, x: Lane): readonly [p: Lane, n: Lane] {
  const shift = lanes.constant(doublyBiasedShifter)
  const n = lanes.add(lanes.mul(x, lanes.constant(log2e)), shift)
  const r = emitReduced(lanes, x, lanes.sub(n, shift), ln2High, ln2Low)
  return [lanes.add(r, emitBend(lanes, r)), n]
}

function emitExp(lanes: DoubleLanes, x: Lane): Lane {
  const [p, n] = emitExpParts(lanes, x)
  return emitScaled(lanes, lanes.add(lanes.constant(1), p), n)
}

export const expLanes: LaneRule = (lanes, [x]) => {
  const below = lanes.min(x, lanes.constant(710))
  return emitExp(lanes, lanes.max(below, lanes.constant(-746)))
}

/** e^−|x|; as the host's `exp(-Math.abs(x))`. */
export function emitDecay(lanes: DoubleLanes, x: Lane): Lane {
  const negative = lanes.bitOr(x, lanes.bits(0x80000000, 0))
  return emitExp(lanes, lanes.max(negative, lanes.constant(-746)))
}

export const expm1Lanes: LaneRule = (lanes, [x]) => {
  const below = lanes.min(x, lanes.constant(710))
  const clamped = lanes.max(below, lanes.constant(expm1Lowest))
  const shift = lanes.constant(halfShifter)
  const n = lanes.add(lanes.mul(clamped, lanes.constant(log2e)), shift)
  const k = lanes.sub(n, shift)
  const { r, low } = emitReducedWithLow(lanes, clamped, k)
  const p = lanes.add(r, lanes.add(emitBend(lanes, r), low))
  const half = lanes.shiftLeft(n, 52)
  const sum = lanes.add(lanes.mul(half, p), lanes.sub(half, lanes.constant(0.5)))
  const small = lanes.equal(k, lanes.constant(0))
  return emitWithSign(lanes, lanes.select(small, p, lanes.add(sum, sum)), x)
}
