/** Examples as trees whose leaves have them along the first axis. */
import { flattenTree, take, unflattenTree, type Structure, type Tensor } from '@wengert/tensor'
import { OptimizationError } from '../errors.ts'

export class Examples<D> {
  /** How many there are. */
  readonly count: number
  readonly all: D
  private readonly leaves: readonly Tensor[]
  private readonly structure: Structure

  constructor(operation: string, what: string, data: unknown) {
    const { leaves, structure } = flattenTree(operation, data, what)
    this.leaves = leaves
    this.structure = structure
    this.all = unflattenTree(structure, leaves) as D
    this.count = leaves[0]?.shape[0] ?? 0
    if (leaves.some(({ shape }) => shape[0] !== this.count) || this.count === 0) {
      const shapes = leaves.map(({ shape }) => `[${shape.join(', ')}]`).join(', ')
      throw new OptimizationError(
        'shape',
        `${operation}: the leaves of ${what} have shapes ${shapes}; give all of them the same number of ` +
          'examples along the first axis, at least one.',
      )
    }
  }

  /** The examples of these indices. */
  take(indices: Tensor): D {
    return unflattenTree(
      this.structure,
      this.leaves.map((leaf) => take(leaf, indices, 0)),
    ) as D
  }
}
