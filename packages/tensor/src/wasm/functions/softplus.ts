/** ln(1 + eˣ) as lanes: the steps of math/softplus.ts. */
import type { LaneRule } from '../../emitter.ts'
import { ln2High, ln2Low } from '../../math/exp.ts'
import { r1, r2, r3, r4, r5, r6, r7, r8 } from '../../math/softplus.ts'
import { emitDecay } from './exp.ts'
import { emitPolynomial } from './powers.ts'

export const softplusLanes: LaneRule = (lanes, [x]) => {
  const zero = lanes.constant(0)
  const one = lanes.constant(1)
  const e = emitDecay(lanes, x)
  const big = lanes.greater(e, lanes.constant(0.5))
  const f = lanes.select(big, lanes.mul(lanes.sub(e, one), lanes.constant(0.5)), e)
  const s = lanes.div(f, lanes.add(f, lanes.constant(2)))
  const z = lanes.mul(s, s)
  const w = lanes.mul(z, z)
  const odd = emitPolynomial(lanes, w, [r1, r3, r5, r7])
  const even = emitPolynomial(lanes, w, [r2, r4, r6, r8])
  const half = lanes.mul(lanes.mul(f, f), lanes.constant(0.5))
  const inner = lanes.mul(z, lanes.add(odd, lanes.mul(z, even)))
  const series = lanes.mul(s, lanes.add(half, inner))
  const low = lanes.add(series, lanes.select(big, lanes.constant(ln2Low), zero))
  const rest = lanes.sub(lanes.sub(half, low), f)
  const y = lanes.sub(lanes.select(big, lanes.constant(ln2High), zero), rest)
  return lanes.select(lanes.greater(x, zero), lanes.add(x, y), y)
}
