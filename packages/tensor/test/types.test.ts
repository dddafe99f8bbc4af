/** What the compiler lets callers write. The file is type-checked with the other tests. */
import { describe, expectTypeOf, test } from 'vitest'
import {
  add,
  arange,
  mapTree,
  random,
  tensor,
  type DType,
  type NestedArray,
  type NestedNumbers,
  type Tensor,
  type TensorLike,
  type TensorTree,
  type TreeLike,
} from '@wengert/tensor'

interface Layer {
  readonly w: Tensor
  b: Tensor
}

interface Model {
  layers: readonly Layer[]
  scale?: Tensor
  pair: [Tensor, Tensor]
}

describe('TreeLike, what a caller may pass', () => {
  test('a tensor may be a number, a boolean or a typed array', () => {
    expectTypeOf<TreeLike<Tensor>>().toEqualTypeOf<TensorLike>()
    expectTypeOf<number>().toExtend<TreeLike<Tensor>>()
    expectTypeOf<Float32Array>().toExtend<TreeLike<Tensor>>()
    expectTypeOf<string>().not.toExtend<TreeLike<Tensor>>()
    expectTypeOf<number[]>().not.toExtend<TreeLike<Tensor>>()
  })

  test('interfaces, read-only and optional properties, arrays and tuples keep their form', () => {
    expectTypeOf<TreeLike<Layer>>().toEqualTypeOf<{ readonly w: TensorLike; b: TensorLike }>()
    expectTypeOf<TreeLike<Model>['layers'][number]>().toEqualTypeOf<TreeLike<Layer>>()
    expectTypeOf<TreeLike<[Tensor, Layer]>>().toEqualTypeOf<
      readonly [TensorLike, TreeLike<Layer>]
    >()
    expectTypeOf<Model>().toExtend<TreeLike<Model>>()
    const plain = { layers: [{ w: 1, b: new Float64Array(2) }], pair: [1, 2] as [number, number] }
    expectTypeOf(plain).toExtend<TreeLike<Model>>()
  })

  test('missing keys, unknown leaves and tuples of another length do not fit', () => {
    expectTypeOf<{ w: number }>().not.toExtend<TreeLike<Layer>>()
    expectTypeOf<{ w: number; b: string }>().not.toExtend<TreeLike<Layer>>()
    expectTypeOf<[number]>().not.toExtend<TreeLike<[Tensor, Tensor]>>()
  })

  test('functions stay what they are', () => {
    expectTypeOf<TreeLike<() => void>>().toEqualTypeOf<() => void>()
  })
})

describe('TensorTree, what a function gets', () => {
  test('has tensors for all leaves', () => {
    expectTypeOf<TensorTree<{ readonly w: TensorLike; b: TensorLike }>>().toEqualTypeOf<Layer>()
    expectTypeOf<TensorTree<TensorLike>>().toEqualTypeOf<Tensor>()
    expectTypeOf<TensorTree<Tensor[]>>().toEqualTypeOf<Tensor[]>()
  })

  test('undoes TreeLike but for the mutability of arrays', () => {
    expectTypeOf<TensorTree<TreeLike<Layer>>>().toEqualTypeOf<Layer>()
    expectTypeOf<TensorTree<TreeLike<[Tensor, Layer]>>>().toEqualTypeOf<readonly [Tensor, Layer]>()
  })
})

describe('functions', () => {
  test('mapTree keeps the type of its tree', () => {
    const model = { layers: [] as Layer[], pair: [tensor(1), tensor(2)] as [Tensor, Tensor] }
    expectTypeOf(mapTree((leaf) => leaf.mul(2), model)).toEqualTypeOf<typeof model>()
  })

  test('tensor takes numbers, nested and typed arrays, no tensor and no text', () => {
    type Values = Parameters<typeof tensor>[0]
    expectTypeOf<number[][]>().toExtend<Values>()
    expectTypeOf<readonly [readonly [1, true], readonly [2, false]]>().toExtend<NestedArray>()
    expectTypeOf<Int16Array>().toExtend<Values>()
    expectTypeOf<Tensor>().not.toExtend<Values>()
    expectTypeOf<string[]>().not.toExtend<Values>()
    expectTypeOf<BigInt64Array>().not.toExtend<Values>()
  })

  test('operations take what is like a tensor and give tensors', () => {
    expectTypeOf(add).toExtend<(a: number, b: Float64Array) => Tensor>()
    expectTypeOf(arange).toBeCallableWith(1, 5, { dtype: 'int32' })
    expectTypeOf(random.normal).returns.toEqualTypeOf<Tensor>()
    expectTypeOf(tensor(1).toArray()).toEqualTypeOf<NestedNumbers>()
    expectTypeOf(tensor(1).item()).toEqualTypeOf<number>()
    expectTypeOf<DType>().toEqualTypeOf<'float64' | 'float32' | 'int32' | 'bool'>()
  })

  test('shapes and elements cannot be written to', () => {
    expectTypeOf<Tensor['shape']>().toEqualTypeOf<readonly number[]>()
    expectTypeOf<Tensor['data']>().not.toExtend<Float64Array>()
  })
})
