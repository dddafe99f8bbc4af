import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  flattenTree,
  mapTree,
  tensor,
  unflattenTree,
  type Tensor,
  type TensorLike,
  type TensorTree,
  type TreeLike,
} from '@wengert/tensor'
import { countLeaves, flattenLike, flattenResult, sameStructure } from '@wengert/tensor/internal'

describe('trees', () => {
  const tree = { w: tensor([1, 2]), layers: [tensor(3), { b: tensor(4) }] as const }

  test('come apart into leaves and a structure, and together again', () => {
    const { leaves, structure } = flattenTree('test', tree)
    expect(leaves.map((leaf) => leaf.size)).toEqual([2, 1, 1])
    expect(countLeaves(structure)).toBe(3)
    const again = unflattenTree(structure, leaves) as typeof tree
    expect(again.layers[1].b.item()).toBe(4)
    expect(Object.keys(again)).toEqual(['w', 'layers'])
  })

  test('are matched by key, not by order', () => {
    const { structure } = flattenTree('test', { a: 1, b: 2 })
    const leaves = flattenLike('test', structure, { b: 20, a: 10 }, 'the tree')
    expect(leaves.map((leaf) => leaf.item())).toEqual([10, 20])
    expect(sameStructure(structure, flattenTree('test', { b: 1, a: 2 }).structure)).toBe(true)
    expect(sameStructure(structure, flattenTree('test', { a: 1, c: 2 }).structure)).toBe(false)
    expect(sameStructure(structure, flattenTree('test', [1, 2]).structure)).toBe(false)
  })

  test('say where they differ from what is expected', () => {
    const { structure } = flattenTree('test', { a: [1, { b: 2 }] })
    expect(() => flattenLike('test', structure, { a: [1, { c: 2 }] }, 'the tree')).toThrow(
      'test: the tree.a[1] should be an object with the keys b, but is { c: 2 }; give a tree of the same structure.',
    )
    expect(() => flattenLike('test', structure, { a: [1] }, 'the tree')).toThrow(
      /the tree\.a should be an array of 2/,
    )
  })

  test('are arrays, plain objects and leaves only', () => {
    expect(() => flattenTree('test', { a: new Map() }, 'the tree')).toThrow(
      /^test: the tree\.a is an instance of Map/,
    )
    expect(() => flattenTree('test', [null])).toThrow(/argument\[0\] is null/)
    expect(flattenTree('test', Object.create(null) as object).leaves).toEqual([])
    expect(flattenTree('test', []).leaves).toEqual([])
  })

  test('keep the order of keys of the tree that gave the structure', () => {
    const { leaves, structure } = flattenTree('test', { z: 1, a: 2, m: [3, 4] })
    expect(leaves.map((leaf) => leaf.item())).toEqual([1, 2, 3, 4])
    expect(Object.keys(unflattenTree(structure, leaves) as object)).toEqual(['z', 'a', 'm'])
  })

  test('may be one leaf, and hold anything when put together', () => {
    const { leaves, structure } = flattenTree('test', 5)
    expect([leaves[0].item(), structure.kind]).toEqual([5, 'leaf'])
    expect(unflattenTree(structure, ['text'])).toBe('text')
    expect(unflattenTree(flattenTree('test', { a: [1], b: 2 }).structure, [10, 20])).toEqual({
      a: [10],
      b: 20,
    })
  })

  test('take numbers and typed arrays for leaves, without a level of their own', () => {
    const { leaves } = flattenTree('test', [1, new Float32Array([2, 3]), new Int32Array([4])])
    expect(leaves.map(({ dtype, shape }) => [dtype, shape])).toEqual([
      ['float64', []],
      ['float32', [2]],
      ['int32', [1]],
    ])
  })

  test('may be frozen, read-only, and nested 1000 deep', () => {
    const frozen = Object.freeze({ a: Object.freeze([tensor(1)]) })
    expect(mapTree((leaf) => leaf.add(1), frozen).a[0].item()).toBe(2)
    let deep: unknown = 1
    for (let i = 0; i < 1000; i++) deep = [deep]
    expect(flattenTree('test', deep).leaves.length).toBe(1)
  })

  test('take no booleans, which as tensors would always count as true', () => {
    expect(() => flattenTree('test', { done: false })).toThrow(
      'test: the argument.done is false, which is not a tree of tensors; write tensor(false) for a leaf.',
    )
  })

  test('do not have the optional properties that are undefined', () => {
    interface Layer {
      w: TensorLike
      b?: TensorLike
    }
    const layer: Layer = { w: 2, b: undefined }
    const { leaves, structure } = flattenTree('test', layer)
    expect(unflattenTree(structure, leaves)).toEqual({ w: leaves[0] })
    for (const other of [{ w: 1 }, layer, { b: undefined, w: 3 }])
      expect(flattenLike('test', structure, other, 'x').length).toBe(1)
    expect(() => flattenLike('test', structure, { w: undefined }, 'x')).toThrow(/the keys w/)
  })

  test('do not contain themselves', () => {
    const ring: { a: number; self?: unknown } = { a: 1 }
    ring.self = ring
    expect(() => flattenTree('test', ring)).toThrow(
      /^test: the argument is nested more than 1000 levels deep; a tree cannot contain itself/,
    )
    const { structure } = flattenTree('test', { a: 1, self: 2 })
    const levels = Array(8).fill('{ a: 1, self: ').join('')
    expect(() => flattenLike('test', structure, ring, 'x')).toThrow(
      `test: x.self should be a tensor, but is ${levels}{ … }`,
    )
  })

  test('refuse what is no tree, with its path and the remedy', () => {
    const refuse = (tree: unknown, text: string): void => {
      const message = `test: the argument${text}, which is not a tree of tensors; use tensors, numbers and typed arrays in arrays or plain objects.`
      expect(() => flattenTree('test', tree)).toThrow(message)
    }
    refuse({ a: [1, { b: 'text' }] }, ".a[1].b is 'text'")
    refuse([undefined], '[0] is undefined')
    refuse({ a: null }, '.a is null')
    refuse([new Date(0)], '[0] is an instance of Date')
    refuse([() => 1], '[0] is a function')
    refuse(Promise.resolve(1), ' is a Promise')
  })

  test('do not match trees of other keys, lengths or kinds', () => {
    const { structure } = flattenTree('test', { a: 1, b: [2, 3] })
    const refuse = (tree: unknown, message: RegExp): void =>
      expect(() => flattenLike('test', structure, tree, 'x')).toThrow(message)
    refuse({ a: 1 }, /^test: x should be an object with the keys a, b, but is \{ a: 1 \}/)
    refuse({ a: 1, b: [2, 3], c: 4 }, /^test: x should be an object with the keys a, b/)
    refuse({ a: 1, b: { 0: 2, 1: 3 } }, /^test: x\.b should be an array of 2/)
    refuse({ a: [1], b: [2, 3] }, /^test: x\.a should be a tensor, but is \[1\]/)
    refuse([1, [2, 3]], /^test: x should be an object/)
    // A key of the prototype is not a key of the tree.
    const inherited = flattenTree('test', { toString: 1 }).structure
    expect(() => flattenLike('test', inherited, { a: 1 }, 'x')).toThrow(/the keys toString/)
  })

  test('of a function’s result: no Promise, and not nothing', () => {
    expect(() => flattenResult('grad', Promise.resolve(1))).toThrow(
      /^grad: the function returned a Promise/,
    )
    expect(() => flattenResult('grad', { then: () => 1 })).toThrow(
      /^grad: the function returned a Promise/,
    )
    expect(() => flattenResult('grad', undefined)).toThrow(/is a return statement missing/)
    expect(() => flattenResult('grad', ['text'])).toThrow(/^grad: the result\[0\] is 'text'/)
  })

  test('map leaf by leaf', () => {
    expect(mapTree((leaf) => leaf.mul(2), { a: tensor(1), b: [tensor(2)] }).b[0].item()).toBe(4)
  })

  test('type what callers may pass, and what functions get', () => {
    interface Parameters {
      readonly w: Tensor
      b: readonly [Tensor, Tensor]
    }
    expectTypeOf<TreeLike<Parameters>>().toEqualTypeOf<{
      readonly w: TensorLike
      b: readonly [TensorLike, TensorLike]
    }>()
    expectTypeOf<TreeLike<Tensor>>().toEqualTypeOf<TensorLike>()
    expectTypeOf<TensorTree<TreeLike<Parameters>>>().toEqualTypeOf<Parameters>()
    expectTypeOf<TreeLike<() => void>>().toEqualTypeOf<() => void>()
  })
})
