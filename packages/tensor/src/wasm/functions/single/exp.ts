/** eˣ as lanes of float32: the steps of math/single/exp.ts. */
import type { Lane, SingleLanes, SingleRule } from '../../../emitter.ts'
import {
  c2,
  c3,
  c4,
  c5,
  c6,
  highest,
  ln2High,
  ln2Low,
  log2e,
  lowest,
} from '../../../math/single/exp.ts'
import { shifter } from '../../../math/single/powers.ts'
import { emitPolynomial, emitReduced, emitScaled } from '../powers.ts'

/** For x ≤ `highest`. */
function emitExp(lanes: SingleLanes, x: Lane): Lane {
  const z = lanes.max(x, lanes.constant(lowest))
  const shift = lanes.constant(shifter + 254)
  const n = lanes.add(lanes.mul(z, lanes.constant(log2e)), shift)
  const k = lanes.sub(n, shift)
  const r = emitReduced(lanes, z, k, ln2High, ln2Low)
  const w = lanes.mul(r, r)
  const even = emitPolynomial(lanes, w, [c2, c4, c6])
  const odd = emitPolynomial(lanes, w, [c3, c5])
  const p = lanes.add(r, lanes.mul(w, lanes.add(even, lanes.mul(r, odd))))
  return emitScaled(lanes, lanes.add(lanes.constant(1), p), n, 23)
}

export const singleExpLanes: SingleRule = (lanes, [x]) =>
  emitExp(lanes, lanes.min(x, lanes.constant(highest)))

/** e^−|x|. */
export function emitDecay(lanes: SingleLanes, x: Lane): Lane {
  return emitExp(lanes, lanes.bitOr(x, lanes.constant(-0)))
}
