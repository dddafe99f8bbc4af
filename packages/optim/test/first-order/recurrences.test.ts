/**
 * Every optimiser against its published recurrence, written once more for one number in plain arithmetic,
 * step by step for 30 steps on gradients that change sign and size.
 */
import { describe, expect, test } from 'vitest'
import { compile } from '@wengert/autodiff'
import {
  adagrad,
  adam,
  adamw,
  applyUpdates,
  exponentialDecay,
  lion,
  momentum,
  nesterov,
  rmsprop,
  sgd,
  type GradientTransformation,
  type OptimizerState,
} from '@wengert/optim'
import { tensor, type Tensor } from '@wengert/tensor'

const steps = 30
const gradientAt = (step: number, i: number): number =>
  (Math.sin(1.7 * step + i) + 0.3) * 10 ** ((step % 5) - 2 - i)

/** θ after each step, for one element whose gradients are given. */
type Recurrence = (theta: number, gradients: readonly number[]) => number[]

/** A recurrence from a step that changes a memory and returns what to subtract from θ. */
const recurrence =
  <M>(memory: () => M, step: (m: M, g: number, t: number, theta: number) => number): Recurrence =>
  (theta, gradients) => {
    const m = memory()
    let at = theta
    return gradients.map((g, t) => (at -= step(m, g, t + 1, at)))
  }
const pair = () => ({ m: 0, v: 0 })

const adamStep = (p: { m: number; v: number }, g: number, t: number): number => {
  p.m = 0.9 * p.m + 0.1 * g
  p.v = 0.999 * p.v + 0.001 * g * g
  return p.m / (1 - 0.9 ** t) / (Math.sqrt(p.v / (1 - 0.999 ** t)) + 1e-8)
}

const cases: [string, GradientTransformation, Recurrence][] = [
  ['sgd', sgd(0.1), recurrence(pair, (_, g) => 0.1 * g)],
  ['momentum', momentum(0.1, 0.8), recurrence(pair, (p, g) => 0.1 * (p.m = 0.8 * p.m + g))],
  [
    'nesterov',
    nesterov(0.1, 0.8),
    recurrence(pair, (p, g) => {
      p.m = 0.8 * p.m + g
      return 0.1 * (g + 0.8 * p.m)
    }),
  ],
  ['adam', adam(0.1), recurrence(pair, (p, g, t) => 0.1 * adamStep(p, g, t))],
  [
    'adam with a schedule',
    adam(exponentialDecay(0.1, { rate: 0.5, steps: 7 })),
    recurrence(pair, (p, g, t) => 0.1 * 0.5 ** ((t - 1) / 7) * adamStep(p, g, t)),
  ],
  [
    'adamw',
    adamw(0.1, { weightDecay: 0.05 }),
    recurrence(pair, (p, g, t, theta) => 0.1 * (adamStep(p, g, t) + 0.05 * theta)),
  ],
  [
    'rmsprop',
    rmsprop(0.1, { decay: 0.8, epsilon: 1e-5 }),
    recurrence(pair, (p, g) => {
      p.v = 0.8 * p.v + 0.2 * g * g
      return (0.1 * g) / Math.sqrt(p.v + 1e-5)
    }),
  ],
  [
    'rmsprop, centred',
    rmsprop(0.1, { decay: 0.8, epsilon: 1e-5, centered: true }),
    recurrence(pair, (p, g) => {
      p.m = 0.8 * p.m + 0.2 * g
      p.v = 0.8 * p.v + 0.2 * g * g
      return (0.1 * g) / Math.sqrt(p.v - p.m * p.m + 1e-5)
    }),
  ],
  [
    'adagrad',
    adagrad(0.1),
    recurrence(
      () => ({ v: 0.1 }),
      (p, g) => (0.1 * g) / Math.sqrt((p.v += g * g) + 1e-7),
    ),
  ],
  [
    'lion',
    lion(0.1, { weightDecay: 0.05 }),
    recurrence(pair, (p, g, _, theta) => {
      const direction = Math.sign(0.9 * p.m + (1 - 0.9) * g)
      p.m = 0.99 * p.m + (1 - 0.99) * g
      return 0.1 * (direction + 0.05 * theta)
    }),
  ],
]

interface P {
  a: Tensor
  b: readonly [Tensor]
}

const first = [1.5, -2, 0.25]
const asTree = (values: readonly number[]): P => ({
  a: tensor(values.slice(0, 2)),
  b: [tensor(values[2])],
})
const expected = (reference: Recurrence): number[][] => {
  const paths = first.map((theta, i) =>
    reference(
      theta,
      Array.from({ length: steps }, (_, step) => gradientAt(step, i)),
    ),
  )
  return Array.from({ length: steps }, (_, step) => paths.map((path) => path[step]))
}

describe.each(cases)('%s', (_, optimizer, reference) => {
  const step = (g: P, state: OptimizerState, params: P): [P, OptimizerState] => {
    const [updates, next] = optimizer.update(g, state, params)
    return [applyUpdates(params, updates), next]
  }
  const compiled = compile(step) as unknown as typeof step

  test.each([
    ['step by step', step],
    ['compiled', compiled],
  ])('%s', (_how, run) => {
    let params = asTree(first)
    let state = optimizer.init(params)
    expected(reference).forEach((values, t) => {
      const gradients = asTree(first.map((__, i) => gradientAt(t, i)))
      ;[params, state] = run(gradients, state, params)
      const found = [...params.a.data, params.b[0].item()]
      found.forEach((value, i) => {
        expect(Math.abs(value - values[i])).toBeLessThan(1e-12 * (1 + Math.abs(values[i])))
      })
    })
  })

  test('float32 parameters stay float32', () => {
    const params = new Float32Array([1, 2])
    const p = tensor(params)
    const [updates, state] = optimizer.update(p, optimizer.init(p), p)
    expect(applyUpdates(p, updates).dtype).toBe('float32')
    const [again] = optimizer.update(p, state, p)
    expect(again.dtype).toBe('float32')
  })
})
