/** Several trees of one structure, leaf by leaf: parameters, gradients and what an optimiser remembers. */
import {
  flattenTree,
  mapTree,
  unflattenTree,
  zeros,
  type Structure,
  type Tensor,
} from '@wengert/tensor'
import { OptimizationError } from '../errors.ts'
import { leavesInOrder } from '../structure.ts'

/** The tree of `f(leaf, …)` over the leaves of trees that have the structure and the shapes of the first. */
export function mapTrees<T>(
  operation: string,
  f: (...leaves: Tensor[]) => Tensor,
  first: T,
  ...others: readonly unknown[]
): T {
  const { leaves, structure } = flattenTree(operation, first)
  const lists = others.map((other) => leavesLike(operation, structure, other))
  leaves.forEach(({ shape }, i) => {
    // They would broadcast, and parameters come out in another shape.
    const odd = lists.find((list) => list[i].shape.join() !== shape.join())
    if (odd !== undefined) throw shapeMismatch(operation, shape, odd[i].shape)
  })
  return unflattenTree(
    structure,
    leaves.map((leaf, i) => f(leaf, ...lists.map((list) => list[i]))),
  ) as T
}

/** The leaves of a tree in the order of the structure that it must have. */
export function leavesLike(operation: string, structure: Structure, tree: unknown): Tensor[] {
  const leaves = leavesInOrder(operation, structure, tree)
  if (leaves !== null) return leaves
  throw new OptimizationError(
    'shape',
    `${operation}: gradients, state and parameters have different structures; give the state that init made of these parameters.`,
  )
}

export function zerosLike<T>(tree: T): T {
  return mapTree(({ shape, dtype }) => zeros(shape, { dtype }), tree)
}

/** Whether no element of a tree is NaN or infinite. */
export function allFinite(tree: unknown): boolean {
  return flattenTree('allFinite', tree).leaves.every(({ data }) => {
    for (const value of data as Iterable<number>) if (!Number.isFinite(value)) return false
    return true
  })
}

/** Checks at `init` that parameters can be moved. */
export function checkParameters(operation: string, params: unknown): void {
  for (const { dtype, shape } of flattenTree(operation, params, 'the parameters').leaves) {
    if (dtype === 'float64' || dtype === 'float32') continue
    throw new OptimizationError(
      'dtype',
      `${operation}: the parameters have a leaf ${dtype}[${shape.join(', ')}], which cannot vary ` +
        "continuously; cast it to 'float64', or pass it as data.",
    )
  }
}

function shapeMismatch(
  operation: string,
  first: readonly number[],
  other: readonly number[],
): OptimizationError {
  return new OptimizationError(
    'shape',
    `${operation}: leaves of shapes [${first.join(', ')}] and [${other.join(', ')}] have one place in gradients, ` +
      'state and parameters; give gradients of the shapes of the parameters that init was given.',
  )
}
