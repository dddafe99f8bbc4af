/**
 * The preconditioners by name: of the pairs that earlier products and steps have left (Morales & Nocedal
 * 2000), of the diagonal, or of the caller.
 */
import { exactDiagonal, hutchinson } from './diagonal-preconditioner.ts'
import { onVectors } from './krylov/vectors.ts'
import { LbfgsMemory, revivePairs, type Pair } from './lbfgs-memory.ts'
import type { Objective } from './objective.ts'
import { identity, type Preconditioner } from './preconditioner.ts'
import type { Settings } from './solver.ts'
import { difference, dot, type Vector } from './vector.ts'

export function createPreconditioner(objective: Objective, settings: Settings): Preconditioner {
  const { preconditioner, memory, resume } = settings
  const saved = (resume?.memory as { preconditioner?: unknown } | null | undefined)?.preconditioner
  if (typeof preconditioner === 'function') return operatorOfCaller(objective, preconditioner)
  if (preconditioner === 'diagonal') return exactDiagonal(objective)
  if (preconditioner === 'hutchinson') return hutchinson(objective, saved)
  return preconditioner === 'none' ? identity : quasiNewton(objective.size, memory, saved)
}

/** The limited-memory BFGS matrix of a sample of each inner solve's pairs, and of the outer steps. */
function quasiNewton(size: number, capacity: number, saved: unknown): Preconditioner {
  const memory = new LbfgsMemory(capacity, revivePairs(saved, size))
  return {
    sample: Math.floor(capacity / 3),
    at: () => (memory.isEmpty ? undefined : (v) => memory.apply(v)),
    learn(from, to, length, pairs) {
      let factor = 1
      const add = (s: Vector, y: Vector, before: number): void => {
        // The new matrix maps the newest s to its y, so that ‖s‖² = s·y.
        if (memory.add(s, y)) factor = Math.sqrt(dot(s, y)) / before
      }
      for (const pair of pairs) add(pair.s, pair.y, pair.length)
      add(difference(to.x, from.x), difference(to.gradient, from.gradient), length)
      return factor
    },
    reset() {
      if (memory.isEmpty) return false
      memory.clear()
      return true
    },
    save: (): readonly Pair[] => memory.contents,
  }
}

function operatorOfCaller(
  { space }: Objective,
  create: (x: unknown) => (v: unknown) => unknown,
): Preconditioner {
  return {
    ...identity,
    at(point) {
      const operator = create(space.unflatten(point.x))
      return onVectors('minimize: preconditioner', operator, space, space)
    },
  }
}
