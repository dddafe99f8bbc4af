import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  gaussNewton,
  leastSquares,
  levenbergMarquardt,
  type LeastSquaresMethod,
  type LinearSolver,
  type Result,
} from '@wengert/optim'
import {
  arange,
  concatenate,
  matmul,
  ones,
  random,
  stack,
  tensor,
  type Tensor,
} from '@wengert/tensor'

const methods: LeastSquaresMethod[] = ['levenberg-marquardt', 'gauss-newton']
const solvers: LinearSolver[] = ['qr', 'lsmr']
const all = methods.flatMap((method) => solvers.map((linearSolver) => ({ method, linearSolver })))
/** Rosenbrock's function as residuals: 10 (b − a²), 1 − a. */
const rosenbrock = (x: Tensor): Tensor =>
  stack([x.at(1).sub(x.at(0).square()).mul(10), x.at(0).neg().add(1)])
const far = tensor([-1.2, 1])
const t = arange(12).mul(0.5)
const y = tensor([5.02, 3.75, 2.88, 2.1, 1.65, 1.29, 0.95, 0.7, 0.55, 0.42, 0.3, 0.28])
const decay = (p: Tensor): Tensor => p.at(0).mul(p.at(1).mul(t).neg().exp()).add(p.at(2)).sub(y)
const near = tensor([4, 1, 0])

describe('the result', () => {
  test('is a tree like the start, of residuals that may be a tree, with an honest account', () => {
    interface P {
      a: Tensor
      b: readonly [Tensor, Tensor]
    }
    const residual = ({ a, b }: P) => ({
      first: a.sub(tensor([1, 2])),
      rest: [b[0].sub(3), b[1].mul(2).add(8)] as const,
    })
    const result = leastSquares(residual, { a: tensor([5, 6]), b: [1, 1] })
    expectTypeOf(result.x).toEqualTypeOf<P>()
    const asResult: Result<P> = result
    expect(asResult.status).toBe('converged')
    expect(result.x.a.toArray()).toEqual([1, 2])
    expect([result.x.b[0].item(), result.x.b[1].item()]).toEqual([3, -4])
    expect(result.history[0]).toMatchObject({ iteration: 0, value: 0.5 * (16 + 16 + 4 + 100) })
    expect(result.history.length).toBe(result.iterations + 1)
    expect(result.history.at(-1)!.value).toBe(result.value)
    expect(result.message).toBe('The gradient passed its test.')
  })

  test.each(all)('$method with $linearSolver solves Rosenbrock to the last digit', (options) => {
    const result = leastSquares(rosenbrock, far, options)
    expect(result.status).toBe('converged')
    for (const value of result.x.data) expect(value).toBeCloseTo(1, 12)
    expect(result.evaluations.jvp > 0).toBe(options.linearSolver === 'lsmr')
  })

  test.each(all)('$method with $linearSolver of a start at the minimum ends at once', (options) => {
    const result = leastSquares((x: Tensor) => x.mul(2), tensor([0, 0]), options)
    expect(result).toMatchObject({ status: 'converged', iterations: 0, value: 0 })
  })

  test.each(all)('$method with $linearSolver of a linear problem takes one step', (options) => {
    const A = random.normal(random.key(3), [20, 4])
    const b = random.normal(random.key(4), [20])
    const result = leastSquares((x: Tensor) => matmul(A, x).sub(b), tensor([0, 0, 0, 0]), options)
    expect(result.status).toBe('converged')
    expect(matmul(A.transpose(), matmul(A, result.x).sub(b)).norm().item()).toBeLessThan(1e-9)
    if (options.linearSolver === 'qr' && options.method === 'gauss-newton')
      expect(result.iterations).toBe(1)
  })

  test('takes float32 parameters', () => {
    const result = leastSquares(
      (x: Tensor) => x.sub(0.1).mul(tensor([1, 3])),
      new Float32Array([3, 4]),
    )
    expect(result.status).toBe('converged')
    expect(result.x.dtype).toBe('float32')
    expect(result.x.data[0]).toBeCloseTo(0.1, 6)
  })

  test.each(all)(
    '$method with $linearSolver: singular at the solution (Powell, x* = 0)',
    (options) => {
      const powell = (x: Tensor): Tensor => {
        const [a, b, c, d] = [0, 1, 2, 3].map((i) => x.at(i))
        return stack([
          a.add(b.mul(10)),
          c.sub(d).mul(Math.sqrt(5)),
          b.sub(c.mul(2)).square(),
          a.sub(d).square().mul(Math.sqrt(10)),
        ])
      }
      const result = leastSquares(powell, tensor([3, -1, 0, 1]), options)
      expect(result.status).toBe('converged')
      for (const value of result.x.data) expect(Math.abs(value)).toBeLessThan(1e-6)
    },
  )

  test('fewer residuals than parameters: a solution, and no covariance', () => {
    const result = leastSquares(
      (x: Tensor) => x.square().sum().sub(4).reshape([1]),
      tensor([3, 1, 1]),
    )
    expect(result.status).toBe('converged')
    expect(result.x.square().sum().item()).toBeCloseTo(4, 12)
    expect(result).toMatchObject({ rank: 1, covariance: null, standardErrors: null })
  })

  test('a parameter without influence shows in the rank', () => {
    const result = leastSquares(
      (p: Tensor) => p.at(0).mul(0).add(p.at(1).mul(t)).sub(t),
      tensor([7, 3]),
    )
    expect(result.status).toBe('converged')
    expect(result.x.toArray()).toEqual([7, 1])
    expect(result).toMatchObject({ rank: 1, covariance: null })
  })
})

