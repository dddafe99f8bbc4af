/** Sums of squares from fitting curves to data: Moré, Garbow & Hillstrom (1981), with their numbers. */
import { concatenate, stack, tensor } from '@wengert/tensor'
import {
  elements,
  indexed,
  misfit,
  repeated,
  sumOfSquares,
  type Definitions,
} from './definition.ts'

const range = (count: number, at: (i: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => at(i + 1))

const bard = [
  0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39,
]
const meyer = [
  34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307,
  2872,
]
const kowalik = [
  0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246,
]
const kowalikTimes = [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
const osborne = [
  1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655,
  0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558,
  0.533, 0.495, 0.5, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562,
  0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.71,
  0.729, 0.72, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
]

export const curveFits: Definitions = {
  BARD: {
    f: (x) => {
      const [a, b, c] = elements(x)
      const u = tensor(range(15, (i) => i))
      const v = tensor(range(15, (i) => 16 - i))
      const w = tensor(range(15, (i) => Math.min(i, 16 - i)))
      return misfit(a.add(u.div(v.mul(b).add(w.mul(c)))), bard)
    },
    start: repeated(1, 1, 1),
  },
  MEYER3: {
    f: (x) => {
      const [a, b, c] = elements(x)
      const t = tensor(range(16, (i) => 45 + 5 * i))
      return misfit(a.mul(b.div(t.add(c)).exp()), meyer)
    },
    start: repeated(0.02, 4000, 250),
  },
  BOX3: {
    f: (x) => {
      const [a, b, c] = elements(x)
      const t = tensor(range(10, (i) => i / 10))
      const difference = t.neg().exp().sub(t.mul(-10).exp())
      return sumOfSquares(a.mul(t).neg().exp().sub(b.mul(t).neg().exp()).sub(c.mul(difference)))
    },
    start: repeated(0, 10, 20),
  },
  KOWOSB: {
    f: (x) => {
      const [a, b, c, d] = elements(x)
      const u = tensor(kowalikTimes)
      const ratio = u
        .square()
        .add(u.mul(b))
        .div(u.square().add(u.mul(c)).add(d))
      return misfit(a.mul(ratio), kowalik)
    },
    start: repeated(0.25, 0.39, 0.415, 0.39),
  },
  BROWNDEN: {
    f: (x) => {
      const [a, b, c, d] = elements(x)
      const t = tensor(range(20, (i) => i / 5))
      const first = a.add(t.mul(b)).sub(t.exp()).square()
      const second = c.add(d.mul(t.sin())).sub(t.cos()).square()
      return sumOfSquares(first.add(second))
    },
    start: repeated(25, 5, -5, -1),
  },
  BIGGS6: {
    f: (x) => {
      const [a, b, c, d, e, g] = elements(x)
      const times = range(13, (i) => i / 10)
      const t = tensor(times).neg()
      const y = times.map((s) => Math.exp(-s) - 5 * Math.exp(-10 * s) + 3 * Math.exp(-4 * s))
      const model = c
        .mul(t.mul(a).exp())
        .sub(d.mul(t.mul(b).exp()))
        .add(g.mul(t.mul(e).exp()))
      return misfit(model, y)
    },
    start: repeated(1, 2, 1, 1, 1, 1),
  },
  OSBORNEB: {
    f: (x) => {
      const p = elements(x)
      const t = tensor(range(65, (i) => (i - 1) / 10))
      const decay = p[0].mul(t.mul(p[4]).neg().exp())
      const peaks = [1, 2, 3].map((k) => {
        const shifted = t.sub(p[k + 7]).square()
        return p[k].mul(
          shifted
            .mul(p[k + 4])
            .neg()
            .exp(),
        )
      })
      return misfit(
        peaks.reduce((sum, peak) => sum.add(peak), decay),
        osborne,
      )
    },
    start: repeated(1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5),
  },
  BEALE: {
    f: (x) =>
      misfit(
        x.at(0).mul(
          x
            .at(1)
            .pow(tensor([1, 2, 3]))
            .neg()
            .add(1),
        ),
        [1.5, 2.25, 2.625],
      ),
    start: repeated(1, 1),
  },
  WATSON: {
    f: (x) => {
      const n = x.size
      const t = range(29, (i) => i / 29)
      const powers = t.map((s) => range(n, (j) => s ** (j - 1)))
      const slopes = t.map((s) => range(n, (j) => (j === 1 ? 0 : (j - 1) * s ** (j - 2))))
      const inner = tensor(slopes).matmul(x).sub(tensor(powers).matmul(x).square()).sub(1)
      const ends = stack([x.at(0), x.at(1).sub(x.at(0).square()).sub(1)])
      return sumOfSquares(concatenate([inner, ends]))
    },
    start: repeated(0),
  },
  CHEBYQAD: {
    f: (x) => {
      const n = x.size
      const y = x.mul(2).sub(1)
      let [before, polynomial] = [y.mul(0).add(1), y]
      const residuals = range(n, (i) => i).map((i) => {
        const integral = i % 2 === 0 ? -1 / (i * i - 1) : 0
        const residual = polynomial.mean().sub(integral)
        ;[before, polynomial] = [polynomial, y.mul(2).mul(polynomial).sub(before)]
        return residual
      })
      return sumOfSquares(stack(residuals))
    },
    start: indexed((i, n) => i / (n + 1)),
  },
}
