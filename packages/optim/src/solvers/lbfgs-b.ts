/**
 * L-BFGS with bounds: the limited-memory matrix restricted to the parameters that are free to move,
 * in the steps of `projected`. Byrd, Lu, Nocedal & Zhu (1995) find the free ones at a generalised Cauchy
 * point instead; the restriction to them is the same.
 */
import { scaled } from '../vector.ts'
import { firstStepLength } from './first-step.ts'
import { limitedMemory } from './lbfgs.ts'
import { projectedSolver } from './projected.ts'

export const lbfgsBSolver = projectedSolver('l-bfgs-b', (objective, settings) => {
  const { memory, ...common } = limitedMemory(objective, settings)
  return {
    ...common,
    get scale() {
      return memory.scale
    },
    direction(point, reduced, free) {
      if (memory.isEmpty) {
        const firstStep = firstStepLength(objective, { ...point, gradient: reduced })
        return { d: scaled(-1, reduced), firstStep }
      }
      return { d: scaled(-1, memory.restrictedTo(free).apply(reduced)), firstStep: 1 }
    },
  }
})
