/** The public `stopGradient`, on trees: the primitive of the same name on every leaf. */
import type { TensorTree } from '@wengert/tensor'
import { flattenTree, stopGradient as stopLeaf, unflattenTree } from '@wengert/tensor/internal'

/**
 * x itself, taken as a constant by every derivative: a tensor, or each in a tree. Numbers and typed
 * arrays become tensors.
 *
 * @throws TreeError when x is no tree.
 * @example
 * ```ts
 * import { grad, stopGradient } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * grad((x: Tensor) => x.mul(stopGradient(x)))(3).item() // → 3
 * ```
 */
export function stopGradient<X>(x: X): TensorTree<X> {
  const { leaves, structure } = flattenTree('stopGradient', x)
  return unflattenTree(structure, leaves.map(stopLeaf)) as TensorTree<X>
}
