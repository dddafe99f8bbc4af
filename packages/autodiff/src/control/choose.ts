/** The public choices over `branchPrimitive`: functions of trees in, a tree out. */
import { ArgumentError, type Tensor, type TensorLike, type TreeLike } from '@wengert/tensor'
import {
  bindMany,
  castTo,
  flattenTree,
  formatAval,
  toTensor,
  unflattenTree,
} from '@wengert/tensor/internal'
import type { AnyFunction } from '../api/types.ts'
import { closeTogether, outputAvals } from '../structured.ts'
import { checkCarry, traceBody } from './body.ts'
import { branchPrimitive } from './branch.ts'

/**
 * Runs the function at an index: `branch(i, fns, ...xs) = fns[i](...xs)`. The index, an integer
 * scalar that may be traced, is clamped to the list. All functions are traced, and must return the
 * same tree of shapes and dtypes; only the chosen one runs. Under `vmap` over the index all run and
 * the results are selected, as by `where`: reverse mode outside of the `vmap` then needs finite
 * derivatives in every branch.
 *
 * @throws TreeError or ShapeError when the functions' results differ.
 * @example
 * ```ts
 * import { branch, grad } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const powers = [(x: Tensor) => x, (x: Tensor) => x.square(), (x: Tensor) => x.pow(3)]
 * grad((x: Tensor) => branch(tensor(2, { dtype: 'int32' }), powers, x))(2).item() // → 12
 * ```
 */
export function branch<A extends readonly unknown[], R>(
  index: TensorLike,
  functions: readonly ((...args: A) => R)[],
  ...args: { [K in keyof A]: TreeLike<A[K]> }
): R {
  return choose('branch', index, functions as readonly AnyFunction[], args) as R
}

/**
 * `onTrue(...xs)` where the predicate holds, else `onFalse(...xs)`: as an `if`, but in a program, where
 * the predicate's value need not be known. Both are traced, and must return the same tree of shapes
 * and dtypes; one runs. Under `vmap` over the predicate both run and the results are selected, as by
 * `where`: reverse mode outside of the `vmap` then needs finite derivatives in both branches.
 *
 * @throws TreeError or ShapeError when the functions' results differ.
 * @example
 * ```ts
 * import { cond, grad } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => cond(x.greater(0), (y: Tensor) => y.square(), (y: Tensor) => y.neg(), x)
 * grad(f)(3).item() // → 6
 * grad(f)(-3).item() // → -1
 * ```
 */
export function cond<A extends readonly unknown[], R>(
  predicate: TensorLike,
  onTrue: (...args: A) => R,
  onFalse: (...args: A) => R,
  ...args: { [K in keyof A]: TreeLike<A[K]> }
): R {
  const test = castTo(castTo(toTensor('cond', predicate), 'bool'), 'int32')
  return choose('cond', test, [onFalse, onTrue] as readonly AnyFunction[], args) as R
}

function choose(
  operation: string,
  index: TensorLike,
  functions: readonly AnyFunction[],
  args: readonly unknown[],
): unknown {
  const at = castTo(toTensor(operation, index), 'int32')
  if (at.ndim !== 0) {
    throw new ArgumentError(
      `${operation}: chooses by ${formatAval(at.aval)}; give a scalar, or use where to choose element by element.`,
    )
  }
  if (functions.length === 0) throw new ArgumentError(`${operation}: give at least one function.`)
  const flats = args.map((arg, i) => flattenTree(operation, arg, `argument ${i}`))
  const leaves = flats.flatMap((flat) => flat.leaves)
  const bodies = functions.map((f) =>
    traceBody(
      operation,
      f,
      flats.map(({ structure }) => structure),
      flats.map((flat) => flat.leaves.length),
      leaves.map(({ aval }) => aval),
    ),
  )
  const shapes = bodies.map(({ program, structure }) => ({
    structure,
    avals: outputAvals(program),
  }))
  shapes.forEach((shape, i) =>
    checkCarry(operation, `the result of function ${i}`, shape, shapes[0]),
  )
  const { programs, captured } = closeTogether(bodies.map(({ program }) => program))
  const results = bindMany(branchPrimitive, [at, ...leaves, ...captured], { branches: programs })
  return unflattenTree(bodies[0].structure, results as Tensor[])
}
