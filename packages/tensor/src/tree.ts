/**
 * Trees: tensors in arrays, tuples and plain objects, nested. Parameters, inputs and outputs of
 * every transform are trees, so each is taken apart once into a list of leaves and a structure,
 * and put together again. Object keys keep the order of the tree that gave the structure; other
 * trees are matched by key, not by order, and a property that is undefined counts as absent.
 */
import { ArgumentError, FunctionError, TreeError } from './errors.ts'
import { isTensorLike, toTensor } from './convert.ts'
import { Tensor, type TensorLike } from './tensor.ts'

/** What a caller may pass for a tree `T`: its leaves may be numbers and typed arrays. */
export type TreeLike<T> = [Tensor] extends [T]
  ? TensorLike
  : T extends AnyFunction
    ? T
    : T extends readonly unknown[]
      ? { readonly [K in keyof T]: TreeLike<T[K]> }
      : T extends object
        ? { [K in keyof T]: TreeLike<T[K]> }
        : T

/** The tree that a function gets for a `TreeLike<T>`: every leaf a tensor. */
export type TensorTree<T> = [Tensor] extends [T]
  ? Tensor
  : T extends AnyFunction
    ? T
    : T extends object
      ? { [K in keyof T]: TensorTree<T[K]> }
      : T

type AnyFunction = (...args: never[]) => unknown

/** How a tree is put together; a leaf stands for one tensor. */
export type Structure =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'array'; readonly children: readonly Structure[] }
  | {
      readonly kind: 'object'
      readonly keys: readonly string[]
      readonly children: readonly Structure[]
    }

export const leafStructure: Structure = { kind: 'leaf' }

export interface Flat {
  readonly leaves: Tensor[]
  readonly structure: Structure
}

/**
 * Takes a tree apart into its leaves and its structure; numbers and typed arrays among the
 * leaves become tensors. `unflattenTree` puts it together again.
 *
 * @param operation - The name that errors begin with.
 * @throws TreeError when the value is no tree: other leaves, class instances, or itself inside.
 * @example
 * ```ts
 * import { flattenTree, tensor, unflattenTree } from '@wengert/tensor'
 * const { leaves, structure } = flattenTree('example', { w: tensor([1, 2]), layers: [3] })
 * leaves.length // → 2
 * Object.keys(unflattenTree(structure, leaves) as object) // → w,layers
 * ```
 */
export function flattenTree(operation: string, tree: unknown, what = 'the argument'): Flat {
  const leaves: Tensor[] = []
  return { structure: flattenInto(operation, what, tree, '', leaves), leaves }
}

/** Deeper than any tree that is meant, and shallow enough for every engine's stack. */
const deepest = 1000

function flattenInto(
  operation: string,
  what: string,
  tree: unknown,
  path: string,
  leaves: Tensor[],
  depth = 0,
): Structure {
  if (isLeaf(tree)) {
    leaves.push(toTensor(operation, tree))
    return leafStructure
  }
  if (depth > deepest) {
    throw new TreeError(
      `${operation}: ${what} is nested more than ${deepest} levels deep; a tree cannot contain itself.`,
    )
  }
  if (Array.isArray(tree)) {
    const children = tree.map((child, i) =>
      flattenInto(operation, what, child, `${path}[${i}]`, leaves, depth + 1),
    )
    return { kind: 'array', children }
  }
  if (isPlainObject(tree)) {
    const keys = presentKeys(tree)
    const children = keys.map((key) =>
      flattenInto(operation, what, tree[key], `${path}.${key}`, leaves, depth + 1),
    )
    return { kind: 'object', keys, children }
  }
  throw notATree(operation, what + path, tree)
}

function isLeaf(value: unknown): value is TensorLike {
  return value instanceof Tensor || isTensorLike(value)
}

/** The keys of a plain object but for optional ones that are there and undefined. */
function presentKeys(object: Record<string, unknown>): string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined)
}

/**
 * Puts leaves, tensors or anything else, one for each of the structure, back into the shape of a
 * tree.
 *
 * @example
 * ```ts
 * import { flattenTree, unflattenTree } from '@wengert/tensor'
 * const { structure } = flattenTree('example', { a: 1, b: [2] })
 * JSON.stringify(unflattenTree(structure, ['first', 'second'])) // → {"a":"first","b":["second"]}
 * ```
 */
export function unflattenTree<Leaf = Tensor>(
  structure: Structure,
  leaves: readonly Leaf[],
): unknown {
  if (structure.kind === 'leaf') return leaves[0]
  let next = 0
  return build(structure)

  function build(node: Structure): unknown {
    if (node.kind === 'leaf') return leaves[next++]
    if (node.kind === 'array') return node.children.map(build)
    const object: Record<string, unknown> = {}
    for (let i = 0; i < node.keys.length; i++) object[node.keys[i]] = build(node.children[i])
    return object
  }
}

