/**
 * `particle`: where to put a charge so that a particle, which two charges repel, hits the x-axis at its
 * origin. The force is a gradient of the potential (the inner derivative), and the descent needs the
 * derivative of where the particle hits by where the charge is (the outer one).
 */
import { tensor, where, type Tensor } from '@wengert/tensor'
import { argmin } from '../argmin.ts'
import { repeatWhile, valueAndGradient, type Mode } from '../modes.ts'
import { nestings } from '../nestings.ts'

interface Input {
  readonly w: number
}

const read = ({ w }: Input): [Tensor] => [tensor(w)]

const dt = 0.1

interface State {
  readonly x: Tensor
  readonly y: Tensor
  readonly vx: Tensor
  readonly vy: Tensor
}

const distance = (x: Tensor, y: Tensor): Tensor => x.square().add(y.square()).sqrt()

/** The square of where the particle hits the axis. */
function cost(w: Tensor, outer: Mode, inner: Mode, limit: number): Tensor {
  const potential = ([x, y]: Tensor[]): Tensor => {
    const across = x.sub(10)
    const first = distance(across, y.sub(w.neg().add(10)))
    return first.reciprocal().add(distance(across, y).reciprocal())
  }
  const staysAbove = ({ y, vy }: State): Tensor => y.add(vy.mul(dt)).greater(0)
  const step = ({ x, y, vx, vy }: State): State => {
    const [, [px, py]] = valueAndGradient(potential, inner, [x, y])
    return {
      x: x.add(vx.mul(dt)),
      y: y.add(vy.mul(dt)),
      vx: vx.sub(px.mul(dt)),
      vy: vy.sub(py.mul(dt)),
    }
  }
  const start = { x: tensor(0), y: tensor(8), vx: tensor(0.75), vy: tensor(0) }
  const last = repeatWhile(outer, limit, staysAbove, step, start)
  const hit = last.x.sub(last.y.mul(last.vx).div(last.vy))
  return where(staysAbove(last), NaN, hit.square())
}

export const particle = nestings(read, (outer, inner, limit) => (w: Tensor) => {
  const objective = ([w]: Tensor[]): Tensor => cost(w, outer, inner, limit)
  return argmin(objective, [w], outer)[0]
})
