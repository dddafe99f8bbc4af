/**
 * Trees of the caller's against the structure that they must have. Objects are matched by key: the order
 * in which two objects list theirs means nothing.
 */
import { flattenTree, tensor, type Structure, type Tensor } from '@wengert/tensor'

/**
 * The leaves of a tree in the order of the structure that it must have, null where it has another;
 * booleans become tensors.
 */
export function leavesInOrder(
  operation: string,
  structure: Structure,
  tree: unknown,
  what = 'the argument',
): Tensor[] | null {
  if (structure.kind === 'leaf') {
    const leaf = typeof tree === 'boolean' ? tensor(tree) : tree
    const { leaves, structure: actual } = flattenTree(operation, leaf, what)
    return actual.kind === 'leaf' ? leaves : null
  }
  const isArray = structure.kind === 'array'
  if (typeof tree !== 'object' || tree === null || Array.isArray(tree) !== isArray) return null
  const keys = isArray ? structure.children.map((_, i) => String(i)) : structure.keys
  const entries = tree as { readonly [key: string]: unknown }
  if (Object.keys(entries).filter((key) => entries[key] !== undefined).length !== keys.length)
    return null
  const leaves: Tensor[] = []
  for (const [i, key] of keys.entries()) {
    if (entries[key] === undefined) return null
    const inside = leavesInOrder(operation, structure.children[i], entries[key], what)
    if (inside === null) return null
    leaves.push(...inside)
  }
  return leaves
}
