import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  bfgs,
  lbfgs,
  lbfgsB,
  minimize,
  newton,
  newtonCg,
  nonlinearCg,
  OptimizationError,
  trustKrylov,
  trustNcg,
  type Method,
  type Result,
  type SolverState,
} from '@wengert/optim'
import { customJvp } from '@wengert/autodiff'
import { tensor, where, type Tensor, type TreeLike } from '@wengert/tensor'
import { problems, rosenbrock } from './support/problems.ts'

const methods: Method[] = [
  'l-bfgs',
  'newton-cg',
  'trust-ncg',
  'trust-krylov',
  'bfgs',
  'newton',
  'nonlinear-cg',
  'l-bfgs-b',
]
const all: Method[] = [...methods, 'gradient-descent']
const start = Float64Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? -1.2 : 1))

describe('the result', () => {
  test('is a tree like the start, with an honest account', () => {
    interface P {
      a: Tensor
      b: readonly [Tensor, Tensor]
    }
    const f = ({ a, b }: P): Tensor =>
      a.sub(1).square().sum().add(b[0].add(2).square()).add(b[1].square())
    const result = minimize(f, { a: tensor([5, 6]), b: [1, 2] })
    expectTypeOf(result.x).toEqualTypeOf<P>()
    ;(result.x.a.toArray() as number[]).forEach((value) => expect(value).toBeCloseTo(1, 9))
    expect(result.x.b[0].item()).toBeCloseTo(-2, 9)
    expect(result).toMatchObject({ success: true, status: 'converged' })
    expect(result.message).toBe('The gradient passed its test.')
    expect(result.history[0]).toMatchObject({ iteration: 0, value: 54, stepNorm: 0 })
    expect(result.history.at(-1)!.value).toBe(result.value)
    expect(result.history.length).toBe(result.iterations + 1)
    expect(result.evaluations.value).toBe(result.evaluations.gradient)
  })

  test.each(all)('%s of a start at the minimum says so at once', (method) => {
    const result = minimize((x: Tensor) => x.square().sum(), tensor([0, 0]), { method })
    expect(result).toMatchObject({ status: 'converged', iterations: 0 })
  })

  test.each(methods)('%s of a minimum that a run has found says converged again', (method) => {
    for (const name of ['BEALE', 'BOX3', 'WOODS', 'HELIX', 'KOWOSB']) {
      const { f, x0 } = problems.find((problem) => problem.name === name)!
      let x: TreeLike<Tensor> = x0
      for (let k = 0; k < 3; k++) {
        const result: Result<Tensor> = minimize(f, x, { method })
        expect(result.status).toBe('converged')
        x = result.x
      }
    }
  })

  test.each(methods)('%s takes float32 parameters', (method) => {
    const result = minimize((x: Tensor) => x.sub(0.1).square().sum(), new Float32Array([3, 4]), {
      method,
    })
    expect(result.status).toBe('converged')
    expect(result.x.dtype).toBe('float32')
    expect(result.x.data[0]).toBeCloseTo(0.1, 3)
  })
})

