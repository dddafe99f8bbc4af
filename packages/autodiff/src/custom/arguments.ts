/** Calls of a function with a rule of its own: the tensors in its arguments, and how to call again. */
import { Tensor } from '@wengert/tensor'
import { isFloat, isPlainObject, isTensorLike, toTensor } from '@wengert/tensor/internal'
import type { AnyFunction } from '../api/types.ts'

export interface CustomCall {
  /** All tensors among the arguments, argument by argument. */
  readonly leaves: Tensor[]
  /** For each argument how many leaves it has. */
  readonly counts: readonly number[]
  /** The arguments with other leaves in place of the tensors; what is no tensor stays. */
  args(leaves: readonly Tensor[]): unknown[]
}

/** Takes the arguments apart; options, strings and functions among them are not differentiable. */
export function takeApart(operation: string, args: readonly unknown[]): CustomCall {
  const lists = args.map((arg) => tensorsOf(operation, arg))
  return {
    leaves: lists.flat(),
    counts: lists.map((list) => list.length),
    args(leaves) {
      let next = 0
      return args.map((arg) => replace(arg, () => leaves[next++]))
    },
  }
}

function tensorsOf(operation: string, value: unknown): Tensor[] {
  if (value instanceof Tensor || isTensorLike(value)) return [toTensor(operation, value)]
  if (Array.isArray(value)) return value.flatMap((child) => tensorsOf(operation, child))
  if (!isPlainObject(value)) return []
  return Object.values(value).flatMap((child) => tensorsOf(operation, child))
}

function replace(value: unknown, take: () => Tensor): unknown {
  if (value instanceof Tensor || isTensorLike(value)) return take()
  if (Array.isArray(value)) return value.map((child) => replace(child, take))
  if (!isPlainObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, replace(child, take)]),
  )
}

/** Positions of the leaves that have derivatives. */
export function floatPositions(leaves: readonly { readonly dtype: string }[]): number[] {
  return leaves.flatMap((leaf, i) => (isFloat(leaf.dtype as 'float64') ? [i] : []))
}

export function callWith(f: AnyFunction, args: readonly unknown[]): unknown {
  return (f as (...xs: unknown[]) => unknown)(...args)
}
