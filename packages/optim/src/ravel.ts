/**
 * Trees as flat vectors: solvers work on one Float64Array, the user's functions on trees. Leaves keep
 * their shape and dtype; a float32 leaf holds only what float32 can, so points are rounded to it. The
 * elements of every tree stand in the order of the first.
 */
import {
  flattenTree,
  tensor,
  unflattenTree,
  type DType,
  type Shape,
  type Structure,
  type Tensor,
} from '@wengert/tensor'
import { OptimizationError } from './errors.ts'
import { leavesInOrder } from './structure.ts'
import type { Vector } from './vector.ts'

interface Leaf {
  readonly shape: Shape
  readonly dtype: DType
  readonly size: number
}

/** What is said of a tree of the caller's. */
interface Given {
  /** What messages call it. */
  readonly what?: string
  readonly remedy?: string
  /** Whether a number may stand for all elements of its leaf. */
  readonly numbers?: boolean
}

export class Space<X> {
  /** The number of elements of all leaves. */
  readonly size: number
  /** The relative rounding error of the coarsest leaf. */
  readonly epsilon: number
  private readonly operation: string
  private readonly what: string
  private readonly structure: Structure
  private readonly leaves: readonly Leaf[]
  private readonly single: boolean

  /** The space of trees like `example`, which messages call `what`. */
  constructor(operation: string, example: unknown, what = 'the start point') {
    const { leaves, structure } = flattenTree(operation, example, what)
    for (const { dtype, shape } of leaves) {
      if (dtype !== 'float64' && dtype !== 'float32') {
        throw new OptimizationError(
          'dtype',
          `${operation}: ${what} has a leaf ${dtype}[${shape.join(', ')}], which cannot vary ` +
            "continuously; cast it to 'float64', or close over it.",
        )
      }
    }
    this.operation = operation
    this.what = what
    this.structure = structure
    this.leaves = leaves.map(({ shape, dtype, size }) => ({ shape, dtype, size }))
    this.size = leaves.reduce((total, leaf) => total + leaf.size, 0)
    this.single = leaves.some((leaf) => leaf.dtype === 'float32')
    this.epsilon = this.single ? 2 ** -23 : Number.EPSILON
  }

  /** The elements of a tree like the first, its keys in any order. */
  flatten(tree: unknown, { what = 'a tree', remedy, numbers = false }: Given = {}): Vector {
    const leaves = leavesInOrder(this.operation, this.structure, tree, what)
    if (leaves === null)
      throw this.unlike(`${what} has another structure than ${this.what}`, remedy)
    const result = new Float64Array(this.size)
    let offset = 0
    for (const [i, { shape, data }] of leaves.entries()) {
      const own = this.leaves[i]
      if (sameShape(shape, own.shape)) result.set(data as unknown as ArrayLike<number>, offset)
      else if (numbers && shape.length === 0)
        result.fill(Number(data[0]), offset, offset + own.size)
      else {
        const [given, expected] = [shape, own.shape].map((s) => `[${s.join(', ')}]`)
        const fault = `a leaf of shape ${given} where ${this.what} has ${expected}`
        throw this.unlike(`${what} has ${fault}`, remedy)
      }
      offset += own.size
    }
    return result
  }

  private unlike(fault: string, remedy = `give a tree like ${this.what}`): OptimizationError {
    return new OptimizationError('shape', `${this.operation}: ${fault}; ${remedy}.`)
  }

  unflatten(vector: Vector): X {
    let offset = 0
    const leaves = this.leaves.map(({ shape, dtype, size }): Tensor => {
      const part = vector.subarray(offset, (offset += size))
      return tensor(part, { shape, dtype })
    })
    return unflattenTree(this.structure, leaves) as X
  }

  /** A tree whose leaves have one more axis, the last, along which the vectors lie. */
  stackLast(vectors: readonly Vector[]): X {
    let offset = 0
    const leaves = this.leaves.map(({ shape, dtype, size }): Tensor => {
      const start = offset
      offset += size
      const values = new Float64Array(size * vectors.length)
      for (let k = 0; k < values.length; k++)
        values[k] = vectors[k % vectors.length][start + Math.floor(k / vectors.length)]
      return tensor(values, { shape: [...shape, vectors.length], dtype })
    })
    return unflattenTree(this.structure, leaves) as X
  }

  /** The tree of a vector that may be traced: slices of it, differentiable. */
  unflattenTensor(vector: Tensor): X {
    let offset = 0
    const leaves = this.leaves.map(({ shape, dtype, size }): Tensor =>
      vector
        .slice([offset, (offset += size)])
        .reshape(shape)
        .cast(dtype),
    )
    return unflattenTree(this.structure, leaves) as X
  }

  /** The nearest point that the leaves can hold. */
  round(vector: Vector): Vector {
    if (!this.single) return vector
    let offset = 0
    for (const { dtype, size } of this.leaves) {
      if (dtype === 'float32') {
        for (let i = offset; i < offset + size; i++) vector[i] = Math.fround(vector[i])
      }
      offset += size
    }
    return vector
  }
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, i) => length === b[i])
}