describe('what SciPy gets wrong', () => {
  /** Rosenbrock's function of each pair; unlike the chained one it has one minimum only. */
  const pairs = problems.find(({ name }) => name === 'SROSENBR')!.f

  // Dense Newton steps end at the chained function's other minimum, and conjugate gradients short of 4 digits.
  const chained = methods.filter((method) => method !== 'newton' && method !== 'nonlinear-cg')
  const cases = [
    ...methods.map((method) => ({ method, f: pairs, name: 'paired' })),
    ...chained.map((method) => ({ method, f: rosenbrock, name: 'chained' })),
  ]

  test.each(cases)(
    '$method: f · 1e-10 is minimised, not left at the start, $name',
    ({ method, f }) => {
      const result = minimize((x: Tensor) => f(x).mul(1e-10), start, { method })
      expect(result.status).toBe('converged')
      for (const x of result.x.data) expect(x).toBeCloseTo(1, 4)
    },
  )

  test.each(cases)('$method: f + 1e8 does not stop early, $name', ({ method, f }) => {
    const result = minimize((x: Tensor) => f(x).add(1e8), start, { method })
    for (const x of result.x.data) expect(x).toBeCloseTo(1, 3)
    expect(result.gradientNorm).toBeLessThan(1e-2)
  })

  test.each(all)('%s: a saddle at the start is left', (method) => {
    const f = (x: Tensor): Tensor => x.at(0).square().sub(x.at(1).square()).add(x.at(1).pow(4))
    const result = minimize(f, tensor([0, 0]), { method })
    expect(result.value).toBeCloseTo(-0.25, 10)
    expect(result.status).toBe('converged')
  })

  test.each(all)('%s: nothing is called converged because squares underflow', (method) => {
    const valley = problems.find(({ name }) => name === 'ROSENBR')!
    const tiny = minimize((x: Tensor) => valley.f(x).mul(1e-300), tensor([-1.2, 1]), { method })
    if (tiny.success) expect(tiny.x.sub(1).abs().max().item()).toBeLessThan(1e-2)
    const wide = (x: Tensor): Tensor => valley.f(x.div(1e150))
    const far = minimize(wide, tensor([-1.2e150, 1e150]), { method })
    if (far.success) expect(far.x.div(1e150).sub(1).abs().max().item()).toBeLessThan(1e-2)
  })

  test.each(all)('%s: nothing is called converged because f is small', (method) => {
    // The gradient has the wrong sign, so that no search finds a lower point.
    const wrong = customJvp(
      (x: Tensor) => x.square().sum(),
      ([x], [dx]) => [x.square().sum(), x.mul(dx).sum().mul(-2)],
    )
    const result = minimize((x: Tensor) => wrong(x).mul(1e-12), tensor([3, 4]), { method })
    expect(result.success).toBe(false)
  })

  test.each(methods)('%s: a quartic is followed until its gradient is small', (method) => {
    const result = minimize((x: Tensor) => x.pow(4).sum(), tensor([1, 2]), { method })
    expect(result.status).toBe('converged')
    expect(result.gradientNorm).toBeLessThanOrEqual(1e-6)
  })
})

describe('a run ends', () => {
  test.each(all)('%s: where f falls to −∞', (method) => {
    const f = (x: Tensor): Tensor => where(x.greater(10), -Infinity, x.neg()).sum()
    expect(minimize(f, tensor([1, 2]), { method }).status).toBe('unbounded')
  })

  const options = { method: 'l-bfgs' as const }

  test('at the iteration and evaluation limits, with the best point', () => {
    const few = minimize(rosenbrock, start, { ...options, maxIterations: 3 })
    expect(few).toMatchObject({ status: 'iteration-limit', success: false, iterations: 3 })
    expect(few.message).toMatch(/maxIterations/)
    expect(few.value).toBeLessThan(rosenbrock(tensor(start)).item())
    const few5 = minimize(rosenbrock, start, { ...options, maxEvaluations: 5 })
    expect(few5).toMatchObject({ status: 'evaluation-limit', evaluations: { value: 5 } })
    expect(few5.value).toBe(rosenbrock(few5.x).item())
    expect(minimize(rosenbrock, start, { ...options, maxMilliseconds: 0 }).status).toBe(
      'time-limit',
    )
  })

  test('when the callback or the signal says so', () => {
    const seen: number[] = []
    const byCallback = minimize(rosenbrock, start, {
      callback: ({ iteration }) => {
        seen.push(iteration)
        return iteration === 2
      },
    })
    expect(byCallback.status).toBe('callback')
    expect(seen).toEqual([0, 1, 2])
    const controller = new AbortController()
    controller.abort()
    expect(minimize(rosenbrock, start, { signal: controller.signal }).status).toBe('aborted')
  })

  test('with what a callback throws', () => {
    const callback = (): void => {
      throw new RangeError('mine')
    }
    expect(() => minimize(rosenbrock, start, { callback })).toThrow(RangeError)
  })

  test.each(all)('%s: when f decreases without bound', (method) => {
    const result = minimize((x: Tensor) => x.sum(), tensor([1, 2]), { method })
    expect(result.status).toBe('unbounded')
    expect(result.success).toBe(false)
  })

  test.each(all)('%s: at the foot of a cliff, which is no unbounded descent', (method) => {
    // e^(20(x − y)) is 1e23 at the start; the step that it allows is 1e-20 of the next.
    const { f } = problems.find(({ name }) => name === 'CLIFF')!
    const { status, value } = minimize(f, tensor([2.65, 0]), { method, maxIterations: 5000 })
    expect(status).not.toBe('unbounded')
    if (method !== 'gradient-descent') expect(value).toBeCloseTo(0.199786613, 6)
  })

  test.each(methods)('%s: when f throws, with what it threw and the best point', (method) => {
    let calls = 0
    const f = (x: Tensor): Tensor => {
      if (++calls > 6) throw new RangeError('mine')
      return rosenbrock(x)
    }
    const result = minimize(f, start, { method })
    expect(result.status).toBe('objective-error')
    expect(result.cause).toBeInstanceOf(RangeError)
    expect(result.value).toBeLessThanOrEqual(result.history[0].value)
  })

  test('at an error at the start with that error itself', () => {
    expect(() =>
      minimize((_: Tensor) => {
        throw new RangeError('mine')
      }, start),
    ).toThrow(RangeError)
  })

  test.each(methods)('%s: honestly when a tolerance of the caller is below rounding', (method) => {
    const f = (x: Tensor): Tensor =>
      x
        .sub(0.1)
        .square()
        .mul(tensor([1, 3]))
        .sum()
        .add(1)
    const result = minimize((x: Tensor) => f(x).exp(), tensor([1, 2]), {
      method,
      gradientTolerance: 1e-40,
    })
    expect(['noise-floor', 'small-step', 'line-search-failed', 'converged']).toContain(
      result.status,
    )
    expect(result.success).toBe(result.gradientNorm <= 1e-40)
    expect(result.x.data[0]).toBeCloseTo(0.1, 6)
  })
})

