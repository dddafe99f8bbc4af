/** The types that the transforms share: how a transformed function takes and returns trees. */
import type { Tensor, TensorTree, TreeLike } from '@wengert/tensor'

/** Arguments of a user's function when nothing says otherwise: tensors. */
export type DefaultArguments = [Tensor, ...Tensor[]]

/** What callers of a transformed function may pass for the arguments `A`. */
export type Arguments<A extends readonly unknown[]> = { [K in keyof A]: TreeLike<A[K]> }

/** The trees of the arguments named by `argnums`: one, or a list of them. */
export type Selected<A extends readonly unknown[], N> = N extends number
  ? TensorTree<A[N]>
  : N extends readonly number[]
    ? { -readonly [K in keyof N]: N[K] extends number ? TensorTree<A[N[K]]> : never }
    : TensorTree<A[0]>

/** Which arguments to differentiate with respect to: the first when left out. */
export type Argnums = number | readonly number[]

/** A function of trees, whatever its types. */
export type AnyFunction = (...args: never[]) => unknown
