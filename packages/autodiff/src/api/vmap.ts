/**
 * `vmap`: a function of single examples becomes one of batches. The function is traced once, for
 * one example of which only shapes are known, and its program is run over the whole batch.
 */
import {
  ArgumentError,
  broadcastTo,
  ShapeError,
  transpose,
  TreeError,
  type Tensor,
} from '@wengert/tensor'
import {
  countLeaves,
  formatAval,
  isPlainObject,
  makeAval,
  range,
  unflattenTree,
  type Structure,
} from '@wengert/tensor/internal'
import { runBatched } from '../batch.ts'
import { perform } from '../cache/perform.ts'
import { checkFunction, prepare } from './arguments.ts'
import { traceInputs } from './traced.ts'
import type { AnyFunction, Arguments, DefaultArguments } from './types.ts'

/** An axis, null for not batched, or a tree of them that matches the outer part of a tree. */
export type AxisTree = number | null | readonly AxisTree[] | { readonly [key: string]: AxisTree }

export interface VmapOptions {
  /** For each argument, the axis of its leaves that is mapped over; null: the same for all. */
  readonly inAxes?: number | null | readonly AxisTree[]
  /** Where the batch axis is put in the results. */
  readonly outAxes?: AxisTree
}

/**
 * Maps f over an axis of its arguments, all at once: `vmap(f)(xs)[i] = f(xs[i])`. By default every
 * argument is mapped over its first axis and results are stacked along their first.
 *
 * Inside f the values are not known, so `item()` throws: use `where` for a choice.
 *
 * @throws ShapeError when the mapped axes differ in length.
 * @example
 * ```ts
 * import { grad, vmap } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const perExample = vmap(grad((x: Tensor) => x.pow(3)))
 * perExample(tensor([1, 2, 3])).toArray() // → 3,12,27
 * ```
 */
export function vmap<A extends readonly unknown[] = DefaultArguments, R = Tensor>(
  f: (...args: A) => R,
  options: VmapOptions = {},
): (...args: Arguments<A>) => R {
  checkFunction('vmap', f)
  const { inAxes = 0, outAxes = 0 } = options
  return (...args) => mapped(f, args, inAxes, outAxes) as R
}

function mapped(
  f: AnyFunction,
  args: readonly unknown[],
  inAxes: number | null | readonly AxisTree[],
  outAxes: AxisTree,
): unknown {
  const perArgument: readonly AxisTree[] = isAxis(inAxes) ? args.map(() => inAxes) : inAxes
  if (perArgument.length !== args.length) {
    throw new ArgumentError(
      `vmap: inAxes has ${perArgument.length} entries for ${args.length} arguments; give one each, or one number for all.`,
    )
  }
  const chosen = range(args.length).filter((i) => perArgument[i] !== null)
  const prepared = prepare('vmap', f, args, chosen)
  const axes = chosen.flatMap((n, i) => spread('inAxes', perArgument[n], prepared.structures[i]))
  const size = batchSize(prepared.leaves, axes)
  const leaves = prepared.leaves.map((leaf, i) => toFront(leaf, axes[i]))
  const inputs = leaves.map(({ shape, dtype }, i) => ({
    aval: makeAval(axes[i] === null ? shape : shape.slice(1), dtype),
    value: null,
    differentiated: false,
  }))
  const { program, structure } = traceInputs('vmap', prepared, inputs)
  const flags = axes.map((axis) => axis !== null)
  const outs = spread('outAxes', outAxes, structure)
  const transform = `vmap of ${flags.join()} by ${size} to ${outs.join()}`
  const results = perform(transform, program, leaves, (p, inputs) => {
    const { outputs, batched } = runBatched(p, inputs, flags, size)
    return outputs.map((output, i) => place(output, batched[i], outs[i], size))
  })
  return unflattenTree(structure, results)
}

/** A result with its batch axis where it belongs. */
function place(output: Tensor, batched: boolean, axis: number | null, size: number): Tensor {
  if (axis !== null) {
    return moveFirst(batched ? output : broadcastTo(output, [size, ...output.shape]), axis)
  }
  if (!batched) return output
  throw new ArgumentError(
    `vmap: outAxes is null for a result that differs along the batch (${formatAval(output.aval)}); give an axis.`,
  )
}

function isAxis(axes: unknown): axes is number | null {
  return axes === null || typeof axes === 'number'
}

/** One axis for each leaf, from a tree of axes that may end above the leaves. */
function spread(what: string, axes: AxisTree, structure: Structure): (number | null)[] {
  if (isAxis(axes)) return new Array<number | null>(countLeaves(structure)).fill(axes)
  if (
    structure.kind === 'array' &&
    Array.isArray(axes) &&
    axes.length === structure.children.length
  ) {
    return structure.children.flatMap((child, i) => spread(what, axes[i] as AxisTree, child))
  }
  if (structure.kind === 'object' && isPlainObject(axes)) {
    const byKey = axes as { readonly [key: string]: AxisTree }
    if (structure.keys.every((key) => key in byKey)) {
      return structure.children.flatMap((child, i) => spread(what, byKey[structure.keys[i]], child))
    }
  }
  throw new TreeError(
    `vmap: ${what} does not match the structure of its tree; give a number or null in place of each leaf, or one for a whole subtree.`,
  )
}

function batchSize(leaves: readonly Tensor[], axes: readonly (number | null)[]): number {
  let size: number | null = null
  leaves.forEach((leaf, i) => {
    const axis = axes[i]
    if (axis === null) return
    const at = axis < 0 ? axis + leaf.ndim : axis
    if (!Number.isInteger(axis) || at < 0 || at >= leaf.ndim) {
      throw new ArgumentError(
        `vmap: axis ${axis} is not an axis of an argument ${formatAval(leaf.aval)}; give one of its axes, or null.`,
      )
    }
    const length = leaf.shape[at]
    if (size !== null && size !== length) {
      throw new ShapeError(
        `vmap: mapped axes have lengths ${size} and ${length}; make them equal, or map an argument over null.`,
      )
    }
    size = length
  })
  if (size === null) {
    throw new ArgumentError('vmap: no argument is mapped; give inAxes with at least one axis.')
  }
  return size
}

/** Brings `axis` to the front; null leaves the tensor as it is. */
function toFront(x: Tensor, axis: number | null): Tensor {
  if (axis === null) return x
  const at = axis < 0 ? axis + x.ndim : axis
  return transpose(x, [at, ...range(x.ndim).filter((i) => i !== at)])
}

/** Moves the first axis to `axis`. */
function moveFirst(x: Tensor, axis: number): Tensor {
  const at = axis < 0 ? axis + x.ndim : axis
  if (!Number.isInteger(axis) || at < 0 || at >= x.ndim) {
    throw new ArgumentError(`vmap: outAxes ${axis} is not an axis of a result of rank ${x.ndim}.`)
  }
  const order = range(x.ndim).slice(1)
  order.splice(at, 0, 0)
  return transpose(x, order)
}