describe('walls and faults', () => {
  test.each(methods)('%s backs away from points where f is not finite', (method) => {
    // −log barriers: NaN outside the box (0, 1)²
    const f = (x: Tensor): Tensor =>
      x.log().sum().add(x.neg().add(1).log().sum()).neg().add(x.sum().mul(40))
    const result = minimize(f, tensor([0.999, 0.5]), { method })
    expect(result.status).toBe('converged')
    expect(result.gradientNorm).toBeLessThan(1e-5)
  })

  test.each(methods)(
    '%s survives NaN at some trial points: no exception, a finite point',
    (method) => {
      for (let seed = 1; seed <= 20; seed++) {
        let state = seed
        const f = (x: Tensor): Tensor => {
          state = (state * 48271) % 2147483647
          return state % 5 === 0 && state !== seed ? rosenbrock(x).mul(NaN) : rosenbrock(x)
        }
        state = seed * 7 + 1
        const guarded = (): ReturnType<typeof minimize<Tensor>> | null => {
          try {
            return minimize(f, start, { method, maxIterations: 200 })
          } catch (error) {
            expect(error).toBeInstanceOf(OptimizationError)
            return null
          }
        }
        const result = guarded()
        if (result !== null) expect(Number.isFinite(result.value)).toBe(true)
      }
    },
  )
})

describe('resuming', () => {
  const runs: [
    Method,
    (
      f: typeof rosenbrock,
      x0: TreeLike<Tensor>,
      o?: { resume: SolverState },
    ) => Generator<SolverState, void>,
  ][] = [
    ['l-bfgs', lbfgs],
    ['newton-cg', newtonCg],
    ['trust-ncg', trustNcg],
    ['trust-krylov', trustKrylov],
    ['bfgs', bfgs],
    ['newton', newton],
    ['nonlinear-cg', nonlinearCg],
    ['l-bfgs-b', lbfgsB],
  ]
  const iterates = (states: SolverState[]): number[][] => states.map(({ x }) => Array.from(x))

  test.each(runs)(
    '%s from any state takes the same steps, through structuredClone or JSON',
    (_, solver) => {
      const whole = [...solver(rosenbrock, start)]
      for (const at of [1, 5]) {
        for (const copy of [
          structuredClone(whole[at]),
          JSON.parse(JSON.stringify(whole[at])) as SolverState,
        ]) {
          const rest = [...solver(rosenbrock, start, { resume: copy })]
          expect(iterates(rest)).toEqual(iterates(whole.slice(at)))
          expect(rest.at(-1)!.status).toBe('converged')
        }
      }
    },
  )
})

