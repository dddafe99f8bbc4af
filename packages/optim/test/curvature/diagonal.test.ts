/** Against Hessians known in closed form, and the stated coverage of the error bars. */
import { describe, expect, test } from 'vitest'
import { hessian } from '@wengert/autodiff'
import { hessianDiagonal, hessianTrace } from '@wengert/optim'
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
    const { value, standardError, exact, products } = hessianDiagonal(f, zeros([3]), { probes: 2 })
    expect(value.toArray()).toEqual([1, -2, 3])
    expect(standardError.toArray()).toEqual([0, 0, 0])
    expect({ exact, products }).toEqual({ exact: false, products: 2 })
  })

  test('its standard error is √(Σ_{j≠i} Hᵢⱼ² / probes)', () => {
    const probes = 4000
    const { standardError } = hessianDiagonal(quadratic, at, { probes, key: random.key(3) })
    const offDiagonal = S.square().sum(1).sub(tensor(diagonal).square())
    const expected = offDiagonal.div(probes).sqrt()
    // The relative error of a variance from m samples is about √(2 / m) = 2 %.
    for (const ratio of standardError.div(expected).data) expect(ratio).toBeCloseTo(1, 1)
  })

  // 60 runs of 12 elements. Elements of a run share probes, so that their number is not the number of
  // independent trials: with at least 60 of those the standard deviation of the share is at most
  // √(p (1 − p) / 60). Of the traces 4 of these either way are allowed, of the elements, which are many
  // more, 2: tolerances that only a wrong level misses.
  test.each([0.5, 0.8, 0.95])(
    'the interval covers the exact diagonal at its level, %d',
    (level) => {
      const runs = 60
      let covered = 0
      let coveredTraces = 0
      for (let run = 0; run < runs; run++) {
        const options = { probes: 30, key: random.key(1000 + run), level }
        const { lower, upper } = hessianDiagonal(quadratic, at, options)
        diagonal.forEach((d, i) => {
          if (lower.data[i] <= d && d <= upper.data[i]) covered++
        })
        const bar = hessianTrace(quadratic, at, options)
        if (bar.lower <= trace && trace <= bar.upper) coveredTraces++
      }
      const tolerance = 4 * Math.sqrt((level * (1 - level)) / runs)
      expect(Math.abs(covered / (runs * n) - level)).toBeLessThan(tolerance / 2)
      expect(Math.abs(coveredTraces / runs - level)).toBeLessThan(tolerance)
    },
  )

  test('the same key gives the same numbers', () => {
    const options = { probes: 5, key: random.key(2) }
    const [a, b] = [0, 1].map(() => hessianDiagonal(quadratic, at, options).value.toArray())
    expect(a).toEqual(b)
  })
})

test.each([
  [{ probes: 1 }, /hessianDiagonal: probes is 1; give an integer from 2/],
  [{ level: 1 }, /hessianDiagonal: level is 1; give a probability between 0 and 1/],
])('bad options are named', (options, message) => {
  expect(() => hessianDiagonal(quadratic, at, options)).toThrow(message)
})
