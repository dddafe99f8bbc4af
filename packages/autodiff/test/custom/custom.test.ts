import { describe, expect, test } from 'vitest'
import { checkpoint, customJvp, customVjp, grad, hvp, jvp, stopGradient } from '@wengert/autodiff'
import { matmul, random, tensor, type Tensor } from '@wengert/tensor'
import { countKernels } from '../support/count-kernels.ts'

describe('customJvp', () => {
  test('uses its rule, in every mode and order', () => {
    // A rule that is deliberately not the derivative of sin shows who is asked.
    const f = customJvp(
      (x: Tensor) => x.sin(),
      ([x]: [Tensor], [dx]: [Tensor]) => [x.sin(), dx.mul(x.square())],
    )
    expect(jvp((x: Tensor) => f(x), [3], [2])[1].item()).toBe(18)
    expect(grad((x: Tensor) => f(x))(3).item()).toBe(9)
    expect(hvp((x: Tensor) => f(x), 3, 1).item()).toBe(6)
  })

  test('hands options through, and closures get no tangent from the rule', () => {
    const f = customJvp(
      (x: Tensor, _options: { power: number; name: string }) => x.pow(2),
      ([x]: [Tensor, unknown], [dx]: [Tensor, unknown]) => [x.pow(2), dx.mul(x).mul(2)],
    )
    expect(grad((x: Tensor) => f(x, { power: 2, name: 'two' }))(3).item()).toBe(6)
  })

  test('refuses a rule without a pair', () => {
    const f = customJvp((x: Tensor) => x, (() => tensor(1)) as never)
    expect(() => grad((x: Tensor) => f(x))(1)).toThrow(/^customJvp: the rule must return \[y, dy\]/)
  })
})

describe('customVjp', () => {
  const limited = customVjp(
    (x: Tensor) => x.square(),
    (x: Tensor) => [x.square(), x] as const,
    (x, ct: Tensor) => [ct.mul(x).mul(100)],
  )

  test('uses its pullback in reverse, and its transpose forward', () => {
    expect(grad((x: Tensor) => limited(x))(3).item()).toBe(300)
    expect(jvp((x: Tensor) => limited(x), [3], [2])[1].item()).toBe(600)
    expect(hvp((x: Tensor) => limited(x), 3, 1).item()).toBe(100)
  })

  test('gives integers and null no cotangent', () => {
    const pick = customVjp(
      (x: Tensor, i: Tensor) => x.take(i),
      (x: Tensor, i: Tensor) => [x.take(i), x] as const,
      (x, ct: Tensor) => [x.mul(0).add(ct), null],
    )
    expect(
      grad((x: Tensor) => pick(x, tensor(1, { dtype: 'int32' })))(tensor([4, 5])).toArray(),
    ).toEqual([1, 1])
  })

  test('that is not linear in the cotangent goes in reverse, and throws forward', () => {
    const clipped = customVjp(
      (x: Tensor) => x,
      (x: Tensor) => [x, null] as const,
      (_, ct: Tensor) => [ct.clip(-1, 1)],
    )
    expect(grad((x: Tensor) => clipped(x).mul(5))(2).item()).toBe(1)
    expect(() => jvp((x: Tensor) => clipped(x), [2], [1])).toThrow(
      /minimum: has no transpose rule.*linear in its cotangent/,
    )
  })

  test('refuses parts of the wrong kind', () => {
    const noPair = customVjp(
      (x: Tensor) => x,
      ((x: Tensor) => x) as never,
      () => [null],
    )
    expect(() => grad((x: Tensor) => noPair(x))(1)).toThrow(
      /^customVjp: forward must return \[y, residuals\]/,
    )
    const noList = customVjp(
      (x: Tensor) => x,
      (x: Tensor) => [x, null] as const,
      () => [],
    )
    expect(() => grad((x: Tensor) => noList(x))(1)).toThrow(
      /^customVjp: backward must return a list of 1 cotangents/,
    )
  })
})

describe('checkpoint', () => {
  const layers = 200
  const [n, batch] = [8, 16]
  const w = random.normal(random.key(1), [layers, n, n]).mul(0.1)
  const x0 = random.normal(random.key(2), [batch, n])
  const layer = (x: Tensor, weights: Tensor): Tensor => x.add(matmul(x, weights).tanh())

  test('gives the gradient of the plain network, bit for bit', () => {
    const network = (f: typeof layer) => (weights: Tensor) => {
      let x = x0
      for (let i = 0; i < layers; i++) x = f(x, weights.at(i))
      return x.square().mean()
    }
    const plain = grad(network(layer))(w)
    const spared = grad(network(checkpoint(layer)))(w)
    expect(Array.from(spared.data)).toEqual(Array.from(plain.data))
  })

  test('runs the function once more, in the backward pass', () => {
    const f = (x: Tensor): Tensor => x.sin().exp().sum()
    const plain = countKernels(() => grad(f)(x0))
    const spared = countKernels(() => grad((x: Tensor) => checkpoint(f)(x))(x0))
    expect(plain.get('sin')).toBe(1)
    expect(spared.get('checkpoint')).toBeGreaterThanOrEqual(2)
    expect(spared.get('sin')).toBe(2)
  })
})

test('stopGradient is a constant to every derivative', () => {
  const f = (x: Tensor): Tensor => stopGradient(x.square()).mul(x)
  expect(grad(f)(3).item()).toBe(9)
  expect(hvp(f, 3, 1).item()).toBe(0)
})
