/** Every small example runs, and what it finds is true. */
import { beforeAll, expect, test, vi } from 'vitest'
import { tensor, type Tensor } from '@wengert/tensor'
import { readFileSync } from 'node:fs'
import { main as characterRnn } from './character-rnn.ts'
import { classify, main as clubClassifier } from './club-classifier.ts'
import { main as contractiveAutoencoder } from './contractive-autoencoder.ts'
import { main as pendulum, truth } from './pendulum.ts'
import { main as poissonRegression } from './poisson-regression.ts'
import { main as ridgeHypergradient, ridge, validationLoss } from './ridge-hypergradient.ts'

beforeAll(() => void vi.spyOn(console, 'log').mockImplementation(() => {}))

test('club classifier: J is 2 × 3 and H 2 × 3 × 3, as differences have them', () => {
  const { p, J, H } = clubClassifier()
  expect(J.shape).toEqual([2, 3])
  expect(H.shape).toEqual([2, 3, 3])
  expect(p.sum().item()).toBeCloseTo(1, 14)
  // Probabilities add up to 1, so that their derivatives add up to 0.
  expect(J.sum(0).abs().max().item()).toBeLessThan(1e-15)
  expect(H.sum(0).abs().max().item()).toBeLessThan(1e-15)
  const x = [0.8, -0.3, 0.5]
  const h = 1e-4
  const at = (i: number, a: number, j: number, b: number): Tensor =>
    classify(tensor(x.map((v, k) => v + (k === i ? a : 0) + (k === j ? b : 0))))
  for (let i = 0; i < 3; i++) {
    const slope = at(i, h, i, 0)
      .sub(at(i, -h, i, 0))
      .div(2 * h)
    expect(slope.sub(J.slice([], i)).abs().max().item()).toBeLessThan(1e-7)
    for (let j = 0; j < 3; j++) {
      const mixed = at(i, h, j, h)
        .sub(at(i, h, j, -h))
        .sub(at(i, -h, j, h))
        .add(at(i, -h, j, -h))
      expect(
        mixed
          .div(4 * h * h)
          .sub(H.slice([], i, j))
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-6)
    }
  }
})

test('contractive autoencoder: the larger the penalty, the less the code moves', () => {
  const [none, some, much] = contractiveAutoencoder(5)
  expect(some.norm).toBeLessThan(0.8 * none.norm)
  expect(much.norm).toBeLessThan(0.5 * some.norm)
  expect(much.error).toBeGreaterThan(none.error)
})

test('Poisson regression: estimates and standard errors of 22-digit arithmetic', () => {
  const file = new URL('data/warpbreaks.json', import.meta.url)
  const { optimum } = JSON.parse(readFileSync(file, 'utf8')) as {
    optimum: { params: number[]; standardErrors: number[] }
  }
  const { x, result } = poissonRegression()
  optimum.params.forEach((value, i) => expect(x.data[i] / value).toBeCloseTo(1, 7))
  optimum.standardErrors.forEach((value, i) =>
    expect(result.standardErrors.data[i] / value).toBeCloseTo(1, 7),
  )
})

test('character RNN: it learns the text, and writes a verse of it', () => {
  const { losses, written } = characterRnn(8)
  expect(losses[7]).toBeLessThan(0.25)
  expect(written.startsWith('the wipers on the bus go swish swish swish')).toBe(true)
})

test('hyper-gradient: that of a solution by hand, and by differences', () => {
  const { slope, curvature, logLambda } = ridgeHypergradient()
  const f = (t: number): number => validationLoss(tensor(t)).item()
  const h = 1e-3
  expect(slope).toBeCloseTo((f(h) - f(-h)) / (2 * h), 5)
  expect(curvature).toBeCloseTo((f(h) - 2 * f(0) + f(-h)) / (h * h), 4)
  // The best of a fine grid.
  const grid = Array.from({ length: 121 }, (_, i) => -2 + 0.05 * i)
  const best = grid.reduce((a, b) => (f(b) < f(a) ? b : a))
  expect(Math.abs(logLambda - best)).toBeLessThan(0.05)
  expect(ridge(tensor(1)).shape).toEqual([20])
})

test('pendulum: length, friction and angle within three standard errors of the truth', () => {
  const { found, errors, rms } = pendulum()
  Object.values(truth).forEach((value, i) =>
    expect(Math.abs(found[i] - value)).toBeLessThan(3 * errors[i]),
  )
  expect(rms).toBeCloseTo(0.02, 2)
})
