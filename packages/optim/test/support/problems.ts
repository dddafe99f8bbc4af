/** Published test problems as functions of tensors; formulas, starts and minima are in data/. */
import { readFileSync } from 'node:fs'
import { arange, concatenate, matmul, ones, sum, tensor, type Tensor } from '@wengert/tensor'

export interface Problem {
  readonly name: string
  readonly n: number
  readonly f: (x: Tensor) => Tensor
  readonly x0: Float64Array
  readonly fStart: number
  readonly fSecond: number
  readonly fStar: number
  readonly local: readonly number[]
}

type Row = Omit<Problem, 'f' | 'x0'>

const rows = JSON.parse(
  readFileSync(new URL('../data/problems.json', import.meta.url), 'utf8'),
) as Row[]

const repeated =
  (...block: number[]) =>
  (n: number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => block[i % block.length])
const sumOfSquares = (r: Tensor): Tensor => sum(r.square())
/** The elements i, i + k, i + 2k … */
const every = (x: Tensor, i: number, k: number): Tensor => x.slice([i, null, k])
const head = (x: Tensor): Tensor => x.slice([0, -1])
const tail = (x: Tensor): Tensor => x.slice([1, null])

/** The chained Rosenbrock function, Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)². */
export function rosenbrock(x: Tensor): Tensor {
  const valley = tail(x).sub(head(x).square())
  return sumOfSquares(valley)
    .mul(100)
    .add(sumOfSquares(head(x).sub(1)))
}

const separable = (x: Tensor): Tensor => {
  const [a, b] = [every(x, 0, 2), every(x, 1, 2)]
  return sumOfSquares(b.sub(a.square()))
    .mul(100)
    .add(sumOfSquares(a.sub(1)))
}

interface Definition {
  readonly f: (x: Tensor) => Tensor
  readonly start: (n: number) => Float64Array
}