describe('the units of the problem do not matter', () => {
  const start = leastSquares(decay, near)

  test.each(methods)('%s: r · c gives the same iterates, whatever c', (method) => {
    const iterates = (c: number): number[] =>
      [
        ...(method === 'gauss-newton' ? gaussNewton : levenbergMarquardt)(
          (p: Tensor) => decay(p).mul(c),
          near,
        ),
      ]
        .slice(0, 5)
        .flatMap(({ x }) => Array.from(x))
    const plain = iterates(1)
    // Powers of two scale without rounding.
    for (const c of [2 ** -60, 2 ** 60]) {
      iterates(c).forEach((value, i) => expect(value).toBeCloseTo(plain[i], 10))
    }
    for (const c of [1e-12, 1e12]) {
      const result = leastSquares((p: Tensor) => decay(p).mul(c), near, { method })
      expect(result.status).toBe('converged')
      Array.from(result.x.data as Iterable<number>).forEach((value, i) =>
        expect(value).toBeCloseTo(start.x.data[i], 9),
      )
    }
  })

  test.each(all)('$method with $linearSolver: parameters in other units', (options) => {
    const units = tensor([1e6, 1e-7, 1e3])
    const scaled = (p: Tensor): Tensor => decay(p.mul(units))
    const result = leastSquares(scaled, near.div(units), options)
    expect(result.status).toBe('converged')
    const found = result.x.mul(units)
    Array.from(found.data as Iterable<number>).forEach((value, i) =>
      expect(value).toBeCloseTo(start.x.data[i], 8),
    )
  })
})

describe('published problems with far starts', () => {
  // Moré, Garbow & Hillstrom 1981, problems 10 and 17.
  const meyerY = tensor([
    34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307,
    2872,
  ])
  const meyer = (x: Tensor): Tensor =>
    x
      .at(0)
      .mul(
        x
          .at(1)
          .div(arange(50, 130, 5).add(x.at(2)))
          .exp(),
      )
      .sub(meyerY)
  const osborneY = tensor([
    0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658,
    0.628, 0.603, 0.58, 0.558, 0.538, 0.522, 0.506, 0.49, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431,
    0.424, 0.42, 0.414, 0.411, 0.406,
  ])
  const osborne = (x: Tensor): Tensor => {
    const time = arange(0, 330, 10)
    const term = (a: number, rate: number): Tensor => x.at(a).mul(x.at(rate).mul(time).neg().exp())
    return x.at(0).add(term(1, 3)).add(term(2, 4)).sub(osborneY)
  }
  const cases: [string, (x: Tensor) => Tensor, number[], number][] = [
    ['Meyer', meyer, [0.02, 4000, 250], 87.9458],
    ['Meyer, 100 times as far', meyer, [2, 400000, 25000], 87.9458],
    ['Osborne 1', osborne, [0.5, 1.5, -1, 0.01, 0.02], 5.46489e-5],
    ['Osborne 1, 100 times as far', osborne, [50, 150, -100, 1, 2], 5.46489e-5],
  ]
  test.each(cases)('%s', (_, residual, start, sumOfSquares) => {
    const result = leastSquares(residual, tensor(start))
    expect(result.status).toBe('converged')
    expect((2 * result.value) / sumOfSquares).toBeCloseTo(1, 5)
  })

  test.each(cases)(
    '%s by Gauss–Newton succeeds or says that it did not',
    (_, residual, start, sumOfSquares) => {
      // From afar columns of J merge, amplitudes grow against each other, and rounding hides the rest.
      const { success, value } = leastSquares(residual, tensor(start), { method: 'gauss-newton' })
      expect(success).toBe(Math.abs((2 * value) / sumOfSquares - 1) < 1e-5)
    },
  )
})

describe('many parameters', () => {
  test('a sparse chain of 4000 residuals in 2001 unknowns, by products alone', () => {
    // Rosenbrock's valley as a chain.
    const n = 2001
    const chain = (x: Tensor): Tensor => {
      const [head, tail] = [x.slice([0, -1]), x.slice([1, null])]
      return concatenate([tail.sub(head.square()).mul(10), head.neg().add(1)])
    }
    const result = leastSquares(chain, ones([n]).mul(1.2))
    expect(result.status).toBe('converged')
    expect(result.x.sub(1).abs().max().item()).toBeLessThan(1e-9)
    expect(result.covariance).toBeNull()
    expect(result.degreesOfFreedom).toBe(1999)
    expect(result.evaluations.jvp).toBeGreaterThan(0)
  })
})
