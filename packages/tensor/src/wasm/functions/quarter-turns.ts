/** Angles modulo π/2 as lanes: the steps of math/quarter-turns.ts, for moderate angles. */
import type { DoubleLanes, Lane } from '../../emitter.ts'
import { shifter } from '../../math/powers.ts'
import { halfPi1, halfPi2, halfPi3, moderate, twoOverPi } from '../../math/quarter-turns.ts'

interface EmittedAngle {
  readonly value: Lane
  readonly tail: Lane
  /**
   * 0 or −0 for an even number of quarter turns, 2 or −2 for an odd one; negative in the third and
   * fourth quadrant.
   */
  readonly quadrant: Lane
}

/** The angle with `turns` quarter turns added, of a moderate x. */
export function emitAngle(lanes: DoubleLanes, x: Lane, turns: 0 | 1): EmittedAngle {
  const shift = lanes.constant(shifter + turns)
  const n = lanes.add(lanes.mul(x, lanes.constant(twoOverPi)), shift)
  const k = lanes.sub(n, shift)
  const first = lanes.sub(x, lanes.mul(k, lanes.constant(halfPi1)))
  const part = lanes.mul(k, lanes.constant(halfPi2))
  const second = lanes.sub(first, part)
  // Exact as in Fast2Sum: `first` is a multiple of the last place of `part`.
  const lost = lanes.sub(lanes.sub(first, second), part)
  const low = lanes.sub(lanes.mul(k, lanes.constant(halfPi3)), lost)
  const value = lanes.sub(second, low)
  const tail = lanes.sub(lanes.sub(second, value), low)
  return { value, tail, quadrant: lanes.shiftLeft(n, 62) }
}

/** The mask of the arguments that `emitAngle` is not for, NaN among them. */
export function emitImmoderate(lanes: DoubleLanes, x: Lane): Lane {
  return lanes.not(lanes.lessEqual(lanes.abs(x), lanes.constant(moderate)))
}
