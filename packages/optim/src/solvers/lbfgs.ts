/**
 * L-BFGS (Liu & Nocedal 1989): directions from the last pairs of steps and gradient differences, O(n)
 * memory and work beside the function. A search that fails clears the memory before giving up.
 */
import { LbfgsMemory, type Pair } from '../lbfgs-memory.ts'
import { difference, reviveVector, scaled } from '../vector.ts'
import { lineSearchSolver } from './descent.ts'
import { firstStepLength } from './first-step.ts'

export const lbfgsSolver = lineSearchSolver('l-bfgs', (objective, { memory: capacity, resume }) => {
  const saved = (resume?.memory ?? []) as readonly Pair[]
  const memory = new LbfgsMemory(
    capacity,
    saved.map(({ s, y }) => ({
      s: reviveVector(s, objective.size),
      y: reviveVector(y, objective.size),
    })),
  )
  return {
    evaluate: (x) => objective.evaluate(x),
    direction: (point) => ({
      d: scaled(-1, memory.apply(point.gradient)),
      firstStep: memory.isEmpty ? firstStepLength(point) : 1,
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
