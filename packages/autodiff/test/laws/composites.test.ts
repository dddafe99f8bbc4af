/**
 * Functions composed of primitives: their first and second derivatives against differences, and vmap
 * against a loop, at places that the primitives' own laws do not reach (products with zeros, ties of
 * sorting aside).
 */
import { describe, expect, test } from 'vitest'
import { checkDerivatives, grad, hessian, jvp, vmap } from '@wengert/autodiff'
import * as T from '@wengert/tensor'
import { stack, tensor, type Tensor } from '@wengert/tensor'
import { expectClose } from '../support/law.ts'

const x = tensor([
  [0.3, -1.2, 2.1],
  [1.7, 0.6, -0.4],
])
const y = tensor([
  [1.1, 0.2, -0.7],
  [0.5, -1.6, 0.9],
])
const zeroOnce = tensor([1.5, 0, -2, 0.5])
const zeroTwice = tensor([1.5, 0, -2, 0])
const places = tensor(
  [
    [2, 0],
    [1, 1],
  ],
  { dtype: 'int32' },
)
const start = tensor(1, { dtype: 'int32' })

const cases: readonly (readonly [string, (...xs: Tensor[]) => Tensor | Tensor[], Tensor[]])[] = [
  ['prod', (a) => T.prod(a, 1), [x]],
  ['prod at a zero', (a) => T.prod(a), [zeroOnce]],
  ['prod at two zeros', (a) => T.prod(a), [zeroTwice]],
  ['cumprod', (a) => T.cumprod(a, 0, { reverse: true }), [x]],
  ['cumprod at a zero', (a) => T.cumprod(a), [zeroOnce]],
  ['cumprod at two zeros', (a) => T.cumprod(a), [zeroTwice]],
  ['variance', (a) => T.variance(a, 0, { ddof: 1 }), [x]],
  ['std', (a) => T.std(a, 1), [x]],
  ['norm', (a) => T.norm(a, 1), [x]],
  ['norm of order 3', (a) => T.norm(a, 0, { ord: 3 }), [x]],
  ['norm of huge numbers', (a) => T.norm(a.mul(1e160)).div(1e160), [x]],
  ['outer', T.outer, [x, y]],
  ['tensordot', (a, b) => T.tensordot(a, b, [[1], [1]]), [x, y]],
  ['einsum of a matrix product', (a, b) => T.einsum('ij,kj->ik', a, b), [x, y]],
  ['einsum of three', (a, b) => T.einsum('ij,kj,kl->il', a, b, b), [x, y]],
  ['einsum of a diagonal', (a, b) => T.einsum('ii,ij->ij', T.matmul(a, b.transpose()), a), [x, y]],
  ['einsum with an ellipsis', (a, b) => T.einsum('...i,...j->j...', a, b), [x, y]],
  ['silu', T.silu, [x]],
  ['gelu', (a) => T.gelu(a), [x]],
  ['approximate gelu', (a) => T.gelu(a, { approximate: true }), [x]],
  ['lgamma of negative numbers', T.lgamma, [y.sub(2.05)]],
  ['fft', (a, b) => T.fft.fft([a, b]).map((part) => part.sin()), [x, y]],
  ['ifft along an axis', (a) => T.fft.ifft(a, { axis: 0, n: 5 }).map((part) => part.sin()), [x]],
  ['rfft', (a) => T.fft.rfft(a).map((part) => part.sin()), [x]],
  ['irfft', (a, b) => T.fft.irfft([a, b], { n: 5 }).sin(), [x, y]],
  [
    'conv',
    (a, b) => T.conv(a.reshape([1, 2, 3]), b.reshape([2, 1, 3]), { groups: 2, padding: 1 }).sin(),
    [x, y],
  ],
  [
    'two-dimensional conv',
    (a, b) =>
      T.conv(a.reshape([1, 2, 3]), b.reshape([1, 1, 2, 3]), {
        stride: [1, 2],
        padding: [
          [1, 0],
          [2, 1],
        ],
        dilation: [2, 1],
      }).sin(),
    [x, y],
  ],
  ['maxPool', (a) => T.maxPool(a, [2, 2], { stride: 1, padding: 'same' }).sin(), [x]],
  ['averagePool', (a) => T.averagePool(a, [2, 2], { stride: 1, padding: 'same' }).sin(), [x]],
  ['split', (a) => T.split(a, [1], 1).map((part) => part.sin()), [x]],
  ['tile', (a) => T.tile(a, [2, 1, 2]).sin(), [x]],
  ['repeat', (a) => T.repeat(a, [1, 0, 2], 1).sin(), [x]],
  ['roll', (a) => T.roll(a, [1, -1], [0, 1]).sin(), [x]],
  ['moveAxis', (a) => T.moveAxis(a, 0, 1).sin(), [x]],
  ['takeAlongAxis', (a) => T.takeAlongAxis(a, places).sin(), [x]],
  ['index by tensors', (a) => T.index(a, [], new Int32Array([2, 0, 2])).sin(), [x]],
  ['index by a mask', (a) => T.index(a, y.greater(0)).sin(), [x]],
  ['dynamicSlice', (a) => T.dynamicSlice(a, [start, 1], [1, 2]).sin(), [x]],
  [
    'dynamicUpdateSlice',
    (a, b) => T.dynamicUpdateSlice(a, b.slice([1], [1]), [start, 0]).sin(),
    [x, y],
  ],
  ['sort', (a) => T.sort(a, 1).mul(y), [x]],
  ['topK', (a) => T.topK(a, 2, 1)[0].square(), [x]],
]

