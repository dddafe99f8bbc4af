/**
 * From a caller's arguments to the inputs of a trace and back. Arguments that are differentiated
 * (or batched) are taken apart into leaves; the others are constants, in which numbers and typed
 * arrays become tensors and everything that is no tree (options, functions) passes as it is.
 */
import { ArgumentError, DTypeError, ShapeError, type Tensor } from '@wengert/tensor'
import {
  castTo,
  flattenLike,
  flattenTree,
  formatAval,
  isFloat,
  isTensorLike,
  sameShape,
  toTensor,
  unflattenTree,
  type Aval,
  type Structure,
} from '@wengert/tensor/internal'
import { checkConcrete } from '../cache/perform.ts'
import { mapParts } from '../parts.ts'
import { currentTape } from '../tape.ts'
import type { AnyFunction, Argnums } from './types.ts'

/** The chosen arguments of a call, taken apart, and how to call with other leaves in their place. */
export interface Prepared {
  /** Leaves of the chosen arguments, one after the other. */
  readonly leaves: Tensor[]
  /** The structure of each chosen argument. */
  readonly structures: readonly Structure[]
  /** Calls the user's function with the leaves replaced. */
  call(leaves: readonly Tensor[]): unknown
  /** Puts one value a leaf into the chosen arguments' structures. */
  rebuild<Leaf>(leaves: readonly Leaf[]): unknown[]
}

export function checkFunction(operation: string, f: unknown): void {
  if (typeof f !== 'function') {
    throw new ArgumentError(
      `${operation}: the first argument is ${f === null ? 'null' : typeof f}, not a function; ` +
        `write ${operation}(f)(x), or ${operation}(f, …) where it takes the arguments at once.`,
    )
  }
}

/** The list of argument numbers, checked against the number of arguments given. */
export function chosenArguments(
  operation: string,
  argnums: Argnums | undefined,
  count: number,
): readonly number[] {
  const list = typeof argnums === 'number' ? [argnums] : (argnums ?? [0])
  for (const n of list) {
    if (!Number.isInteger(n) || n < 0 || n >= count) {
      throw new ArgumentError(
        `${operation}: argument ${n} is to be differentiated, but ${count} ` +
          `${count === 1 ? 'argument was' : 'arguments were'} given; pass it, or correct argnums.`,
      )
    }
  }
  if (new Set(list).size !== list.length || list.length === 0) {
    throw new ArgumentError(
      `${operation}: argnums [${list.join(', ')}] must name at least one argument, and each once.`,
    )
  }
  return list
}

/** @param flats - The chosen arguments taken apart, where that has been done. */
export function prepare(
  operation: string,
  f: AnyFunction,
  args: readonly unknown[],
  chosen: readonly number[],
  flats = chosen.map((n) => flattenTree(operation, args[n], `argument ${n}`)),
): Prepared {
  const constants = args.map((arg, i) => (chosen.includes(i) ? null : toConstant(operation, arg)))
  if (currentTape() === null) flats.forEach(({ leaves }) => checkConcrete(operation, leaves))
  const split = <Leaf>(leaves: readonly Leaf[]): unknown[] => {
    let start = 0
    return flats.map(({ structure, leaves: own }) =>
      unflattenTree(structure, leaves.slice(start, (start += own.length))),
    )
  }
  return {
    leaves: flats.flatMap((flat) => flat.leaves),
    structures: flats.map((flat) => flat.structure),
    rebuild: split,
    call(leaves) {
      const full: unknown[] = [...constants]
      split(leaves).forEach((value, i) => (full[chosen[i]] = value))
      return (f as (...args: unknown[]) => unknown)(...full)
    },
  }
}

/** Refuses leaves that have no derivative. */
export function checkDifferentiable(operation: string, leaves: readonly Tensor[]): void {
  for (const leaf of leaves) {
    if (!isFloat(leaf.dtype)) {
      throw new DTypeError(
        `${operation}: a differentiated argument is ${formatAval(leaf.aval)}, which has no derivative; ` +
          "cast it to 'float64', or leave it out of argnums.",
      )
    }
  }
}

/** The constant that f gets for an argument: tensors for numbers and typed arrays, else as it is. */
export function toConstant(operation: string, value: unknown): unknown {
  return mapParts(value, (part) => (isTensorLike(part) ? toTensor(operation, part) : part))
}

/** Leaves of a tangent or cotangent tree that must fit the given structure and avals. */
export function conform(
  operation: string,
  what: string,
  tree: unknown,
  structure: Structure,
  avals: readonly Aval[],
): Tensor[] {
  const leaves = flattenLike(operation, structure, tree, what)
  if (currentTape() === null) checkConcrete(operation, leaves)
  return leaves.map((leaf, i) => fitLeaf(operation, what, leaf, avals[i]))
}

/** The leaf, which must have the given aval; a number takes its dtype. */
export function fitLeaf(operation: string, what: string, leaf: Tensor, aval: Aval): Tensor {
  if (!sameShape(leaf.shape, aval.shape)) {
    throw new ShapeError(
      `${operation}: ${what} has a leaf of shape [${leaf.shape.join(', ')}] where ` +
        `[${aval.shape.join(', ')}] is expected; give each leaf the shape of its primal.`,
    )
  }
  if (leaf.literal) return castTo(leaf, aval.dtype)
  if (leaf.dtype !== aval.dtype) {
    throw new DTypeError(
      `${operation}: ${what} has a leaf of dtype ${leaf.dtype} where ${aval.dtype} is expected; cast it.`,
    )
  }
  return leaf
}
