import { describe, expect, expectTypeOf, test } from 'vitest'
import { flattenTree, mapTree, tensor, unflattenTree, type Tensor, type TensorLike, type TensorTree, type TreeLike } from '@wengert/tensor'
import { countLeaves, flattenLike, sameStructure } from '@wengert/tensor/internal'

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
    expect(() => flattenLike('test', structure, { a: [1] }, 'the tree')).toThrow(/the tree\.a should be an array of 2/)
  })

  test('are arrays, plain objects and leaves only', () => {
    expect(() => flattenTree('test', { a: new Map() }, 'the tree')).toThrow(/^test: the tree\.a is an instance of Map/)
    expect(() => flattenTree('test', [null])).toThrow(/argument\[0\] is null/)
    expect(flattenTree('test', Object.create(null) as object).leaves).toEqual([])
    expect(flattenTree('test', []).leaves).toEqual([])
  })

  test('map leaf by leaf', () => {
    expect(mapTree((leaf) => leaf.mul(2), { a: tensor(1), b: [tensor(2)] }).b[0].item()).toBe(4)
  })

  test('type what callers may pass, and what functions get', () => {
    interface Parameters {
      readonly w: Tensor
      b: readonly [Tensor, Tensor]
    }
    expectTypeOf<TreeLike<Parameters>>().toEqualTypeOf<{ readonly w: TensorLike; b: readonly [TensorLike, TensorLike] }>()
    expectTypeOf<TreeLike<Tensor>>().toEqualTypeOf<TensorLike>()
    expectTypeOf<TensorTree<TreeLike<Parameters>>>().toEqualTypeOf<Parameters>()
    expectTypeOf<TreeLike<() => void>>().toEqualTypeOf<() => void>()
  })
})
