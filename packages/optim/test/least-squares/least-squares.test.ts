import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  gaussNewton,
  leastSquares,
  levenbergMarquardt,
  type OptimizationError,
  type LeastSquaresMethod,
  type LeastSquaresState,
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
      /a bound has 2 elements where the start has 1/,
    )
  })
})

describe('a run ends', () => {
  test('at its limits, with the last and best point', () => {
    const few = leastSquares(rosenbrock, far, { maxIterations: 3 })
    expect(few).toMatchObject({ status: 'iteration-limit', success: false, iterations: 3 })
    expect(few.value).toBe(Math.min(...few.history.map(({ value }) => value)))
    expect(few.covariance).toBeNull()
    expect(leastSquares(rosenbrock, far, { maxEvaluations: 3 }).status).toBe('evaluation-limit')
    expect(leastSquares(rosenbrock, far, { maxMilliseconds: 0 }).status).toBe('time-limit')
  })

  test('when the callback or the signal says so', () => {
    const seen: number[] = []
    const stopped = leastSquares(rosenbrock, far, {
      callback: ({ iteration }) => {
        seen.push(iteration)
        return iteration === 2
      },
    })
    expect(stopped.status).toBe('callback')
    expect(seen).toEqual([0, 1, 2])
    const controller = new AbortController()
    controller.abort()
    expect(leastSquares(rosenbrock, far, { signal: controller.signal }).status).toBe('aborted')
  })

  test.each(all)(
    '$method with $linearSolver: when the residual throws, with what it threw',
    (options) => {
      let calls = 0
      const f = (x: Tensor): Tensor => {
        if (++calls > 8) throw new RangeError('mine')
        return rosenbrock(x)
      }
      const result = leastSquares(f, far, options)
      expect(result.status).toBe('objective-error')
      expect(result.cause).toBeInstanceOf(RangeError)
      expect(result.value).toBeLessThanOrEqual(result.history[0].value)
    },
  )

  test.each(all)('$method with $linearSolver: honestly, below rounding', (options) => {
    const result = leastSquares(decay, near, { ...options, gradientTolerance: 1e-40 })
    expect(result.success).toBe(result.gradientNorm <= 1e-40)
    expect(result.x.data[1]).toBeCloseTo(leastSquares(decay, near).x.data[1] as number, 9)
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

describe('walls and faults', () => {
  test.each(all)(
    '$method with $linearSolver backs away from points that are not finite',
    (options) => {
      // log x is NaN below 0; a full step from 8 goes there.
      const result = leastSquares((x: Tensor) => x.log().mul(3), tensor([8]), options)
      expect(result.status).toBe('converged')
      expect(result.x.data[0]).toBeCloseTo(1, 10)
    },
  )

  test.each(all)('$method with $linearSolver survives NaN at some trial points', (options) => {
    for (let seed = 1; seed <= 20; seed++) {
      let state = seed * 7 + 1
      const f = (x: Tensor): Tensor => {
        state = (state * 48271) % 2147483647
        return state % 5 === 0 ? rosenbrock(x).mul(NaN) : rosenbrock(x)
      }
      try {
        const result = leastSquares(f, far, { ...options, maxIterations: 200 })
        expect(Number.isFinite(result.value)).toBe(true)
        expect(result.value).toBeLessThanOrEqual(result.history[0].value)
      } catch (error) {
        expect((error as OptimizationError).code).toBe('start')
      }
    }
  })
})

describe('resuming', () => {
  const runs = [
    ['levenberg-marquardt', levenbergMarquardt],
    ['gauss-newton', gaussNewton],
  ] as const
  const iterates = (states: LeastSquaresState[]): number[][] => states.map(({ x }) => Array.from(x))

  test.each(runs)(
    '%s from any state takes the same steps, through structuredClone or JSON',
    (_, solver) => {
      for (const linearSolver of solvers) {
        const options = { linearSolver, loss: 'huber' as const }
        const whole = [...solver(rosenbrock, far, options)]
        for (const at of [1, 5]) {
          for (const copy of [
            structuredClone(whole[at]),
            JSON.parse(JSON.stringify(whole[at])) as LeastSquaresState,
          ]) {
            const rest = [...solver(rosenbrock, far, { ...options, resume: copy })]
            expect(iterates(rest)).toEqual(iterates(whole.slice(at)))
            expect(rest.at(-1)!.status).toBe('converged')
          }
        }
      }
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

describe('bad input throws at the call', () => {
  type Case = [title: string, run: () => unknown, message: RegExp]
  const f = (x: Tensor): Tensor => x
  const cases: Case[] = [
    [
      'a NaN start',
      () => leastSquares(f, tensor([NaN])),
      /^leastSquares: at the start point the cost is NaN; start where/,
    ],
    [
      'an infinite derivative',
      () => leastSquares((x: Tensor) => x.sqrt(), tensor([0])),
      /^leastSquares: at the start point the gradient has norm/,
    ],
    [
      'integer parameters',
      () => leastSquares(f, new Int32Array([1])),
      /^leastSquares: the start point has a leaf int32\[1\]/,
    ],
    [
      'an unknown method',
      () => leastSquares(f, 1, { method: 'dogleg' as LeastSquaresMethod }),
      /^leastSquares: method is dogleg; give one of levenberg-marquardt, gauss-newton/,
    ],
    [
      'an unknown linear solver',
      () => leastSquares(f, 1, { linearSolver: 'svd' as LinearSolver }),
      /linearSolver is svd; give qr or lsmr/,
    ],
    ['a negative tolerance', () => leastSquares(f, 1, { tolerance: -1 }), /tolerance is -1/],
    [
      'a limit that is no number',
      () => leastSquares(f, 1, { maxIterations: NaN }),
      /maxIterations is NaN/,
    ],
    ['no function', () => leastSquares(3 as never, 1), /the residual is number, not a function/],
    [
      'a state of another method',
      () => [
        ...gaussNewton(rosenbrock, far, { resume: [...levenbergMarquardt(rosenbrock, far)][0] }),
      ],
      /^gaussNewton: the state to resume is of levenberg-marquardt/,
    ],
    [
      'residuals whose number changes',
      () => {
        let calls = 0
        return leastSquares(
          (x: Tensor) => (++calls < 3 ? x : concatenate([x, x])).add(1),
          tensor([1]),
        )
      },
      /there were 1 residuals, and now there are 2/,
    ],
  ]
  test.each(cases)('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
