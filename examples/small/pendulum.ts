/**
 * Length and friction of a pendulum from noisy angles, fitted through the solver of its differential
 * equation, θ″ = −(g / L) sin θ − c θ′: the classical Runge–Kutta method as a `scan`, whose derivatives are
 * exact, then least squares by Levenberg–Marquardt and standard errors of what was found.
 */
import { scan } from '@wengert/autodiff'
import { inference, leastSquares } from '@wengert/optim'
import { random, stack, tensor, type Tensor } from '@wengert/tensor'

export interface Pendulum {
  /** In metres. */
  readonly length: Tensor
  /** In 1 / s. */
  readonly friction: Tensor
  /** The first angle, in radians. */
  readonly angle: Tensor
}

const [steps, dt, gravity, deviation] = [200, 0.02, 9.81, 0.02]

/** The angle after each step. */
export function swing({ length, friction, angle }: Pendulum): Tensor {
  const derivative = (s: Tensor): Tensor => {
    const [theta, speed] = [s.at(0), s.at(1)]
    const pull = theta.sin().mul(gravity).div(length)
    return stack([speed, pull.add(speed.mul(friction)).neg()])
  }
  const step = (s: Tensor): [Tensor, Tensor] => {
    const k1 = derivative(s)
    const k2 = derivative(s.add(k1.mul(dt / 2)))
    const k3 = derivative(s.add(k2.mul(dt / 2)))
    const k4 = derivative(s.add(k3.mul(dt)))
    const next = s.add(
      k1
        .add(k2.mul(2))
        .add(k3.mul(2))
        .add(k4)
        .mul(dt / 6),
    )
    return [next, next.at(0)]
  }
  const [, angles] = scan(step, stack([angle, angle.mul(0)]), [] as never, { length: steps })
  return angles
}

export const truth = { length: 1.3, friction: 0.25, angle: 1.1 }

export function main(): { found: number[]; errors: number[]; rms: number } {
  const noise = random.normal(random.key(5), [steps]).mul(deviation)
  const exact = { length: tensor(1.3), friction: tensor(0.25), angle: tensor(1.1) }
  const measured = swing(exact).add(noise)
  const residual = (p: Pendulum): Tensor => swing(p).sub(measured).div(deviation)
  const { x, status } = leastSquares(residual, { length: 1, friction: 0.1, angle: 0.8 })
  const { standardErrors } = inference((p: Pendulum) => residual(p).square().sum().div(2), x)
  const row = ({ length, friction, angle }: Pendulum): number[] =>
    [length, friction, angle].map((t) => t.item())
  const [found, errors] = [row(x), row(standardErrors)]
  const rms = Math.sqrt(residual(x).square().mean().item()) * deviation
  console.log(`${status}; noise ${rms.toFixed(4)} rad`)
  Object.entries(truth).forEach(([name, value], i) =>
    console.log(`${name}: ${found[i].toFixed(4)} ± ${errors[i].toFixed(4)} (true: ${value})`),
  )
  return { found, errors, rms }
}

if (import.meta.main) main()
