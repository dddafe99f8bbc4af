/** erf, erfc and the normal distribution function as lanes: the steps of math/error-function.ts. */
import type { DoubleLanes, Lane, LaneRule } from '../../emitter.ts'
import {
  ends,
  erfOfOne,
  far,
  farthest,
  grid,
  halfRootLow,
  near,
  nearest,
  type Rational,
  widest,
} from '../../math/error-function.ts'
import { expFunction } from '../../math/exp.ts'
import { emitPolynomial, emitWithSign } from './powers.ts'
import { emitProductError } from './product.ts'

/** The rational function at a lane. */
function emitQuotient(lanes: DoubleLanes, { top, bottom }: Rational, x: Lane): Lane {
  return lanes.div(emitPolynomial(lanes, x, top), emitPolynomial(lanes, x, bottom))
}

function emitTail(lanes: DoubleLanes, y: Lane, low: Lane | null): Lane {
  const a = lanes.min(y, lanes.constant(ends[3]))
  const inverse = lanes.div(lanes.constant(1), lanes.mul(a, a))
  const isFar = lanes.less(a, lanes.constant(ends[2]))
  const rest = lanes.div(
    lanes.select(
      isFar,
      emitPolynomial(lanes, inverse, far.top),
      emitPolynomial(lanes, inverse, farthest.top),
    ),
    lanes.select(
      isFar,
      emitPolynomial(lanes, inverse, far.bottom),
      emitPolynomial(lanes, inverse, farthest.bottom),
    ),
  )
  const steps = lanes.trunc(lanes.mul(a, lanes.constant(grid)))
  const cut = lanes.mul(steps, lanes.constant(1 / grid))
  const square = lanes.mul(lanes.sub(cut, a), lanes.add(cut, a))
  const correction =
    low === null ? square : lanes.sub(square, lanes.mul(lanes.mul(lanes.constant(2), a), low))
  const first = lanes.sub(lanes.mul(lanes.neg(cut), cut), lanes.constant(0.5625))
  const decay = lanes.mul(
    lanes.call(expFunction, first),
    lanes.call(expFunction, lanes.add(correction, rest)),
  )
  return lanes.div(decay, a)
}

function emitErf(lanes: DoubleLanes, x: Lane): Lane {
  const one = lanes.constant(1)
  const y = lanes.abs(x)
  const close = lanes.add(x, lanes.mul(x, emitQuotient(lanes, nearest, lanes.mul(x, x))))
  const middle = lanes.add(lanes.constant(erfOfOne), emitQuotient(lanes, near, lanes.sub(y, one)))
  const outer = lanes.sub(one, emitTail(lanes, y, null))
  const value = lanes.select(lanes.less(y, lanes.constant(ends[1])), middle, outer)
  return lanes.select(lanes.less(y, lanes.constant(ends[0])), close, emitWithSign(lanes, value, x))
}

function emitComplement(lanes: DoubleLanes, x: Lane, low: Lane | null): Lane {
  const [one, half] = [lanes.constant(1), lanes.constant(0.5)]
  const y = lanes.abs(x)
  const isNegative = lanes.less(x, lanes.constant(0))
  const plus = (lane: Lane, correction: Lane | null): Lane =>
    correction === null ? lane : lanes.add(lane, correction)
  const outward = low === null ? null : lanes.select(isNegative, lanes.neg(low), low)
  const part = plus(lanes.mul(x, emitQuotient(lanes, nearest, lanes.mul(x, x))), low)
  const close = lanes.select(
    lanes.less(x, lanes.constant(0.25)),
    lanes.sub(one, lanes.add(x, part)),
    lanes.sub(half, lanes.add(lanes.sub(x, half), part)),
  )
  const next = emitQuotient(lanes, near, plus(lanes.sub(y, one), outward))
  const middle = lanes.select(
    isNegative,
    lanes.add(one, lanes.add(lanes.constant(erfOfOne), next)),
    lanes.sub(lanes.constant(1 - erfOfOne), next),
  )
  const tailed = emitTail(lanes, y, outward)
  const outer = lanes.select(isNegative, lanes.sub(lanes.constant(2), tailed), tailed)
  const beyond = lanes.select(lanes.less(y, lanes.constant(ends[1])), middle, outer)
  return lanes.select(lanes.less(y, lanes.constant(ends[0])), close, beyond)
}

export const erfLanes: LaneRule = (lanes, [x]) => emitErf(lanes, x)

export const erfcLanes: LaneRule = (lanes, [x]) => emitComplement(lanes, x, null)

export const normalCdfLanes: LaneRule = (lanes, [x]) => {
  const below = lanes.min(x, lanes.constant(widest))
  const z = lanes.neg(lanes.max(lanes.constant(-widest), below))
  const root = lanes.constant(Math.SQRT1_2)
  const u = lanes.mul(z, root)
  const error = emitProductError(lanes, z, root, u)
  const low = lanes.add(error, lanes.mul(z, lanes.constant(halfRootLow)))
  return lanes.mul(emitComplement(lanes, u, low), lanes.constant(0.5))
}
