/**
 * L-BFGS with bounds: the limited-memory matrix restricted to the parameters that are free to move,
 * in the loop of `projected`. Byrd, Lu, Nocedal & Zhu (1995) find the free ones at a generalised Cauchy
 * point instead; the restriction to them is the same.
 */
import { LbfgsMemory, revivePairs } from '../lbfgs-memory.ts'
import { difference, dot, scaled } from '../vector.ts'
import { firstStepLength } from './first-step.ts'
import { projectedSolver } from './projected.ts'

export const lbfgsBSolver = projectedSolver('l-bfgs-b', (objective, settings) => {
  const memory = new LbfgsMemory(
    settings.memory,
    revivePairs(settings.resume?.memory, objective.size),
  )
  return {
    get scale() {
      const last = memory.contents.at(-1)
      return last === undefined ? null : dot(last.s, last.y) / dot(last.y, last.y)
    },
    evaluate: (x) => objective.evaluate(x),
    direction(point, reduced, free) {
      const d = memory.isEmpty ? reduced : memory.restrictedTo(free).apply(reduced)
      const firstStep = memory.isEmpty
        ? firstStepLength(objective, { ...point, gradient: reduced })
        : 1
      return { d: scaled(-1, d), firstStep }
    },
    learn(from, to) {
      memory.add(difference(to.x, from.x), difference(to.gradient, from.gradient))
    },
    reset() {
      if (memory.isEmpty) return false
      memory.clear()
      return true
    },
    save: () => memory.contents,
  }
})
