/** Functions of any number of variables from CUTE and CUTEst. */
import { concatenate, take, tensor, type Tensor } from '@wengert/tensor'
import {
  counting,
  head,
  indexed,
  repeated,
  strided,
  sumOfSquares,
  tail,
  total,
  window,
  withZeros,
  type Definition,
  type Definitions,
} from './definition.ts'

/** Dixon & Maany's family, by its coefficients and the powers of i/n that weigh the terms. */
function dixonMaany(
  [a, b, g, d]: readonly number[],
  [k1, k2, k3, k4]: readonly number[],
): Definition {
  return {
    f: (x) => {
      const [n, m] = [x.size, x.size / 3]
      const weight = (k: number, count: number): Tensor => counting(count).div(n).pow(k)
      const pairs = head(x)
        .square()
        .mul(tail(x).add(tail(x).square()).square())
      const thirds = window(x, 0, 2 * m)
        .square()
        .mul(window(x, m, 2 * m).pow(4))
      const ends = window(x, 0, m).mul(window(x, 2 * m, m))
      return total(
        weight(k1, n).mul(x.square()).sum().mul(a),
        weight(k2, n - 1)
          .mul(pairs)
          .sum()
          .mul(b),
        weight(k3, 2 * m)
          .mul(thirds)
          .sum()
          .mul(g),
        weight(k4, m).mul(ends).sum().mul(d),
      ).add(1)
    },
    start: repeated(2),
  }
}

