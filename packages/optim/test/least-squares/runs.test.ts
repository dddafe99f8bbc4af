import { describe, expect, test } from 'vitest'
import {
  gaussNewton,
  leastSquares,
  levenbergMarquardt,
  type OptimizationError,
  type LeastSquaresMethod,
  type LeastSquaresState,
  type LinearSolver,
} from '@wengert/optim'
import { arange, concatenate, stack, tensor, type Tensor } from '@wengert/tensor'

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

  test('with a callback that has seen every state, the last one too', () => {
    const seen: unknown[] = []
    const { iterations } = leastSquares(rosenbrock, far, {
      callback: ({ iteration, status }) => void seen.push([iteration, status]),
    })
    expect(seen.at(-1)).toEqual([iterations, 'converged'])
    expect(seen.length).toBe(iterations + 1)
  })

  test('within an iteration, when the signal comes there', () => {
    let asked = 0
    const signal = {
      get aborted(): boolean {
        return ++asked > 20
      },
    }
    const n = 60
    const scales = Float64Array.from({ length: n }, (_, i) => 1.3 ** i)
    const f = (x: Tensor): Tensor => x.mul(tensor(scales)).sub(1)
    const result = leastSquares(f, new Float64Array(n), { linearSolver: 'lsmr', signal })
    expect(result.status).toBe('aborted')
    expect(result.evaluations.jvp).toBeLessThanOrEqual(20)
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

test("an error of the derivative at the start is the caller's to see", () => {
  expect(() => leastSquares((x: Tensor) => x.mul(x.at(0).item()), far)).toThrow(
    /a number read from it would lose its derivative/,
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

describe('bad input throws at the call', () => {
  type Case = [title: string, run: () => unknown, message: RegExp]
  const f = (x: Tensor): Tensor => x
  const cases: Case[] = [
    [
      'a NaN start',
      () => leastSquares((x: Tensor) => x.log(), tensor([-1])),
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