const definitions: { readonly [name: string]: Definition } = {
  ROSENBR: { f: rosenbrock, start: repeated(-1.2, 1) },
  SROSENBR: { f: separable, start: repeated(-1.2, 1) },
  FREUROTH2: {
    f: (x) => {
      const [a, b] = [x.at(0), x.at(1)]
      const r1 = a.sub(13).add(b.mul(5).sub(b.square()).sub(2).mul(b))
      const r2 = a.sub(29).add(b.square().add(b).sub(14).mul(b))
      return r1.square().add(r2.square())
    },
    start: repeated(0.5, -2),
  },
  BEALE: {
    f: (x) => {
      const powers = x.at(1).pow(tensor([1, 2, 3]))
      return sumOfSquares(tensor([1.5, 2.25, 2.625]).sub(x.at(0).mul(powers.neg().add(1))))
    },
    start: repeated(1, 1),
  },
  POWELLSG: {
    f: (x) => {
      const [a, b, c, d] = [0, 1, 2, 3].map((i) => every(x, i, 4))
      return sumOfSquares(a.add(b.mul(10)))
        .add(sumOfSquares(c.sub(d)).mul(5))
        .add(sumOfSquares(b.sub(c.mul(2)).square()))
        .add(sumOfSquares(a.sub(d).square()).mul(10))
    },
    start: repeated(3, -1, 0, 1),
  },
  WOODS: {
    f: (x) => {
      const [a, b, c, d] = [0, 1, 2, 3].map((i) => every(x, i, 4))
      return sumOfSquares(b.sub(a.square()))
        .mul(100)
        .add(sumOfSquares(a.sub(1)))
        .add(sumOfSquares(d.sub(c.square())).mul(90))
        .add(sumOfSquares(c.sub(1)))
        .add(sumOfSquares(b.add(d).sub(2)).mul(10))
        .add(sumOfSquares(b.sub(d)).mul(0.1))
    },
    start: repeated(-3, -1, -3, -1),
  },
  BROYDN3D: {
    f: (x) => {
      const before = concatenate([tensor([0]), head(x)])
      const after = concatenate([tail(x), tensor([0])])
      return sumOfSquares(x.mul(-2).add(3).mul(x).sub(before).sub(after.mul(2)).add(1))
    },
    start: repeated(-1),
  },
  VARDIM: {
    f: (x) => {
      const s = arange(1, x.size + 1)
        .mul(x.sub(1))
        .sum()
      return sumOfSquares(x.sub(1)).add(s.square()).add(s.pow(4))
    },
    start: (n) => Float64Array.from({ length: n }, (_, j) => 1 - (j + 1) / n),
  },
  ARGLINA: {
    f: (x) => {
      const m = 2 * x.size
      const shift = x.sum().mul(2 / m)
      return sumOfSquares(x.sub(shift).sub(1)).add(sumOfSquares(ones([x.size]).mul(shift).add(1)))
    },
    start: repeated(1),
  },
  CUBE: {
    f: (x) => {
      const [a, b] = [x.at(0), x.at(1)]
      return a
        .sub(1)
        .square()
        .add(b.sub(a.pow(3)).square().mul(100))
    },
    start: repeated(-1.2, 1),
  },
  DENSCHNB: {
    f: (x) => {
      const [a, b] = [x.at(0).sub(2), x.at(1)]
      return a.square().add(a.mul(b).square()).add(b.add(1).square())
    },
    start: repeated(1, 1),
  },
  HIMMELBH: {
    f: (x) => {
      const [a, b] = [x.at(0), x.at(1)]
      return a.pow(3).add(b.square()).sub(a.mul(3)).sub(b.mul(2)).add(2)
    },
    start: repeated(0, 2),
  },
  ZANGWIL2: {
    f: (x) => {
      const Q = tensor([
        [16, -4],
        [-4, 16],
      ])
      const linear = tensor([-56, -256])
      return x.dot(matmul(Q, x)).add(x.dot(linear)).add(991).div(15)
    },
    start: repeated(3, 8),
  },
  ALLINITU: {
    f: (x) => {
      const [a, b, c, d] = [0, 1, 2, 3].map((i) => x.at(i))
      const [a2, b2, c2] = [a.square(), b.square(), c.square()]
      const terms = [
        c.sub(1),
        a2,
        b2,
        c.add(d).square(),
        c.sin().square().mul(2),
        a2.mul(b2),
        d.sub(3),
        d.sub(1).square(),
        b2.square(),
        c2.add(d.add(a).square()).square(),
        a.sub(4).add(d.sin().square()).add(b2.mul(c2)).square(),
        d.sin().pow(4),
      ]
      return terms.reduce((total, term) => total.add(term))
    },
    start: repeated(0),
  },
  DIXON3DQ: {
    f: (x) => {
      const middle = x.slice([1, null])
      return x
        .at(0)
        .sub(1)
        .square()
        .add(sumOfSquares(head(middle).sub(tail(middle))))
        .add(x.at(-1).sub(1).square())
    },
    start: repeated(-1),
  },
  DQDRTIC: {
    f: (x) =>
      sumOfSquares(x.slice([0, -2]))
        .add(sumOfSquares(x.slice([1, -1])).mul(100))
        .add(sumOfSquares(x.slice([2, null])).mul(100)),
    start: repeated(3),
  },
  QUARTC: {
    f: (x) =>
      x
        .sub(arange(1, x.size + 1))
        .pow(4)
        .sum(),
    start: repeated(2),
  },
  GENROSE: {
    f: (x) =>
      sumOfSquares(tail(x).sub(head(x).square()))
        .mul(100)
        .add(sumOfSquares(tail(x).sub(1)))
        .add(1),
    start: (n) => Float64Array.from({ length: n }, (_, i) => (i + 1) / (n + 1)),
  },
  LIARWHD: {
    f: (x) =>
      sumOfSquares(x.square().sub(x.at(0)))
        .mul(4)
        .add(sumOfSquares(x.sub(1))),
    start: repeated(4),
  },
}

export const problems: readonly Problem[] = rows.map((row) => {
  const { f, start } = definitions[row.name]
  return { ...row, f, x0: start(row.n) }
})
