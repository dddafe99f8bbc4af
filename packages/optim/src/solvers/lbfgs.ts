/**
 * L-BFGS (Liu & Nocedal 1989): directions from the last pairs of steps and gradient differences, O(n)
 * memory and work beside the function. A search that fails clears the memory before giving up.
 */
import { LbfgsMemory, revivePairs, type Pair } from '../lbfgs-memory.ts'
import type { Objective, Point } from '../objective.ts'
import type { Settings } from '../solver.ts'
import { difference, scaled, type Vector } from '../vector.ts'
import { lineSearchSolver } from './descent.ts'
import { firstStepLength } from './first-step.ts'

export const lbfgsSolver = lineSearchSolver('l-bfgs', (objective, settings) => {
  const { memory, ...common } = limitedMemory(objective, settings)
  return {
    ...common,
    direction: (point) => ({
      d: scaled(-1, memory.apply(point.gradient)),
      firstStep: memory.isEmpty ? firstStepLength(objective, point) : 1,
    }),
  }
})

/** What L-BFGS does alike with and without bounds. */
export function limitedMemory(objective: Objective, { memory: capacity, resume }: Settings) {
  const memory = new LbfgsMemory(capacity, revivePairs(resume?.memory, objective.size))
  return {
    memory,
    evaluate: (x: Vector): Point => objective.evaluate(x),
    learn(from: Point, to: Point): void {
      memory.add(difference(to.x, from.x), difference(to.gradient, from.gradient))
    },
    reset(): boolean {
      if (memory.isEmpty) return false
      memory.clear()
      return true
    },
    save: (): readonly Pair[] => memory.contents,
  }
}
