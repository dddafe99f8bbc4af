/** Against Hessians known in closed form, and the stated coverage of the error bars. */
import { describe, expect, test } from 'vitest'
import { hessian } from '@wengert/autodiff'
import { hessianDiagonal, hessianTrace, OptimizationError } from '@wengert/optim'
import { matmul, random, tensor, zeros, type Tensor } from '@wengert/tensor'

const n = 12
const A = random.normal(random.key(7), [n, n])
/** A dense indefinite matrix, and the quadratic form of which it is the Hessian. */
const S = A.add(A.transpose())
const quadratic = (x: Tensor): Tensor => x.dot(matmul(S, x)).mul(0.5)
const diagonal = Array.from({ length: n }, (_, i) => S.at(i).at(i).item())
const trace = diagonal.reduce((a, b) => a + b)
const at = zeros([n])

describe('exact', () => {
  test('of a dense quadratic: its matrix’s diagonal', () => {
    const { value, exact, standardError } = hessianDiagonal(quadratic, at)
    expect(exact).toBe(true)
    diagonal.forEach((d, i) => expect(value.data[i]).toBeCloseTo(d, 12))
    expect(standardError.square().sum().item()).toBe(0)
    expect(hessianTrace(quadratic, at).value).toBeCloseTo(trace, 11)
  })

  test('of a tree: a tree, equal to the dense Hessian’s diagonal', () => {
    interface P {
      a: Tensor
      b: readonly [Tensor]
    }
    const f = ({ a, b }: P): Tensor => a.sin().sum().mul(b[0].exp()).add(a.pow(4).sum())
    const { value } = hessianDiagonal(f, { a: tensor([0.3, -1]), b: [0.5] as const })
    const flat = (x: Tensor): Tensor => f({ a: x.slice([0, 2]), b: [x.at(2)] })
    const H = hessian(flat)(tensor([0.3, -1, 0.5]))
    const found = [...value.a.data, value.b[0].item()]
    found.forEach((d, i) => expect(d).toBeCloseTo(H.at(i).at(i).item(), 12))
  })

  test('a sparse one of 100000 elements, which no dense Hessian could hold', () => {
    const f = (x: Tensor): Tensor =>
      x
        .slice([1])
        .sub(x.slice([0, -1]))
        .square()
        .sum()
    const { value } = hessianDiagonal(f, zeros([100_000]), { exact: true })
    expect(value.sum().item()).toBe(4 * 99_999)
    expect(value.at(0).item()).toBe(2)
    expect(value.at(1).item()).toBe(4)
  })

  test('elements on which f does not depend are 0', () => {
    expect(hessianDiagonal((x: Tensor) => x.at(0).pow(3), tensor([2, 5])).value.toArray()).toEqual([
      12, 0,
    ])
  })
})

describe('Hutchinson’s estimate', () => {
  test('of a diagonal Hessian is exact from every probe', () => {
    const d = tensor([1, -2, 3])
    const f = (x: Tensor): Tensor => x.square().mul(d).sum().mul(0.5)
    const result = hessianDiagonal(f, zeros([3]), { probes: 6 })
    const { value, standardError, lower, upper, exact, products } = result
    expect(value.toArray()).toEqual([1, -2, 3])
    expect(upper.sub(lower).max().item()).toBeLessThan(1e-13)
    expect(standardError.toArray()).toEqual([0, 0, 0])
    expect({ exact, products }).toEqual({ exact: false, products: 6 })
  })

  test('its standard error is √(Σ_{j≠i} Hᵢⱼ² / probes)', () => {
    const probes = 4000
    const { standardError } = hessianDiagonal(quadratic, at, { probes, key: random.key(3) })
    const offDiagonal = S.square().sum(1).sub(tensor(diagonal).square())
    const expected = offDiagonal.div(probes).sqrt()
    // The relative error of a variance from m samples is about √(2 / m) = 2 %.
    for (const ratio of standardError.div(expected).data) expect(ratio).toBeCloseTo(1, 1)
  })

  test('the same key gives the same numbers', () => {
    const options = { probes: 5, key: random.key(2) }
    const [a, b] = [0, 1].map(() => hessianDiagonal(quadratic, at, options).value.toArray())
    expect(a).toEqual(b)
  })
})

test.each([{ exact: true }, { probes: 6 }])(
  'a Hessian that is not finite is named: %o',
  (options) => {
    // f = x^1.5 has the second derivative ¾ / √x.
    const f = (x: Tensor): Tensor => x.pow(1.5).sum()
    for (const compute of [hessianDiagonal, hessianTrace]) {
      const run = (): unknown => compute(f, tensor([1, 0]), options)
      expect(run).toThrow(OptimizationError)
      expect(run).toThrow(/^hessian(Diagonal|Trace): the Hessian at x is unusable/)
    }
  },
)

test.each([
  [{ probes: 1 }, /hessianDiagonal: probes is 1; give an integer from 2/],
  [{ level: 1 }, /hessianDiagonal: level is 1; give a probability between 0 and 1/],
])('bad options are named', (options, message) => {
  expect(() => hessianDiagonal(quadratic, at, options)).toThrow(message)
})
