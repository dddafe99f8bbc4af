/**
 * What can be said of the point that a run returns, beyond its status: how small the gradient is and
 * against what, how far rounding blurs f there, what kind of point it is, and what to try next where
 * the run stopped short. Measured noise and curvature cost evaluations, so they come on request.
 */
import type { Tensor } from '@wengert/tensor'
import { convexity, type Convexity } from './curvature/convexity.ts'
import { measureNoise } from './measured-noise.ts'
import type { Objective, Point } from './objective.ts'
import { risesBeyond } from './rise-beyond.ts'
import type { Method, SolverState } from './solver.ts'
import type { Status } from './status.ts'
import { normInf, type Vector } from './vector.ts'

export interface Certificate<X> {
  /** ‖g‖∞, of the reduced gradient where there are bounds. */
  readonly gradientNorm: number
  /** The same over ‖g‖∞ at the start of the run. */
  readonly relativeGradientNorm: number
  /** Differences of f below this are rounding: ε |f|, or as measured where `certify` is set. */
  readonly noiseFloor: number
  /** The extreme eigenvalues of the Hessian and the kind of point; null without `certify`. */
  readonly curvature: Convexity<X> | null
  /** What to try, where the run stopped short of a minimum; null where it did not. */
  readonly suggestion: string | null
}

interface Outcome {
  readonly method: Method
  readonly status: Status
  readonly state: SolverState
  readonly point: Point
  readonly reduced: Vector
}

export function certificateOf<X>(
  objective: Objective<X>,
  f: (x: X) => Tensor,
  outcome: Outcome,
  certify: boolean,
): Certificate<X> {
  const { point, state, reduced } = outcome
  const gradientNorm = normInf(reduced)
  const { startNorm } = state.stopping
  const rounding = objective.space.epsilon * Math.abs(point.value)
  const noiseFloor = certify
    ? Math.max(rounding, measureNoise(objective as Objective, point))
    : rounding
  const curvature = certify ? convexity(f, objective.space.unflatten(point.x) as never) : null
  // With bounds the gradient need not vanish, nor f be defined beyond.
  const mayRise = curvature?.kind !== 'minimum' || reduced !== point.gradient
  const rises =
    mayRise || risesBeyond(objective as Objective, point, curvature as Convexity<X>, noiseFloor)
  return {
    gradientNorm,
    relativeGradientNorm: startNorm === 0 ? 0 : gradientNorm / startNorm,
    noiseFloor,
    curvature: curvature as Convexity<X> | null,
    suggestion: suggest(outcome, noiseFloor, curvature, rises),
  }
}

/** Magnitudes of parameters this far apart are worth scaling. */
const disparity = 1e6

function suggest(
  { status, method, point }: Outcome,
  noise: number,
  curvature: Convexity<unknown> | null,
  rises: boolean,
): string | null {
  if (status === 'converged') return curvature === null ? null : ofKind(curvature, rises)
  const [least, most] = extremes(point.x)
  const scaling =
    most > disparity * least
      ? `The parameters range from ${least.toExponential(0)} to ${most.toExponential(0)} in magnitude; ` +
        'divide each by its typical size. '
      : ''
  return scaling + ofStatus(status, method, noise)
}

const beyond =
  'Along the flattest direction f does not rise as its curvature says: the least value lies further on, ' +
  'or at infinity, as the likelihood of outcomes that a line separates; lower gradientTolerance to see, ' +
  'bound the parameters, or add a penalty on their size.'

function ofKind({ kind, smallest }: Convexity<unknown>, rises: boolean): string | null {
  if (kind === 'minimum') return rises ? null : beyond
  if (kind === 'flat')
    return (
      'The Hessian is singular to working precision: parameters, or combinations of them, are not ' +
      'determined; fix them, or add a penalty.'
    )
  return (
    `The Hessian has the negative eigenvalue ${smallest.toExponential(2)}: the point is no minimum; start ` +
    'again from x + t · curvature.direction, or use trust-krylov, which leaves such points.'
  )
}

function ofStatus(status: Status, method: Method, noise: number): string {
  switch (status) {
    case 'noise-floor':
    case 'small-step':
      return (
        `Differences of f below about ${noise.toExponential(0)} are rounding here; give a larger gradientTolerance, ` +
        'subtract a constant from f, or compute in float64.'
      )
    case 'line-search-failed':
      return (
        'Compare the derivatives with differences by checkDerivatives; where f has kinks, smooth them ' +
        '(softplus for relu, √(x² + ε²) for |x|).'
      )
    case 'unbounded':
      return 'Bound the parameters, add a penalty on their size, or check the sign of f.'
    case 'iteration-limit':
    case 'evaluation-limit':
    case 'time-limit':
      return method === 'newton-cg' || method.startsWith('trust')
        ? 'Resume from `state` with a higher limit, or start nearer.'
        : 'Resume from `state` with a higher limit, or use newton-cg or trust-ncg, which need fewer iterations.'
    case 'objective-error':
      return 'Let f return NaN or Infinity where it is not defined: solvers back away from there.'
    default:
      return 'Resume from `state` to go on.'
  }
}

/** The least and the largest magnitude of the parameters that are not zero. */
function extremes(x: Vector): [least: number, most: number] {
  let [least, most] = [Infinity, 0]
  for (const value of x) {
    const size = Math.abs(value)
    if (size > 0) least = Math.min(least, size)
    most = Math.max(most, size)
  }
  return [least, most]
}
