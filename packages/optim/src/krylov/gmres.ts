/**
 * Restarted GMRES for A x = b with any square A (Saad & Schultz, SIAM J. Sci. Stat. Comput. 7, 1986):
 * an orthonormal basis of the Krylov space, the least-squares problem in it by Givens rotations. The
 * basis is kept orthogonal by a second Gram–Schmidt pass wherever the first cancelled (Daniel, Gragg,
 * Kaufman & Stewart 1976, with their threshold 1/√2: "twice is enough"). The preconditioner stands on
 * the right, so that the residual minimised is that of A x = b.
 *
 * @wengert/autodiff has a plain one of its own inside `implicit`, on flat vectors and without
 * options. It stays there: the direction of imports forbids it this one, and to publish an inner loop
 * for the sake of sixty lines would cost more than it saves.
 */
import type { Tensor, TreeLike } from '@wengert/tensor'
import { badOption } from '../checks.ts'
import { hypot } from '../elementary.ts'
import type { LinearOperator } from '../operator.ts'
import { addScaled, combine, dot, norm, scaled, type Vector } from '../vector.ts'
import { systemOf, type SystemOptions } from './system.ts'
import type { KrylovResult, VectorMap } from './vectors.ts'

export interface GmresOptions<X> extends SystemOptions<X> {
  /** The dimension at which the Krylov space is begun anew; by default n, at most 50. */
  readonly restart?: number
}

export type GmresStatus = 'converged' | 'singular' | 'stagnated' | 'iteration-limit' | 'non-finite'

const messages: { readonly [S in GmresStatus]: string } = {
  converged: 'The residual passed its test.',
  singular:
    'The Krylov space is exhausted and the residual did not pass its test: A is singular; use lsmr ' +
    'for the least-squares solution.',
  stagnated:
    'A whole cycle hardly lowered the residual, which did not pass its test; precondition, raise ' +
    'restart, or loosen the tolerance.',
  'iteration-limit': 'The iteration limit was reached; precondition, or raise maxIterations.',
  'non-finite': 'A product was not finite; x is the last finite iterate.',
}

/** A cycle that leaves more than this part of the residual has got nowhere. */
const stagnation = 0.999

/**
 * Solves `A x = b` for square A without symmetry. One product an iteration and one a cycle;
 * O(n · restart) memory. The residual never grows; without restarts it ends within n steps.
 *
 * @throws OptimizationError when A returns a tree of another size, or for a bad option.
 * @example
 * ```ts
 * import { gmres } from '@wengert/optim'
 * import { matmul, tensor } from '@wengert/tensor'
 * const A = tensor([[0, 2], [-1, 1]])
 * const { x, status } = gmres((v) => matmul(A, v), tensor([4, 1]))
 * status // → converged
 * x.toArray() // → 1,2
 * ```
 */
export function gmres<X = Tensor>(
  A: LinearOperator<X>,
  b: TreeLike<X>,
  options: GmresOptions<X> = {},
): KrylovResult<X, GmresStatus> {
  const system = systemOf('gmres', A, b, options, ['restart'])
  const { space, apply, precondition, unit, rhs, goal, maxIterations } = system
  const { restart = Math.max(1, Math.min(50, space.size)) } = options
  if (!Number.isInteger(restart) || restart < 1)
    throw badOption('gmres', 'restart', restart, 'a positive integer')
  let { x0: x, residual } = system
  let residualNorm = norm(residual)
  let iterations = 0
  let status: GmresStatus = residualNorm <= goal ? 'converged' : 'iteration-limit'
  while (status === 'iteration-limit' && iterations < maxIterations) {
    const steps = Math.min(restart, maxIterations - iterations)
    const cycle = runCycle((v) => apply(precondition(v)), residual, goal, steps, space.epsilon)
    iterations += cycle.steps
    const next = combine(x, 1, precondition(cycle.z))
    const nextResidual = combine(rhs, -1, apply(next))
    const size = norm(nextResidual)
    if (!Number.isFinite(size)) {
      status = 'non-finite'
      break
    }
    const before = residualNorm
    if (size < residualNorm) [x, residual, residualNorm] = [next, nextResidual, size]
    const stalled = residualNorm > stagnation * before
    if (residualNorm <= goal) status = 'converged'
    else if (cycle.end === 'non-finite') status = 'non-finite'
    else if (stalled && cycle.end === 'exhausted') status = 'singular'
    else if (stalled && (cycle.end === 'residual' || cycle.steps === restart)) status = 'stagnated'
  }
  return {
    x: space.unflatten(scaled(unit, x)),
    residualNorm: unit * residualNorm,
    iterations,
    success: status === 'converged',
    status,
    message: messages[status],
  }
}

interface Cycle {
  /** The minimiser of ‖r − A z‖ over the Krylov space. */
  readonly z: Vector
  readonly steps: number
  /** `exhausted`: the Krylov space is invariant. */
  readonly end: 'residual' | 'exhausted' | 'limit' | 'non-finite'
}

function runCycle(
  apply: VectorMap,
  r: Vector,
  goal: number,
  limit: number,
  epsilon: number,
): Cycle {
  const size = norm(r)
  const basis = [scaled(1 / size, r)]
  /** The columns of the triangular factor of the Hessenberg matrix. */
  const columns: number[][] = []
  const rotations: (readonly [c: number, s: number])[] = []
  const g = [size]
  let largest = 0
  let steps = 0
  let end: Cycle['end'] = 'limit'
  while (end === 'limit' && steps < limit) {
    const k = columns.length
    const w = Float64Array.from(apply(basis[k]))
    steps++
    const length = norm(w)
    if (!Number.isFinite(length)) {
      end = 'non-finite'
      break
    }
    largest = Math.max(largest, length)
    const column = basis.map((q) => project(w, q))
    let rest = norm(w)
    if (rest < Math.SQRT1_2 * length) {
      basis.forEach((q, i) => (column[i] += project(w, q)))
      rest = norm(w)
    }
    if (rest <= 10 * epsilon * length) {
      rest = 0
      end = 'exhausted'
    }
    rotations.forEach(([c, s], i) => {
      const [above, below] = [column[i], column[i + 1]]
      column[i] = c * above + s * below
      column[i + 1] = c * below - s * above
    })
    const diagonal = hypot(column[k], rest)
    // A column that depends on the others adds nothing: A is singular on this space.
    if (diagonal <= 10 * epsilon * largest) {
      end = 'exhausted'
      break
    }
    const [c, s] = [column[k] / diagonal, rest / diagonal]
    rotations.push([c, s])
    column[k] = diagonal
    columns.push(column)
    g.push(-s * g[k])
    g[k] *= c
    if (Math.abs(g[k + 1]) <= goal) end = 'residual'
    else if (end === 'limit') basis.push(scaled(1 / rest, w))
  }
  return { z: backSubstitute(columns, g, basis, r.length), steps, end }
}

/** Takes the component along the unit vector q out of w, and returns it. */
function project(w: Vector, q: Vector): number {
  const h = dot(q, w)
  addScaled(w, -h, q)
  return h
}

function backSubstitute(
  columns: readonly number[][],
  g: readonly number[],
  basis: readonly Vector[],
  size: number,
): Vector {
  const y = new Array<number>(columns.length)
  const z = new Float64Array(size)
  for (let i = columns.length - 1; i >= 0; i--) {
    let rest = g[i]
    for (let j = i + 1; j < columns.length; j++) rest -= columns[j][i] * y[j]
    y[i] = rest / columns[i][i]
    addScaled(z, y[i], basis[i])
  }
  return z
}
