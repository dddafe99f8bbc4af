/**
 * Whether the likelihood rises as its curvature says: by ½ a standard error away. Where its supremum lies
 * at infinity (outcomes that a line separates, in logistic regression: Albert & Anderson 1984; a scale that
 * goes to 0) gradient and curvature fade together, and every point far along passes for a minimum. Its
 * standard errors tell how far the minimiser has gone, and Wald's intervals nothing (Hauck & Donner 1977).
 */
import type { Tensor } from '@wengert/tensor'
import type { Space } from '../ravel.ts'
import { addScaled, dot, norm, scaled, type Vector } from '../vector.ts'
import { describeDirection } from './labels.ts'

export interface Rising<X> {
  readonly nll: (x: X) => Tensor
  readonly space: Space<X>
  readonly point: Vector
  readonly gradient: Vector
}

/** One standard error of a quantity, with all parameters moved along as they fit best. */
export interface ErrorStep {
  readonly name: string
  readonly step: Vector
}

/** A tenth of the ½ that is promised. One observation of a logistic, Poisson or Cauchy model gives 0.36 or more. */
const least = 0.05

/** What to know where the likelihood does not rise, in plain language; null where it does. */
export function riseWarning<X>(
  { nll, space, point, gradient }: Rising<X>,
  steps: readonly ErrorStep[],
  labels: () => readonly string[],
): string | null {
  const valueAt = (x: Vector): number => {
    try {
      const value: Tensor | number = nll(space.unflatten(x))
      return typeof value === 'number' ? value : value.item()
    } catch {
      // Nobody asked for this point: where there is no likelihood it has risen.
      return Infinity
    }
  }
  const start = valueAt(point)
  const enough = least - 10 * space.epsilon * Math.abs(start)
  let worst = { rise: enough, direction: point }
  const doubtful = steps.filter(({ step }) => {
    const rises = [1, -1].map((sign) => {
      // What the slope has left is not the curvature's: it vanishes at the minimum.
      const slope = sign * dot(gradient, step)
      const rise = valueAt(addScaled(Float64Array.from(point), sign, step)) - start - slope
      if (rise < worst.rise) worst = { rise, direction: scaled(sign, step) }
      return rise
    })
    return rises.some((rise) => rise < enough)
  })
  if (doubtful.length === 0) return null
  const along = describeDirection(scaled(1 / norm(worst.direction), worst.direction), labels())
  return (
    `The negative log-likelihood does not rise along ${along} as its curvature says: one standard error away ` +
    `it has changed by ${worst.rise.toPrecision(2)} and not by 0.5. It may have no minimum there, as where a line ` +
    'separates the outcomes of a logistic regression, whose fitted probabilities go to 0 and 1, or where a ' +
    'parameter goes to infinity: do not use the standard errors and intervals of ' +
    `${doubtful.map(({ name }) => name).join(', ')}. Ask for profile intervals, fix one of the parameters, or ` +
    'add a prior.'
  )
}