describe('composites', () => {
  test.each(cases)('%s: JVP, VJP and HVP agree with differences', (_, f, xs) => {
    checkDerivatives(f, xs)
  })

  test.each(cases)('%s: vmap is a loop', (_, f, xs) => {
    const rows = xs.map((a) => [a, a.mul(0.9), a.mul(1.1)])
    const list = (result: Tensor | Tensor[]) => (Array.isArray(result) ? result : [result])
    const mapped = vmap((...each: Tensor[]) => list(f(...each)))(
      ...(rows.map((row) => stack(row)) as [Tensor]),
    )
    for (let b = 0; b < 3; b++) {
      const expected = list(f(...rows.map((row) => row[b])))
      mapped.forEach((result, i) => expectClose(result.at(b), expected[i], 1e-13))
    }
  })
})

describe('the Hessian of a product', () => {
  /** ∂²Π/∂xᵢ∂xⱼ is the product of all others, by multiplying them. */
  const others = (list: readonly number[]): number[][] =>
    list.map((_, i) =>
      list.map((_value, j) =>
        i === j ? 0 : list.reduce((p, v, k) => (k === i || k === j ? p : p * v), 1),
      ),
    )
  test.each([
    ['no zero', [1.5, 2, -2, 0.5]],
    ['one zero', [1.5, 0, -2, 0.5]],
    ['two zeros', [1.5, 0, -2, 0]],
    ['three zeros', [0, 0, -2, 0]],
    ['only zeros', [0, 0]],
  ])('with %s is the product of the others', (_, list) => {
    expectClose(hessian((a: Tensor) => a.prod())(tensor(list)), tensor(others(list)), 0)
  })
})

describe('at the kinks', () => {
  test('norm and std have the derivative 0 where they are 0, to second order', () => {
    const origin = T.zeros([3])
    for (const f of [T.norm, T.std]) {
      const total = (a: Tensor): Tensor => f(a)
      expect(grad(total)(origin).toArray()).toEqual([0, 0, 0])
      expect(hessian(total)(origin).ravel().toArray()).toEqual(new Array(9).fill(0))
    }
  })

  test('logsumexp has it where it is −∞, of nothing and of −∞ only', () => {
    for (const x of [T.zeros([2, 0]), T.full([2, 3], -Infinity)]) {
      const [y, dy] = jvp((a: Tensor) => T.logsumexp(a, 1), [x], [T.ones(x.shape)])
      expect([y.toArray(), dy.toArray()]).toEqual([
        [-Infinity, -Infinity],
        [0, 0],
      ])
    }
  })

  test('mapped indices pick for each entry its own, and fail outside', () => {
    const rows = tensor(
      [
        [0, 1],
        [1, -1],
      ],
      { dtype: 'int32' },
    )
    const picked = vmap((i: Tensor) => T.index(x, i, 0))
    expect(picked(rows).toArray()).toEqual([
      [0.3, 1.7],
      [1.7, 1.7],
    ])
    expect(() => picked(rows.add(1))).toThrow(T.IndexError)
  })

  test('a mapped start picks for each entry its own part', () => {
    const starts = tensor([0, 2, 1], { dtype: 'int32' })
    const part = (i: Tensor): Tensor => T.dynamicSlice(T.arange(4), [i], [2])
    expect(vmap(part)(starts).toArray()).toEqual([
      [0, 1],
      [2, 3],
      [1, 2],
    ])
    const put = (i: Tensor): Tensor => T.dynamicUpdateSlice(T.zeros([3]), tensor([1]), [i])
    expect(vmap(put)(starts).toArray()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
    ])
  })
})
