/**
 * A start where the gradient vanishes need not be a minimum. Before saying that it is, conjugate
 * gradients on a pseudo-random right-hand side look for negative curvature there; if they meet some,
 * the run starts a little way down it.
 */
import type { Box } from './bounds.ts'
import type { Objective } from './objective.ts'
import { truncatedCg } from './steihaug.ts'
import { combine, norm, type Vector } from './vector.ts'

/** Products spent on the search. */
const probes = 50

/** A nearby point of lower value, within the bounds; null where no direction of negative curvature is found. */
export function lowerPointNearby(
  objective: Objective,
  x: Vector,
  box: Box | null = null,
): Vector | null {
  const point = objective.evaluateCurved(x)
  const { direction } = truncatedCg(point.hvp, pseudoRandom(objective.size), {
    relativeResidual: 1e-8,
    maxIterations: Math.min(probes, objective.size),
  })
  if (direction === null) return null
  const unit = 1 / norm(direction)
  const reach = Math.max(1, norm(x))
  for (let step = reach; step > 1e-8 * reach; step *= 0.25) {
    for (const sign of [1, -1]) {
      const away = objective.space.round(combine(x, sign * step * unit, direction))
      const trial = box === null ? away : box.project(away)
      if (objective.evaluate(trial).value < point.value) return trial
    }
  }
  return null
}

/**
 * The states of a run from a start; or, where `lower` knows a lower point when it has seen the first of
 * them, those of a run from there. What `lower` throws of the first state ends the run.
 */
export function* leavingFlatStart<S>(
  run: (start: Vector) => Generator<S, void>,
  start: Vector,
  lower: (first: S) => Vector | null,
): Generator<S, void> {
  const states = run(start)
  const first = states.next().value!
  const below = lower(first)
  if (below === null) {
    yield first
    yield* states
  } else {
    yield* run(below)
  }
}

/** A fixed vector without structure: the fractional parts of multiples of the golden ratio. */
function pseudoRandom(size: number): Vector {
  const ratio = (Math.sqrt(5) - 1) / 2
  return Float64Array.from({ length: size }, (_, i) => (((i + 1) * ratio) % 1) - 0.5)
}
