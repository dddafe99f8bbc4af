/**
 * L-BFGS (Liu & Nocedal 1989): directions from the last pairs of steps and gradient differences, O(n)
 * memory and work beside the function. A search that fails clears the memory before giving up.
 */
import { LbfgsMemory, revivePairs } from '../lbfgs-memory.ts'
import { difference, scaled } from '../vector.ts'
import { lineSearchSolver } from './descent.ts'
import { firstStepLength } from './first-step.ts'

export const lbfgsSolver = lineSearchSolver('l-bfgs', (objective, settings) => {
  const memory = new LbfgsMemory(
    settings.memory,
    revivePairs(settings.resume?.memory, objective.size),
  )
  return {
    evaluate: (x) => objective.evaluate(x),
    direction: (point) => ({
      d: scaled(-1, memory.apply(point.gradient)),
      firstStep: memory.isEmpty ? firstStepLength(objective, point) : 1,
    }),
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
