import fc from 'fast-check'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { grad, jacobian, jvp, sparseJacobian, vmap, type SparseMatrix } from '@wengert/autodiff'
import {
  ArgumentError,
  arange,
  argmax,
  concatenate,
  ConcretizationError,
  DTypeError,
  flattenTree,
  FunctionError,
  mapTree,
  matmul,
  ones,
  scatterAdd,
  stack,
  take,
  tensor,
  zeros,
  type Tensor,
} from '@wengert/tensor'
import { expectClose } from '../support/law.ts'
import { arrow, bundleErrors, rosenbrock, tridiagonal, type Bundle } from './models.ts'
import { dense, expectMatrix, programs, wave } from './support.ts'

describe('sparseJacobian', () => {
  test('is the dense Jacobian of random programs', () => {
    fc.assert(
      fc.property(programs, fc.integer({ min: 1, max: 7 }), ({ f }, n) => {
        expectMatrix(sparseJacobian(f)(wave(n)), jacobian(f)(wave(n)), 1e-10)
      }),
      { numRuns: 300 },
    )
  })

  test('of a linear map is its matrix, read from either side', () => {
    const tall = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    for (const A of [tall, tall.transpose()]) {
      const J = sparseJacobian((x: Tensor) => matmul(A, x))(wave(A.shape[1]))
      expect(J.shape).toEqual(A.shape)
      expect(Array.from(dense(J))).toEqual(Array.from(A.data))
    }
  })

  test('has only the entries that depend on shapes and indices, zero or not', () => {
    const f = (x: Tensor): Tensor =>
      x
        .slice([1])
        .relu()
        .mul(x.slice([0, -1]))
    const J = sparseJacobian(f)(tensor([1, -1, 2, 0]))
    expect(Array.from(J.rows)).toEqual([0, 0, 1, 1, 2, 2])
    expect(Array.from(J.columns)).toEqual([0, 1, 1, 2, 2, 3])
    expect(J.values.toArray()).toEqual([0, 0, 2, -1, 0, 0])
  })

  test('has no entries for what is constant, piecewise constant, or stopped', () => {
    const f = (x: Tensor): Tensor[] => [
      tensor([1, 2]),
      x.floor(),
      x.greater(0),
      argmax(x),
      x.mul(2).round().add(x).sub(x),
    ]
    const J = sparseJacobian(f)(tensor([0.3, -2]))
    expect(J.shape).toEqual([9, 2])
    expect(Array.from(J.rows)).toEqual([7, 8])
    expect(J.values.toArray()).toEqual([0, 0])
  })

  test('follows indices that are computed from values', () => {
    const f = (x: Tensor): Tensor => take(x, argmax(x)).mul(x.slice([0, 2]))
    const J = sparseJacobian(f)(tensor([1, 2, 9, 4]))
    expect(Array.from(J.columns)).toEqual([0, 2, 1, 2])
    expect(J.values.toArray()).toEqual([9, 1, 9, 2])
  })

  test('of a scatter has an entry for each update that lands', () => {
    const at = tensor([3, 0, 3], { dtype: 'int32' })
    const f = (x: Tensor): Tensor => scatterAdd(x.slice([3]).square(), at, x.slice([0, 3]))
    const J = sparseJacobian(f)(wave(7))
    expectMatrix(J, jacobian(f)(wave(7)))
    expect(J.values.size).toBe(4 + 3)
  })

  test('of a batch of small products is block diagonal', () => {
    const A = wave(24).reshape([4, 2, 3])
    const f = (x: Tensor): Tensor => matmul(A, x.reshape([4, 3, 5]))
    const J = sparseJacobian(f)(wave(60))
    expect(J.values.size).toBe(40 * 3)
    expectMatrix(J, jacobian(f)(wave(60)))
  })

  test('numbers the leaves of trees in their order', () => {
    const f = (p: { a: Tensor; b: [Tensor, Tensor] }, s: Tensor) => ({
      y: p.b[0].mul(s),
      z: [p.a.square(), p.b[1].mul(p.a.sum())],
    })
    const p = { a: tensor([1, 2]), b: [tensor([[3], [4]]), tensor(5)] as [Tensor, Tensor] }
    const J = sparseJacobian(f)(p, 10)
    expectTypeOf(J).toEqualTypeOf<SparseMatrix>()
    expect(J.shape).toEqual([5, 5])
    expect(Array.from(dense(J))).toEqual(
      [
        [0, 0, 10, 0, 0],
        [0, 0, 0, 10, 0],
        [2, 0, 0, 0, 0],
        [0, 4, 0, 0, 0],
        [5, 5, 0, 0, 3],
      ].flat(),
    )
  })

  test('keeps float32, and is float64 where the results are mixed', () => {
    const x = new Float32Array([1, 2, 3])
    expect(sparseJacobian(tridiagonal)(x).values.dtype).toBe('float32')
    expect(sparseJacobian((x: Tensor) => x.sum())(x).values.dtype).toBe('float32')
    const mixed = sparseJacobian((x: Tensor) => [x, x.cast('float64')])(x)
    expect(mixed.values.dtype).toBe('float64')
    expect(mixed.values.toArray()).toEqual([1, 1, 1, 1, 1, 1])
  })

  test('of empty inputs and outputs is empty', () => {
    expect(sparseJacobian((x: Tensor) => x.square())(tensor([])).shape).toEqual([0, 0])
    expect(sparseJacobian((x: Tensor) => x.slice([0, 0]))(tensor([1, 2])).shape).toEqual([0, 2])
    expect(sparseJacobian((x: Tensor) => x.sum())(tensor([])).shape).toEqual([1, 0])
    expect(sparseJacobian((_: Tensor) => [])(tensor([1])).shape).toEqual([0, 1])
    expect(sparseJacobian((_: Tensor) => ones([2]))(tensor([1])).values.shape).toEqual([0])
  })

  test('of a scalar function of a scalar is one entry', () => {
    const J = sparseJacobian((x: Tensor) => x.square())(3)
    expect([J.shape, J.values.toArray()]).toEqual([[1, 1], [6]])
  })

  test('can be differentiated and mapped', () => {
    const total = (x: Tensor): Tensor => sparseJacobian(tridiagonal)(x).values.square().sum()
    const denseTotal = (x: Tensor): Tensor => jacobian(tridiagonal)(x).square().sum()
    expectClose(grad(total)(wave(5)), grad(denseTotal)(wave(5)), 1e-12)
    const xs = stack([wave(4), wave(4).mul(2)])
    const values = vmap((x: Tensor) => sparseJacobian(tridiagonal)(x).values)(xs)
    expectClose(values.at(1), sparseJacobian(tridiagonal)(xs.at(1)).values, 1e-14)
  })

  test('reads the indices that it needs from an enclosing trace', () => {
    const f = (x: Tensor): Tensor => take(x, argmax(x)).mul(x).mul(x)
    const total = (x: Tensor): Tensor => sparseJacobian(f)(x).values.sum()
    const denseTotal = (x: Tensor): Tensor => jacobian(f)(x).sum()
    expectClose(grad(total)(wave(5)), grad(denseTotal)(wave(5)), 1e-12)
    expect(() => vmap(total)(stack([wave(5)]))).toThrow(ConcretizationError)
  })

  test('that would not fit in memory as one batch is computed in parts', () => {
    const wide = ones([1, 300_000])
    const weights = wave(144).reshape([12, 12])
    const f = (x: Tensor): Tensor => matmul(weights, x).reshape([12, 1]).mul(wide).mean(1).mul(x)
    expectMatrix(sparseJacobian(f)(wave(12)), jacobian(f)(wave(12)))
  })

  test('of 100,000 equations in as many unknowns takes three products', () => {
    const n = 100_000
    const x = wave(n)
    const J = sparseJacobian(tridiagonal)(x)
    expect(J.values.size).toBe(3 * n - 2)
    for (const k of [0, 1, 150_000, 3 * n - 3]) {
      const [i, j] = [J.rows[k], J.columns[k]]
      const expected =
        i === j
          ? 2 * x.data[i] - (i > 0 ? x.data[i - 1] : 0)
          : j < i
            ? -x.data[i]
            : Math.cos(x.data[j])
      expect(J.values.data[k]).toBeCloseTo(expected, 12)
    }
  })

  test('of 100,000 unknowns with a full row and a full column goes both ways', () => {
    const n = 100_000
    const x = wave(n)
    const J = sparseJacobian(grad(arrow))(x)
    expect(J.values.size).toBe(3 * n - 2)
    const last = J.values.data[J.values.size - 1]
    const [a, b] = [x.data[0], x.data[n - 1]]
    expect(last).toBeCloseTo(Math.exp(b) - a * a * Math.sin(a * b), 12)
  })

  test('of bundle adjustment has 14 or 15 entries an observation and row', () => {
    const [n, m, p] = [5, 40, 120]
    const { bundle, rest } = bundleAt(n, m, p)
    const J = sparseJacobian(bundleErrors)(bundle, ...rest)
    expect(J.shape).toEqual([3 * p, 11 * n + 3 * m + p])
    // Each component of the principal point is seen by one of the two errors.
    expect(J.values.size).toBe(2 * p * 14 + p)
    const D = jacobian(
      (...[cameras, points, weights]: [Tensor, Tensor, Tensor]) => {
        const [errors, rest2] = bundleErrors({ cameras, points, weights }, ...rest)
        return concatenate([errors.ravel(), rest2])
      },
      { argnums: [0, 1, 2] },
    )(bundle.cameras, bundle.points, bundle.weights)
    const columns = D.map((block) => block.reshape([3 * p, block.size / (3 * p)]))
    expectMatrix(J, concatenate(columns, 1), 1e-9)
  })

  test('of bundle adjustment in 100,000 unknowns multiplies as jvp does', () => {
    const [n, m, p] = [200, 22_600, 30_000]
    const { bundle, rest } = bundleAt(n, m, p)
    const J = sparseJacobian(bundleErrors)(bundle, ...rest)
    expect(J.shape).toEqual([3 * p, 100_000])
    expect(J.values.size).toBe(29 * p)
    const v = mapTree((leaf) => wave(leaf.size).reshape([...leaf.shape]), bundle)
    const [, [errors, weights]] = jvp((b: Bundle) => bundleErrors(b, ...rest), [bundle], [v])
    const directions = flattenTree('test', v).leaves.flatMap((leaf) => Array.from(leaf.data))
    const product = new Float64Array(3 * p)
    J.rows.forEach((row, k) => (product[row] += J.values.data[k] * directions[J.columns[k]]))
    expectClose(tensor(product), concatenate([errors.ravel(), weights]), 1e-12)
  })

  test('says what is wrong, and what to do', () => {
    const f = (x: Tensor): Tensor => x
    expect(() => sparseJacobian(3 as never)).toThrow(ArgumentError)
    expect(() => (sparseJacobian(f) as () => unknown)()).toThrow(/sparseJacobian: .* pass it/)
    expect(() => sparseJacobian(f)(arange(3, { dtype: 'int32' }))).toThrow(DTypeError)
    expect(() => sparseJacobian((() => undefined) as never)(1)).toThrow(FunctionError)
    expect(() => sparseJacobian((x: Tensor) => x.sub(x.mean()))(zeros([20_000]))).toThrow(
      /sparseJacobian: .* more than 268435456 entries; .* use products/,
    )
  })
})

function bundleAt(n: number, m: number, p: number) {
  const cycle = (length: number): Tensor =>
    tensor(Int32Array.from({ length: p }, (_, i) => i % length))
  const bundle: Bundle = {
    cameras: wave(11 * n).reshape([n, 11]),
    points: wave(3 * m)
      .reshape([m, 3])
      .add(tensor([0, 0, 5])),
    weights: wave(p).add(2),
  }
  const rest = [wave(2 * p).reshape([p, 2]), cycle(n), cycle(m)] as const
  return { bundle, rest }
}

test('rosenbrock has the gradient of its residuals', () => {
  const x = wave(6)
  const residuals = (x: Tensor): Tensor => {
    const [head, tail] = [x.slice([0, -1]), x.slice([1])]
    return concatenate([tail.sub(head.square()).mul(10), head.sub(1)])
  }
  const J = sparseJacobian(residuals)(x)
  const r = residuals(x)
  const gradient = new Float64Array(6)
  J.rows.forEach((row, k) => (gradient[J.columns[k]] += 2 * J.values.data[k] * r.data[row]))
  expectClose(tensor(gradient), grad(rosenbrock)(x), 1e-12)
})
