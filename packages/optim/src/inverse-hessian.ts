/**
 * What a quasi-Newton run has learnt of the curvature: the inverse Hessian that its next direction is
 * made with, as a function of vectors, from a state alone. Its gradient times this, negated, is the step
 * that the model q(p) = f + g·p + ½ p·Bp of the method asks for, B being the inverse of it.
 */
import { badOption } from './checks.ts'
import { LbfgsMemory, revivePairs } from './lbfgs-memory.ts'
import type { SolverState } from './solver.ts'
import { dot, reviveOptional, reviveVector, type Vector } from './vector.ts'

/**
 * The approximate inverse Hessian v ↦ Hv of a state of `bfgs` or `l-bfgs`, over flat vectors (SciPy's
 * `hess_inv`): for BFGS the dense matrix, O(n²) a product, for L-BFGS the two loops over its pairs, O(n)
 * a pair. Before the first step it is the identity. The state may come from JSON or structuredClone.
 *
 * @throws OptimizationError when the state is of another method, which keeps no such matrix.
 * @example
 * ```ts
 * import { bfgs, inverseHessianOf } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.square().mul(tensor([1, 5])).sum()
 * const last = [...bfgs(f, tensor([1, 1]))].at(-1)!
 * const [, h22] = inverseHessianOf(last)(Float64Array.of(0, 1))
 * h22.toFixed(3) // → 0.100
 * ```
 */
export function inverseHessianOf({ method, x, memory }: SolverState): (v: Vector) => Vector {
  const n = Object.keys(x).length
  if (method === 'l-bfgs') {
    const pairs = revivePairs(memory, n)
    const all = new LbfgsMemory(Math.max(1, pairs.length), pairs)
    return (v) => all.apply(v)
  }
  if (method !== 'bfgs') {
    throw badOption('inverseHessianOf', 'method', method, 'a state of bfgs or l-bfgs')
  }
  const matrix = reviveOptional((memory as { inverse: unknown }).inverse, n * n)
  return (v) => (matrix === null ? reviveVector(v, n) : timesDense(matrix, v))
}

/** A dense matrix in row-major order times a vector. */
export function timesDense(matrix: Vector, v: Vector): Vector {
  const n = v.length
  const result = new Float64Array(n)
  for (let i = 0; i < n; i++) result[i] = dot(matrix.subarray(i * n, (i + 1) * n), v)
  return result
}
