/** Systems of equations as sums of squares: Moré, Garbow & Hillstrom (1981), and their extensions. */
import { ones, stack, where } from '@wengert/tensor'
import {
  counting,
  elements,
  every,
  head,
  indexed,
  repeated,
  sumOfSquares,
  tail,
  total,
  withZeros,
  type Definitions,
} from './definition.ts'

const coupledRosenbrock: Definitions[string]['f'] = (x) => {
  const [a, b] = [every(x, 0, 2), every(x, 1, 2)]
  return total(sumOfSquares(b.sub(a.square())).mul(100), sumOfSquares(a.sub(1)))
}

export const leastSquares: Definitions = {
  ROSENBR: { f: coupledRosenbrock, start: repeated(-1.2, 1) },
  SROSENBR: { f: coupledRosenbrock, start: repeated(-1.2, 1) },
  FREUROTH2: {
    f: (x) => {
      const [a, b] = elements(x)
      const r1 = a.sub(13).add(b.mul(5).sub(b.square()).sub(2).mul(b))
      const r2 = a.sub(29).add(b.square().add(b).sub(14).mul(b))
      return total(r1.square(), r2.square())
    },
    start: repeated(0.5, -2),
  },
  POWELLBS: {
    f: (x) => {
      const [a, b] = elements(x)
      const r1 = a.mul(b).mul(1e4).sub(1)
      const r2 = a.neg().exp().add(b.neg().exp()).sub(1.0001)
      return total(r1.square(), r2.square())
    },
    start: repeated(0, 1),
  },
  HELIX: {
    f: (x) => {
      const [a, b, c] = elements(x)
      const theta = b
        .div(a)
        .atan()
        .div(2 * Math.PI)
      const turned = theta.add(where(a.greater(0), 0, 0.5))
      const radius = a.square().add(b.square()).sqrt()
      return total(
        c.sub(turned.mul(10)).mul(10).square(),
        radius.sub(1).mul(10).square(),
        c.square(),
      )
    },
    start: repeated(-1, 0, 0),
  },
  POWELLSG: {
    f: (x) => {
      const [a, b, c, d] = [0, 1, 2, 3].map((i) => every(x, i, 4))
      return total(
        sumOfSquares(a.add(b.mul(10))),
        sumOfSquares(c.sub(d)).mul(5),
        sumOfSquares(b.sub(c.mul(2)).square()),
        sumOfSquares(a.sub(d).square()).mul(10),
      )
    },
    start: repeated(3, -1, 0, 1),
  },
  WOODS: {
    f: (x) => {
      const [a, b, c, d] = [0, 1, 2, 3].map((i) => every(x, i, 4))
      return total(
        sumOfSquares(b.sub(a.square())).mul(100),
        sumOfSquares(a.sub(1)),
        sumOfSquares(d.sub(c.square())).mul(90),
        sumOfSquares(c.sub(1)),
        sumOfSquares(b.add(d).sub(2)).mul(10),
        sumOfSquares(b.sub(d)).mul(0.1),
      )
    },
    start: repeated(-3, -1, -3, -1),
  },
  PENALTY1: {
    f: (x) => total(sumOfSquares(x.sub(1)).mul(1e-5), sumOfSquares(x).sub(0.25).square()),
    start: indexed((i) => i),
  },
  VARDIM: {
    f: (x) => {
      const s = counting(x.size).mul(x.sub(1)).sum()
      return total(sumOfSquares(x.sub(1)), s.square(), s.pow(4))
    },
    start: indexed((j, n) => 1 - j / n),
  },
  TRIG: {
    f: (x) => {
      const [n, cosine] = [x.size, x.cos()]
      const own = counting(n).mul(cosine.neg().add(1)).sub(x.sin())
      return sumOfSquares(own.sub(cosine.sum()).add(n))
    },
    start: indexed((_, n) => 1 / n),
  },
  MOREBV: {
    f: (x) => {
      const h = 1 / (x.size + 1)
      const cubic = x
        .add(counting(x.size).mul(h))
        .add(1)
        .pow(3)
        .mul((h * h) / 2)
      const second = x
        .mul(2)
        .sub(withZeros(1, head(x), 0))
        .sub(withZeros(0, tail(x), 1))
      return sumOfSquares(second.add(cubic))
    },
    start: indexed((i, n) => (i / (n + 1)) * (i / (n + 1) - 1)),
  },
  BROYDN3D: {
    f: (x) => {
      const [before, after] = [withZeros(1, head(x), 0), withZeros(0, tail(x), 1)]
      return sumOfSquares(x.mul(-2).add(3).mul(x).sub(before).sub(after.mul(2)).add(1))
    },
    start: repeated(-1),
  },
  ARGLINA: {
    f: (x) => {
      const shift = x.mean()
      return total(
        sumOfSquares(x.sub(shift).sub(1)),
        sumOfSquares(ones([x.size]).mul(shift).add(1)),
      )
    },
    start: repeated(1),
  },
  ARGLINB: {
    f: (x) => {
      const s = counting(x.size).mul(x).sum()
      return sumOfSquares(
        counting(2 * x.size)
          .mul(s)
          .sub(1),
      )
    },
    start: repeated(1),
  },
  // Sums of squares from CUTE
  CHNROSNB: {
    f: (x) => {
      const weights = counting(x.size).slice([1, null]).sin().add(1.5).square()
      const valley = head(x).sub(tail(x).square()).square()
      return total(weights.mul(valley).sum().mul(16), sumOfSquares(tail(x).sub(1)))
    },
    start: repeated(-1),
  },
  EXTROSNB: {
    f: (x) => total(x.at(0).sub(1).square(), sumOfSquares(tail(x).sub(head(x).square())).mul(100)),
    start: repeated(-1),
  },
  FLETCHCR: {
    f: (x) => sumOfSquares(tail(x).sub(head(x)).add(1).sub(head(x).square())).mul(100),
    start: repeated(0),
  },
  FREUROTH: {
    f: (x) => {
      const [a, b] = [head(x), tail(x)]
      const r1 = a.sub(13).add(b.mul(5).sub(b.square()).sub(2).mul(b))
      const r2 = a.sub(29).add(b.square().add(b).sub(14).mul(b))
      return total(sumOfSquares(r1), sumOfSquares(r2))
    },
    start: indexed((i) => [0.5, -2][i - 1] ?? 0),
  },
  SINQUAD: {
    f: (x) => {
      const [first, last, inner] = [x.at(0), x.at(-1), x.slice([1, -1])]
      const middle = inner.sub(last).sin().sub(first.square()).add(inner.square())
      return total(
        first.sub(1).pow(4),
        last.square().sub(first.square()).square(),
        sumOfSquares(middle),
      )
    },
    start: repeated(0.1),
  },
  TQUARTIC: {
    f: (x) => total(x.at(0).sub(1).square(), sumOfSquares(x.at(0).square().sub(tail(x).square()))),
    start: repeated(0.1),
  },
  NONDIA: {
    f: (x) => total(x.at(0).sub(1).square(), sumOfSquares(x.at(0).sub(head(x).square())).mul(100)),
    start: repeated(-1),
  },
  LIARWHD: {
    f: (x) => total(sumOfSquares(x.square().sub(x.at(0))).mul(4), sumOfSquares(x.sub(1))),
    start: repeated(4),
  },
  BDQRTIC: {
    f: (x) => {
      const part = (i: number): typeof x => x.slice([i, x.size - 4 + i])
      const squares = [0, 1, 2, 3].map((i) =>
        part(i)
          .square()
          .mul(i + 1),
      )
      const quartic = total(...squares).add(x.at(-1).square().mul(5))
      return total(sumOfSquares(part(0).mul(-4).add(3)), sumOfSquares(quartic))
    },
    start: repeated(1),
  },
  DIXON3DQ: {
    f: (x) => {
      const ends = stack([x.at(0).sub(1), x.at(-1).sub(1)])
      return total(sumOfSquares(ends), sumOfSquares(tail(head(x)).sub(tail(tail(x)))))
    },
    start: repeated(-1),
  },
}