export const manyVariables: Definitions = {
  ARWHEAD: {
    f: (x) => {
      const last = x.at(-1).square()
      return total(sumOfSquares(head(x).square().add(last)), head(x).mul(-4).add(3).sum())
    },
    start: repeated(1),
  },
  COSINE: {
    f: (x) => head(x).square().sub(tail(x).div(2)).cos().sum(),
    start: repeated(1),
  },
  CRAGGLVY: {
    f: (x) => {
      const half = x.size / 2 - 1
      const part = (i: number): Tensor => x.slice([i, i + 2 * half, 2])
      const [a, b, c, d] = [0, 1, 2, 3].map(part)
      return total(
        a.exp().sub(b).pow(4),
        b.sub(c).pow(6).mul(100),
        c.sub(d).tan().add(c).sub(d).pow(4),
        a.pow(8),
        d.sub(1).square(),
      ).sum()
    },
    start: indexed((i) => (i === 1 ? 1 : 2)),
  },
  CURLY10: {
    f: (x) => {
      const padded = withZeros(0, x, 10)
      const q = total(...Array.from({ length: 11 }, (_, k) => window(padded, k, x.size)))
      return total(q.pow(4), q.square().mul(-20), q.mul(-0.1)).sum()
    },
    start: indexed((i, n) => (1e-4 * i) / (n + 1)),
  },
  DIXMAANA: dixonMaany([1, 0, 0.125, 0.125], [0, 0, 0, 0]),
  DIXMAANI: dixonMaany([1, 0, 0.125, 0.125], [2, 0, 0, 2]),
  DIXMAANP: dixonMaany([1, 0.26, 0.26, 0.26], [2, 1, 1, 2]),
  DQDRTIC: {
    f: (x) => {
      const [a, b, c] = [0, 1, 2].map((i) => sumOfSquares(window(x, i, x.size - 2)))
      return total(a, b.mul(100), c.mul(100))
    },
    start: repeated(3),
  },
  QUARTC: { f: (x) => x.sub(counting(x.size)).pow(4).sum(), start: repeated(2) },
  ENGVAL1: {
    f: (x) =>
      total(sumOfSquares(head(x).square().add(tail(x).square())), head(x).mul(-4).add(3).sum()),
    start: repeated(2),
  },
  FLETCBV2: {
    f: (x) => {
      const h = 1 / (x.size + 1)
      const differences = sumOfSquares(head(x).sub(tail(x)))
      const quadratic = total(x.at(0).square(), differences, x.at(-1).square()).div(2)
      return total(
        quadratic,
        x
          .mul(2)
          .add(x.cos())
          .sum()
          .mul(-h * h),
        x.at(-1).neg(),
      )
    },
    start: indexed((i, n) => i / (n + 1)),
  },
  GENROSE: {
    f: (x) =>
      total(sumOfSquares(tail(x).sub(head(x).square())).mul(100), sumOfSquares(tail(x).sub(1))).add(
        1,
      ),
    start: indexed((i, n) => i / (n + 1)),
  },
  NONCVXUN: {
    f: (x) => {
      const q = total(x, take(x, strided(2, x.size)), take(x, strided(3, x.size)))
      return q.square().add(q.cos().mul(4)).sum()
    },
    start: indexed((i) => i),
  },
  NONDQUAR: {
    f: (x) => {
      const n = x.size
      const ends = total(
        x.at(0).sub(x.at(1)).square(),
        x
          .at(n - 2)
          .sub(x.at(n - 1))
          .square(),
      )
      const inner = window(x, 0, n - 2)
        .add(window(x, 1, n - 2))
        .add(x.at(n - 1))
      return total(ends, inner.pow(4).sum())
    },
    start: repeated(1, -1),
  },
  POWER: { f: (x) => counting(x.size).mul(x.square()).sum().square(), start: repeated(1) },
  SCHMVETT: {
    f: (x) => {
      const [a, b, c] = [0, 1, 2].map((i) => window(x, i, x.size - 2))
      return total(
        a.sub(b).square().add(1).reciprocal(),
        b.mul(Math.PI).add(c).div(2).sin(),
        a.add(c).div(b).sub(2).square().neg().exp(),
      )
        .sum()
        .neg()
    },
    start: repeated(0.5),
  },
  SPARSINE: {
    f: (x) => {
      const sines = x.sin()
      const others = [2, 3, 5, 7, 11].map((k) => take(sines, strided(k, x.size)))
      return counting(x.size)
        .mul(total(sines, ...others).square())
        .sum()
        .div(2)
    },
    start: repeated(0.5),
  },
  LJ: {
    f: (x) => {
      const atoms = x.size / 3
      const pairs = Array.from({ length: atoms }, (_, l) =>
        Array.from({ length: l }, (_, k) => [k, l]),
      ).flat()
      const points = x.reshape([atoms, 3])
      const [from, to] = [0, 1].map((end) =>
        take(points, tensor(Int32Array.from(pairs, (pair) => pair[end])), 0),
      )
      const inverse = from.sub(to).square().sum(1).pow(-3)
      return inverse.square().sub(inverse).sum().mul(4)
    },
    start: indexed((i) => {
      const k = Math.floor((i - 1) / 3)
      return [Math.cos(k), Math.sin(k), k / 2][(i - 1) % 3]
    }),
  },
  FMINSRF2: {
    f: (x) => {
      const p = Math.sqrt(x.size)
      const q = (p - 1) ** 2
      const grid = x.reshape([p, p])
      const [low, high] = [
        [0, -1],
        [1, null],
      ] as const
      const falling = grid.slice(low, low).sub(grid.slice(high, high)).square()
      const rising = grid.slice(high, low).sub(grid.slice(low, high)).square()
      const middle = Math.floor(p / 2) - 1
      const surface = falling
        .add(rising)
        .mul(q / 2)
        .add(1)
        .sqrt()
        .sum()
        .div(q)
      return total(
        surface,
        x
          .at(middle * p + middle)
          .square()
          .div(x.size),
      )
    },
    start: (n) => {
      const p = Math.sqrt(n)
      return indexed((k) => {
        const [row, column] = [Math.floor((k - 1) / p), (k - 1) % p]
        const s = (i: number): number => i / (p - 1)
        if (row === 0) return 1 + 4 * s(column)
        if (row === p - 1) return 9 + 4 * s(column)
        if (column === 0) return 1 + 8 * s(row)
        return column === p - 1 ? 5 + 8 * s(row) : 0
      })(n)
    },
  },
}

/** The chained Rosenbrock function, Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)². */
export function rosenbrock(x: Tensor): Tensor {
  const valley = tail(x).sub(head(x).square())
  return total(sumOfSquares(valley).mul(100), sumOfSquares(head(x).sub(1)))
}

/** The edges of a grid with a frame of zeros, as differences: what the torsion problem sums over. */
export function gridDifferences(grid: Tensor): Tensor {
  const p = grid.shape[0]
  const zeros = tensor(new Float64Array(p)).reshape([p, 1])
  const framed = (rows: Tensor): Tensor => concatenate([zeros, rows, zeros], 1)
  const along = (rows: Tensor): Tensor =>
    framed(rows)
      .slice([], [1, null])
      .sub(framed(rows).slice([], [0, -1]))
  return concatenate([along(grid).ravel(), along(grid.transpose()).ravel()])
}
