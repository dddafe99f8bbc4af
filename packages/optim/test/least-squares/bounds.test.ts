import { describe, expect, test } from 'vitest'
import { leastSquares, type LeastSquaresMethod, type LinearSolver } from '@wengert/optim'
import { arange, matmul, tensor, type Tensor } from '@wengert/tensor'

const methods: LeastSquaresMethod[] = ['levenberg-marquardt', 'gauss-newton']
const solvers: LinearSolver[] = ['qr', 'lsmr']
const all = methods.flatMap((method) => solvers.map((linearSolver) => ({ method, linearSolver })))
const t = arange(12).mul(0.5)
const y = tensor([5.02, 3.75, 2.88, 2.1, 1.65, 1.29, 0.95, 0.7, 0.55, 0.42, 0.3, 0.28])
const decay = (p: Tensor): Tensor => p.at(0).mul(p.at(1).mul(t).neg().exp()).add(p.at(2)).sub(y)

describe('bounds', () => {
  // scipy.optimize.least_squares 1.17.1 with tolerances of 1e-15, on data with outliers.
  const rough = tensor([5.02, 3.75, 2.88, 2.1, 1.65, 4.9, 0.95, 0.7, -1.8, 0.42, 0.3, 0.28])
  const residual = (p: Tensor): Tensor => decay(p).add(y).sub(rough)
  const boxes: [number[], number[], number[], number][] = [
    [[0, 0, 0.2], [4.5, 2, 1], [4.5, 0.49686575, 0.2], 9.481795544278867],
    [
      [-Infinity, -Infinity, 0.5],
      [Infinity, Infinity, Infinity],
      [4.58232499, 0.61139439, 0.5],
      9.82548427595654,
    ],
    [[0, 0, -5], [3, 5, 5], [3, 0.51435701, 0.7104176], 11.799196287067003],
  ]
  test.each(boxes.flatMap((box) => all.map((options) => ({ box, options }))))(
    '$options.method with $options.linearSolver in $box',
    ({ box: [lower, upper, expected, cost], options }) => {
      const bounds = { lower: tensor(lower), upper: tensor(upper) }
      const result = leastSquares(residual, tensor([2, 1, 0.6]), { ...options, bounds })
      expect(result.status).toBe('converged')
      expect(result.value).toBeCloseTo(cost, 10)
      Array.from(result.x.data as Iterable<number>).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i], 6)
        expect(value).toBeGreaterThanOrEqual(lower[i])
        expect(value).toBeLessThanOrEqual(upper[i])
      })
    },
  )

  test('hold at every trial point, so that the residual is never asked outside', () => {
    const log = (x: Tensor): Tensor => {
      for (const value of x.peek() as number[]) expect(value).toBeGreaterThanOrEqual(0.01)
      return x.log().sub(tensor([1, -9]))
    }
    const result = leastSquares(log, tensor([5, 5]), { bounds: { lower: 0.01 } })
    expect(result.status).toBe('converged')
    expect(result.x.data[0]).toBeCloseTo(Math.E, 12)
    expect(result.x.data[1]).toBe(0.01)
  })

  test('linear, with several active: the solution of scipy.optimize.lsq_linear', () => {
    const A = tensor([
      [0.35, 0.82, 0.33, -1.3, 0.91],
      [0.45, -0.54, 0.58, 0.36, 0.29],
      [0.03, 0.55, -0.74, -0.16, -0.48],
      [0.6, 0.04, -0.29, -0.78, -0.26],
      [0.01, -0.28, 1.29, 1.01, -2.71],
      [-1.89, -0.17, -0.42, 0.21, 0.22],
      [2.12, -1.11, -0.38, 2.04, 0.65],
      [0.66, -0.51, -1.65, 0.17, 0.11],
    ])
    const b = tensor([-1.23, -0.68, -0.07, -0.94, -0.1, 0.1, 0.04, -0.51])
    const bounds = { lower: -0.25, upper: 0.3 }
    for (const options of all) {
      const result = leastSquares((x: Tensor) => matmul(A, x).sub(b), tensor([0, 0, 0, 0, 0]), {
        ...options,
        bounds,
      })
      expect(result.status).toBe('converged')
      const expected = [-0.25, 0.0558350074635, -0.0213910117763, 0.3, 0.0119928491532]
      expected.forEach((value, i) => expect(result.x.data[i]).toBeCloseTo(value, 9))
      expect(result.degreesOfFreedom).toBe(8 - 3)
    }
  })

  test('that are crossed, of another structure, or that leave the start outside, are refused', () => {
    const f = (x: Tensor): Tensor => x
    expect(() => leastSquares(f, tensor([5]), { bounds: { lower: 1, upper: 0 } })).toThrow(
      /bounds of element 0 are \[1, 0\]; give a lower bound that is not above/,
    )
    expect(() => leastSquares(f, tensor([5]), { bounds: { upper: 1 } })).toThrow(
      /element 0 of the start is 5, outside its bounds \[-Infinity, 1\]; start inside/,
    )
    expect(() => leastSquares(f, tensor([5]), { bounds: { upper: tensor([9, 9]) } })).toThrow(
      /the upper bound has a leaf of shape \[2\] where the start point has \[/,
    )
  })
})
