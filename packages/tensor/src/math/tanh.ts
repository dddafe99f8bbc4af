/**
 * The hyperbolic tangent. With an integer k near 2u / ln 2 and t = tanh(u − k ln 2 / 2), the addition
 * theorem makes tanh u a quotient linear in t, with one division; for small u, where k = 0, it is t to
 * the bit. k is the integer nearest 2u / ln 2 − ¼, since a negative t would cancel digits where k = 1.
 * The polynomial for (tanh z − z) / z³ is minimax for the relative error of tanh z on
 * |z| ≤ 3 ln 2 / 8 (7.6e-18; Remez's algorithm in 200 bits, then rounded).
 */
import type { DoubleLanes, Lane, LaneFunction } from '../emitter.ts'
import { ln2High, ln2Low } from './exp.ts'
import { biasedShifter, emitPolynomial, emitWithSign, powerOfTwo } from './powers.ts'

const twiceLog2e = 2 * Math.LOG2E
const halfLn2High = ln2High / 2
const halfLn2Low = ln2Low / 2

const c3 = -0.33333333333332427
const c5 = 0.1333333333298982
const c7 = -0.05396825352785983
const c9 = 0.021869461741903205
const c11 = -0.008862361919096033
const c13 = 0.0035764082094146494
const c15 = -0.0013076577664321626

/** tanh z for |z| ≤ 3 ln 2 / 8. */
function smallTanh(z: number): number {
  const w = z * z
  return z + z * w * (c3 + w * (c5 + w * (c7 + w * (c9 + w * (c11 + w * (c13 + w * c15))))))
}

function emitSmallTanh(lanes: DoubleLanes, z: Lane): Lane {
  const w = lanes.mul(z, z)
  const series = emitPolynomial(lanes, w, [c3, c5, c7, c9, c11, c13, c15])
  return lanes.add(z, lanes.mul(lanes.mul(z, w), series))
}

/** u − k ln 2 / 2. */
function emitReduced(lanes: DoubleLanes, u: Lane, k: Lane): Lane {
  const high = lanes.sub(u, lanes.mul(k, lanes.constant(halfLn2High)))
  return lanes.sub(high, lanes.mul(k, lanes.constant(halfLn2Low)))
}

/** From here on tanh rounds to 1. */
const saturation = 20

/**
 * With s = 2ᵏ, tanh u = (s − 1 + (s + 1) t) / (s + 1 + (s − 1) t), and from k = 2 on 1 less the rest,
 * 2 (1 − t) over the same: near 1 the quotient's roundings would show.
 */
function tanh(x: number): number {
  const u = Math.min(Math.abs(x), saturation)
  const k = u * twiceLog2e - 0.25 + biasedShifter - biasedShifter
  const t = smallTanh(u - k * halfLn2High - k * halfLn2Low)
  const s = powerOfTwo(k)
  const less = s - 1
  const more = s + 1
  const below = more + less * t
  const y = k < 2 ? (less + more * t) / below : 1 - (2 - (t + t)) / below
  return x > 0 ? y : x < 0 ? -y : x
}

export const tanhFunction: LaneFunction = {
  name: 'tanh',
  scalar: tanh,
  emit: (lanes, [x]) => {
    const one = lanes.constant(1)
    const shift = lanes.constant(biasedShifter)
    const u = lanes.min(lanes.abs(x), lanes.constant(saturation))
    const turns = lanes.mul(u, lanes.constant(twiceLog2e))
    const n = lanes.add(lanes.sub(turns, lanes.constant(0.25)), shift)
    const k = lanes.sub(n, shift)
    const t = emitSmallTanh(lanes, emitReduced(lanes, u, k))
    const s = lanes.shiftLeft(n, 52)
    const less = lanes.sub(s, one)
    const more = lanes.add(s, one)
    const small = lanes.less(k, lanes.constant(2))
    const rest = lanes.sub(lanes.constant(2), lanes.add(t, t))
    const above = lanes.select(small, lanes.add(less, lanes.mul(more, t)), rest)
    const quotient = lanes.div(above, lanes.add(more, lanes.mul(less, t)))
    const y = lanes.select(small, quotient, lanes.sub(one, quotient))
    return emitWithSign(lanes, y, x)
  },
}
