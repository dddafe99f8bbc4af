/** Problems with bounds on the variables: Hock & Schittkowski, and CUTE. */
import { take } from '@wengert/tensor'
import {
  counting,
  elements,
  head,
  repeated,
  strided,
  sumOfSquares,
  tail,
  total,
  window,
  type Definitions,
} from './definition.ts'
import { leastSquares } from './least-squares.ts'
import { gridDifferences } from './many-variables.ts'

const free = [-Infinity, Infinity] as const
const rosenbrock2 = leastSquares.ROSENBR.f

export const bounded: Definitions = {
  HS1: {
    f: rosenbrock2,
    start: repeated(-2, 1),
    bounds: (i) => (i === 2 ? [-1.5, Infinity] : free),
  },
  HS2: {
    f: rosenbrock2,
    start: repeated(-2, 1),
    bounds: (i) => (i === 2 ? [1.5, Infinity] : free),
  },
  HS4: {
    f: (x) => x.at(0).add(1).pow(3).div(3).add(x.at(1)),
    start: repeated(1.125, 0.125),
    bounds: (i) => [i === 1 ? 1 : 0, Infinity],
  },
  HS5: {
    f: (x) => {
      const [a, b] = elements(x)
      return total(a.add(b).sin(), a.sub(b).square(), a.mul(-1.5), b.mul(2.5)).add(1)
    },
    start: repeated(0, 0),
    bounds: (i) => (i === 1 ? [-1.5, 4] : [-3, 3]),
  },
  HS38: { ...leastSquares.WOODS, bounds: () => [-10, 10] },
  HS45: {
    f: (x) =>
      elements(x)
        .reduce((product, factor) => product.mul(factor))
        .div(-120)
        .add(2),
    start: repeated(2),
    bounds: (i) => [0, i],
  },
  MCCORMCK: {
    f: (x) => {
      const [a, b] = [head(x), tail(x)]
      return total(a.mul(-1.5), b.mul(2.5).add(1), a.sub(b).square(), a.add(b).sin()).sum()
    },
    start: repeated(0),
    bounds: () => [-1.5, 3],
  },
  NONSCOMP: {
    f: (x) => total(x.at(0).sub(1).square(), sumOfSquares(tail(x).sub(head(x).square())).mul(4)),
    start: repeated(3),
    bounds: (i) => [i % 2 === 1 ? 1 : -100, 100],
  },
  CVXBQP1: {
    f: (x) => {
      const q = total(x, take(x, strided(2, x.size)), take(x, strided(3, x.size)))
      return counting(x.size).mul(q.square()).sum().div(2)
    },
    start: repeated(0.5),
    bounds: () => [0.1, 10],
  },
  BDEXP: {
    f: (x) => {
      const [a, b, c] = [0, 1, 2].map((i) => window(x, i, x.size - 2))
      const pair = a.add(b)
      return pair.mul(c.mul(pair).neg().exp()).sum()
    },
    start: repeated(1),
    bounds: () => [0, Infinity],
  },
  HATFLDB: {
    f: (x) => total(x.at(0).sub(1).square(), sumOfSquares(head(x).sub(tail(x).sqrt()))),
    start: repeated(0.1),
    bounds: (i) => [1e-7, i === 2 ? 0.8 : Infinity],
  },
  HATFLDC: {
    f: (x) =>
      total(
        x.at(0).sub(1).square(),
        sumOfSquares(x.slice([2, null]).sub(x.slice([1, -1]).square())),
        x.at(-1).sub(1).square(),
      ),
    start: repeated(0.9),
    bounds: () => [0, 10],
  },
  TORSION5: {
    f: (x) => {
      const p = Math.sqrt(x.size)
      const edges = gridDifferences(x.reshape([p, p]))
      return sumOfSquares(edges)
        .div(2)
        .sub(x.sum().mul(5 / (p + 1) ** 2))
    },
    start: repeated(0),
    bounds: (k, n) => {
      const p = Math.sqrt(n)
      const [i, j] = [Math.floor((k - 1) / p) + 1, ((k - 1) % p) + 1]
      const distance = Math.min(i, p + 1 - i, j, p + 1 - j) / (p + 1)
      return [-distance, distance]
    },
  },
  BROSENBR: {
    ...leastSquares.SROSENBR,
    bounds: (i) => (i % 2 === 1 ? [-50, 0.5] : [0, 100]),
  },
}