/** The leaves of a tree that must have the given structure, in that structure's order. */
export function flattenLike(
  operation: string,
  structure: Structure,
  tree: unknown,
  what: string,
): Tensor[] {
  const leaves: Tensor[] = []
  visit(structure, tree, what)
  return leaves

  function visit(node: Structure, value: unknown, path: string): void {
    if (node.kind === 'leaf') {
      if (!isLeaf(value)) throw mismatch(operation, path, 'a tensor', value)
      leaves.push(toTensor(operation, value))
    } else if (node.kind === 'array') {
      if (!Array.isArray(value) || value.length !== node.children.length) {
        throw mismatch(operation, path, `an array of ${node.children.length}`, value)
      }
      for (let i = 0; i < node.children.length; i++)
        visit(node.children[i], value[i], `${path}[${i}]`)
    } else {
      const expected = `an object with ${describeKeys(node.keys)}`
      if (!isPlainObject(value) || presentKeys(value).length !== node.keys.length) {
        throw mismatch(operation, path, expected, value)
      }
      for (let i = 0; i < node.keys.length; i++) {
        const key = node.keys[i]
        if (!Object.hasOwn(value, key) || value[key] === undefined)
          throw mismatch(operation, path, expected, value)
        visit(node.children[i], value[key], `${path}.${key}`)
      }
    }
  }
}

export function sameStructure(a: Structure, b: Structure): boolean {
  if (a === b) return true
  if (a.kind === 'leaf' || b.kind === 'leaf') return a.kind === b.kind
  if (a.kind !== b.kind || a.children.length !== b.children.length) return false
  if (a.kind === 'object' && b.kind === 'object') {
    const indexes = a.keys.map((key) => b.keys.indexOf(key))
    return indexes.every((j, i) => j >= 0 && sameStructure(a.children[i], b.children[j]))
  }
  return a.children.every((child, i) => sameStructure(child, b.children[i]))
}

export function countLeaves(structure: Structure): number {
  if (structure.kind === 'leaf') return 1
  return structure.children.reduce((count, child) => count + countLeaves(child), 0)
}

/**
 * The same tree with `f` applied to every leaf.
 *
 * @throws TreeError when the value is no tree of tensors.
 * @example
 * ```ts
 * import { mapTree, tensor } from '@wengert/tensor'
 * const step = mapTree((leaf) => leaf.mul(-0.1), { w: tensor([1, 2]), b: tensor(10) })
 * step.b.item() // → -1
 * ```
 */
export function mapTree<T>(f: (leaf: Tensor) => Tensor, tree: T): T {
  if (typeof f !== 'function') {
    throw new ArgumentError(
      `mapTree: the first argument is ${typeof f}, not a function; write mapTree(f, tree).`,
    )
  }
  const { leaves, structure } = flattenTree('mapTree', tree)
  return unflattenTree(structure, leaves.map(f)) as T
}

/** A description for messages: `{ w: float64[2], b: [1, 2] }`, to so many levels. */
export function describeTree(tree: unknown, levels = 8): string {
  if (tree instanceof Tensor) return `${tree.dtype}[${tree.shape.join(', ')}]`
  if (ArrayBuffer.isView(tree)) return tree.constructor.name
  const inner = (child: unknown): string => describeTree(child, levels - 1)
  if (Array.isArray(tree)) return levels === 0 ? '[…]' : `[${tree.map(inner).join(', ')}]`
  if (isPlainObject(tree)) {
    if (levels === 0) return '{ … }'
    const entries = Object.entries(tree).map(([key, value]) => `${key}: ${inner(value)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  if (typeof tree === 'function') return 'a function'
  if (tree instanceof Promise) return 'a Promise'
  if (typeof tree === 'object' && tree !== null) return `an instance of ${tree.constructor.name}`
  return typeof tree === 'string' ? `'${tree}'` : String(tree)
}

/** The result of the user's function, taken apart; a helpful error where it is no tree. */
export function flattenResult(operation: string, result: unknown): Flat {
  if (isThenable(result)) {
    throw new FunctionError(
      `${operation}: the function returned a Promise; a traced function must be synchronous, ` +
        'so load data before and pass it in.',
    )
  }
  if (result === undefined) {
    throw new FunctionError(
      `${operation}: the function returned nothing; return a tensor (is a return statement missing?).`,
    )
  }
  return flattenTree(operation, result, 'the result')
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return (
    prototype === null ||
    prototype === Object.prototype ||
    Object.getPrototypeOf(prototype) === null
  )
}

function isThenable(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Tensor) &&
    typeof (value as { then?: unknown }).then === 'function'
  )
}

function describeKeys(keys: readonly string[]): string {
  return keys.length === 0 ? 'no keys' : `the keys ${keys.join(', ')}`
}

function notATree(operation: string, what: string, value: unknown): TreeError {
  if (typeof value === 'boolean') {
    return new TreeError(
      `${operation}: ${what} is ${value}, which is not a tree of tensors; write tensor(${value}) for a leaf.`,
    )
  }
  return new TreeError(
    `${operation}: ${what} is ${describeTree(value)}, which is not a tree of tensors; ` +
      'use tensors, numbers and typed arrays in arrays or plain objects.',
  )
}

function mismatch(operation: string, path: string, expected: string, value: unknown): TreeError {
  return new TreeError(
    `${operation}: ${path} should be ${expected}, but is ${describeTree(value)}; ` +
      'give a tree of the same structure.',
  )
}
