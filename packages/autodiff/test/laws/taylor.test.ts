import { expect } from 'vitest'
import { taylor } from '@wengert/autodiff'
import type { Tensor } from '@wengert/tensor'
import { isFloat } from '@wengert/tensor/internal'
import { expectAllClose, lawForEveryPrimitive, patternLike } from '../support/law.ts'
import { nestedCoefficients } from '../support/nested-jvp.ts'
import { operations } from '../support/count-kernels.ts'

lawForEveryPrimitive(
  'its Taylor coefficients are those of nested jvps, along a line and along a curve',
  ({ f, floats, operands }) => {
    const xs = floats.map((i) => operands[i])
    if (xs.length === 0 || !f(...xs).every((y) => isFloat(y.dtype))) return
    const vs = xs.map((x, i) => patternLike(x, i))
    const curved = (...points: Tensor[]): Tensor[] =>
      f(...points.map((x, i) => xs[i].add(x.sub(xs[i]).sin())))
    for (const g of [f, curved]) {
      const series = taylor((points: Tensor[]) => g(...points), xs, vs, 3)
      const expected = nestedCoefficients(g, xs, vs, 3)
      series.forEach((c, k) => expectAllClose(c, expected[k], 1e-11))
    }
  },
  { runs: 15 },
)

// A rule that leads to two operations of its own kind would double the cost with every order.
lawForEveryPrimitive(
  'the cost of its Taylor coefficients grows with at most the third power of the order',
  ({ f, floats, operands }) => {
    const xs = floats.map((i) => operands[i])
    const cost = (order: number): number =>
      operations(() =>
        taylor((points: Tensor[]) => f(...points.map((x) => x.sin())), xs, xs, order),
      )
    expect(cost(12)).toBeLessThanOrEqual(8 * cost(6))
  },
  { runs: 3 },
)
