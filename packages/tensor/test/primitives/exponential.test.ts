import { describe, expect, test } from 'vitest'
import {
  exp,
  expm1,
  log,
  log1p,
  relu,
  rsqrt,
  sigmoid,
  softplus,
  sqrt,
  tensor,
} from '@wengert/tensor'
import { testRealFunction, type RealFunction } from '../support/functions.ts'

const functions: readonly RealFunction[] = [
  {
    op: exp,
    facts: [
      [-745, 5e-324],
      [-37.5, 5.175555005801869e-17],
      [-1, 0.36787944117144233],
      [-1e-10, 0.9999999999],
      [0.5, 1.6487212707001282],
      [10, 22026.465794806718],
      [709, 8.218407461554972e307],
    ],
    limits: [
      [0, 1],
      [-0, 1],
      [710, Infinity],
      [Infinity, Infinity],
      [-Infinity, 0],
    ],
  },
  {
    op: expm1,
    facts: [
      [-1, -0.6321205588285577],
      [-1e-12, -9.999999999995e-13],
      [1e-300, 1e-300],
      [1e-5, 1.0000050000166668e-5],
      [0.5, 0.6487212707001282],
      [100, 2.6881171418161356e43],
    ],
    limits: [
      [0, 0],
      [-0, -0],
      [-40, -1],
      [Infinity, Infinity],
      [-Infinity, -1],
    ],
  },
  {
    op: log,
    facts: [
      [5e-324, -744.4400719213812],
      [1e-10, -23.025850929940457],
      [0.9999999999, -1.000000082790371e-10],
      [2, Math.LN2],
      [10, Math.LN10],
      [1e300, 690.7755278982137],
    ],
    limits: [
      [1, 0],
      [0, -Infinity],
      [-0, -Infinity],
      [-1, NaN],
      [Infinity, Infinity],
      [-Infinity, NaN],
    ],
  },
  {
    op: log1p,
    facts: [
      [-0.9999999999, -23.02585084720009],
      [-1e-12, -1.0000000000005e-12],
      [1e-300, 1e-300],
      [1e-5, 9.999950000333332e-6],
      [0.5, 0.4054651081081644],
      [1e10, 23.025850930040455],
    ],
    limits: [
      [0, 0],
      [-0, -0],
      [-1, -Infinity],
      [-2, NaN],
      [Infinity, Infinity],
    ],
  },
  {
    op: sqrt,
    facts: [
      [5e-324, 2.2227587494850775e-162],
      [0.5, Math.SQRT1_2],
      [2, Math.SQRT2],
      [10, 3.1622776601683795],
      [1e300, 1e150],
    ],
    limits: [
      [0, 0],
      [-0, -0],
      [4, 2],
      [-1, NaN],
      [Infinity, Infinity],
    ],
  },
  {
    op: rsqrt,
    facts: [
      [1e-300, 1e150],
      [0.5, Math.SQRT2],
      [2, Math.SQRT1_2],
      [10, 0.31622776601683794],
      [1e300, 1e-150],
    ],
    limits: [
      [4, 0.5],
      [0, Infinity],
      [-1, NaN],
      [Infinity, 0],
    ],
  },
  {
    op: sigmoid,
    facts: [
      [-720, 2.0322308024e-313],
      [-700, 9.85967654375977e-305],
      [-40, 4.248354255291589e-18],
      [-1, 0.2689414213699951],
      [1e-10, 0.500000000025],
      [0.5, 0.6224593312018546],
      [2, 0.8807970779778824],
    ],
    limits: [
      [0, 0.5],
      [40, 1],
      [1000, 1],
      [-1000, 0],
      [Infinity, 1],
      [-Infinity, 0],
    ],
  },
  {
    op: softplus,
    facts: [
      [-720, 2.0322308024e-313],
      [-700, 9.85967654375977e-305],
      [-40, 4.248354255291589e-18],
      [-1, 0.3132616875182228],
      [1e-10, 0.6931471806099453],
      [0.5, 0.9740769841801067],
      [2, 2.1269280110429727],
    ],
    limits: [
      [0, Math.LN2],
      [1000, 1000],
      [-1000, 0],
      [Infinity, Infinity],
      [-Infinity, 0],
    ],
  },
  {
    op: relu,
    facts: [
      [1e-300, 1e-300],
      [2.5, 2.5],
    ],
    limits: [
      [0, 0],
      [-0, 0],
      [-2.5, 0],
      [Infinity, Infinity],
      [-Infinity, 0],
    ],
  },
]

functions.forEach(testRealFunction)

describe('float32', () => {
  test('is computed in float64 and rounded once', () => {
    const x = tensor([0.1], { dtype: 'float32' })
    expect(exp(x).item()).toBe(Math.fround(Math.exp(Math.fround(0.1))))
    expect(softplus(x).item()).toBe(Math.fround(Math.log1p(Math.exp(Math.fround(0.1)))))
  })
})