describe('bad input throws at the call', () => {
  type Case = [title: string, run: () => unknown, message: RegExp]
  const f = (x: Tensor): Tensor => x.square().sum()
  const cases: Case[] = [
    [
      'a start where the value is NaN',
      () => minimize((x: Tensor) => x.log().sum(), tensor([-1])),
      /^minimize: at the start point the value is NaN; start where value and gradient are finite/,
    ],
    [
      'an infinite gradient',
      () => minimize((x: Tensor) => x.sqrt().sum(), tensor([0])),
      /^minimize: at the start point the gradient has norm Infinity/,
    ],
    [
      'integer parameters',
      () => minimize(f, new Int32Array([1])),
      /^minimize: the start point has a leaf int32\[1\].*cast it to 'float64'/,
    ],
    [
      'an unknown method',
      () => minimize(f, 1, { method: 'simplex' as Method }),
      /^minimize: method is simplex; give one of bfgs, gradient-descent, l-bfgs, l-bfgs-b, newton, newton-cg, nonlinear-cg, trust-krylov, trust-ncg/,
    ],
    [
      'a negative tolerance',
      () => minimize(f, 1, { gradientTolerance: -1 }),
      /^minimize: gradientTolerance is -1; give a number from 0/,
    ],
    [
      'a memory of 0',
      () => minimize(f, 1, { memory: 0 }),
      /^minimize: memory is 0; give a positive integer/,
    ],
    [
      'a limit that is no number',
      () => minimize(f, 1, { maxIterations: NaN }),
      /^minimize: maxIterations is NaN/,
    ],
    [
      "an option of SciPy's",
      () => minimize(f, 1, { tol: 1e-9 } as never),
      /^minimize: there is no option tol; the options are method, .*gradientTolerance/,
    ],
    [
      'an option of the driver, for a generator',
      () => lbfgs(f, 1, { callback: () => true } as never),
      /^lbfgs: there is no option callback; the options are gradientTolerance/,
    ],
    [
      'a callback that is none',
      () => minimize(f, 1, { callback: 3 as never }),
      /^minimize: callback is number; give a function/,
    ],
    [
      "bounds like SciPy's, a list of pairs",
      () => minimize(f, 1, { bounds: [[0, 1]] as never }),
      /^minimize: bounds is a list; give \{ lower, upper \}/,
    ],
    [
      'bounds of other names',
      () => minimize(f, 1, { bounds: { min: 0 } as never }),
      /^minimize: there is no option min; those of bounds are lower, upper/,
    ],
    [
      'a bound that is no number',
      () => minimize(f, 1, { bounds: { lower: '0' as never } }),
      /^minimize: the lower bound is '0'/,
    ],
    [
      'a tolerance that is no number',
      () => minimize(f, 1, { gradientTolerance: '1e-3' as never }),
      /^minimize: gradientTolerance is 1e-3; give a number from 0/,
    ],
    [
      'a preconditioner that is not square',
      () =>
        minimize(f, tensor([1, 2]), {
          method: 'newton-cg',
          preconditioner: () => (v) => v.slice([0, 1]),
        }),
      /^minimize: preconditioner: the operator maps 2 numbers to 1; give a square one/,
    ],
    [
      'no function',
      () => minimize(3 as never, 1),
      /^minimize: the objective is number, not a function/,
    ],
    [
      'a vector as objective',
      () => minimize((x: Tensor) => x, tensor([1, 2])),
      /^minimize: the objective must return a scalar, but returned float64\[2\]/,
    ],
    [
      'an objective without a result',
      () => minimize((() => undefined) as never, tensor([1, 2]), { method: 'newton-cg' }),
      /^minimize: the objective returned nothing/,
    ],
    [
      'an asynchronous objective',
      () => [...lbfgs((async (x: Tensor) => x.sum()) as never, tensor([1, 2]))],
      /^lbfgs: the objective returned a Promise/,
    ],
    [
      'an objective in integers',
      () => minimize((x: Tensor) => x.sum().cast('int32'), tensor([1, 2])),
      /^minimize: the objective returned int32\[\]/,
    ],
    [
      'a state of another method',
      () => [...lbfgs(f, 1, { resume: [...newtonCg(f, 1)][0] })],
      /^lbfgs: the state to resume is of newton-cg/,
    ],
  ]
  test.each(cases)('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
