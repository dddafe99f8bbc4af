import { describe, expect, test } from 'vitest'
import {
  checkpoint,
  compile,
  customJvp,
  customVjp,
  grad,
  hessian,
  hvp,
  jacfwd,
  jvp,
  linearize,
  scan,
  stopGradient,
  taylor,
  vmap,
} from '@wengert/autodiff'
import {
  DerivativeError,
  diag,
  DTypeError,
  matmul,
  random,
  ShapeError,
  tensor,
  TreeError,
  type Tensor,
} from '@wengert/tensor'
import { expectClose } from '../support/law.ts'
import { memoryOf } from '../support/memory-of.ts'
import { countKernels } from '../support/count-kernels.ts'

/** Multiplication by w, over which function and rule close. */
const timesByVjp = (w: Tensor) =>
  customVjp(
    (x: Tensor) => x.mul(w),
    (x: Tensor) => [x.mul(w), null] as const,
    (_, ct: Tensor) => [ct.mul(w)],
  )
const timesByJvp = (w: Tensor) =>
  customJvp(
    (x: Tensor) => x.mul(w),
    ([x]: [Tensor], [dx]: [Tensor]) => [x.mul(w), dx.mul(w)],
  )

describe.each([
  ['customVjp', timesByVjp],
  ['customJvp', timesByJvp],
])('%s that closes over traced values', (name, times) => {
  test('of a body, a batch or an outer derivative has the right derivatives', () => {
    const product = (x: Tensor): Tensor =>
      scan((c: Tensor, a: Tensor) => [times(a)(c), c], x, tensor([2, 3]))[0]
    expect(grad(product)(5).item()).toBe(6)
    expect(jvp(product, [5], [2])[1].item()).toBe(12)
    const rows = (x: Tensor, w: Tensor): Tensor => times(w)(x)
    expect(
      grad((xs: Tensor) => vmap(rows)(xs, tensor([5, 6])).sum())(tensor([1, 2])).toArray(),
    ).toEqual([5, 6])
    expect(
      vmap((w: Tensor) => grad((x: Tensor) => times(w)(x))(2))(tensor([3, 4])).toArray(),
    ).toEqual([3, 4])
    // d/dw of d/dx (wx)² = 2w²x
    const outer = (w: Tensor): Tensor => grad((x: Tensor) => times(w)(x).square())(2)
    expect(grad(outer)(3).item()).toBe(24)
    expect(compile(outer)(3).item()).toBe(36)
  })

  test('throws when such a value is being differentiated itself, rather than give 0', () => {
    const message = new RegExp(
      `^${name}: the function closes over a value that is being differentiated`,
    )
    expect(() => grad((w: Tensor) => times(w)(2))(3)).toThrow(DerivativeError)
    expect(() => grad((w: Tensor) => times(w)(2))(3)).toThrow(message)
    expect(() => jvp((w: Tensor) => times(w)(2), [3], [1])).toThrow(message)
    expect(grad((w: Tensor) => times(stopGradient(w))(w))(3).item()).toBe(3)
  })
})

const expByJvp: (x: Tensor) => Tensor = customJvp(
  (x: Tensor) => x.exp(),
  ([x]: [Tensor], [dx]: [Tensor]) => {
    const y = expByJvp(x)
    return [y, dx.mul(y)]
  },
)
const expByVjp: (x: Tensor) => Tensor = customVjp(
  (x: Tensor) => x.exp(),
  (x: Tensor) => [expByVjp(x), x] as const,
  (x, ct: Tensor) => [ct.mul(expByVjp(x))],
)

describe.each([
  ['customJvp', expByJvp],
  ['customVjp', expByVjp],
])('%s whose rules call the function again', (_, exp) => {
  const x = tensor([0.3, -0.7])
  const f = (p: Tensor): Tensor => exp(p.mul(2)).sum()
  const powers = (n: number): number[] => Array.from(x.data, (p) => 2 ** n * Math.exp(2 * p))

  test('has derivatives of every order, and in every mode', () => {
    const ones = tensor([1, 1])
    expectClose(grad(f)(x), tensor(powers(1)), 1e-14)
    expectClose(hvp(f, x, ones), tensor(powers(2)), 1e-14)
    expectClose(grad((p: Tensor) => grad(f)(p).sum())(x), tensor(powers(2)), 1e-14)
    const second = (p: Tensor): Tensor => hvp(f, p, ones).sum()
    expectClose(grad(second)(x), tensor(powers(3)), 1e-14)
    expectClose(jvp(grad(second), [x], [ones])[1], tensor(powers(4)), 1e-14)
    expectClose(hessian(f)(x), diag(tensor(powers(2))), 1e-14)
  })

  test('inside and outside of vmap, in loops, compiled, and in series', () => {
    const each = (p: Tensor): Tensor => exp(p.mul(2))
    for (let n = 1, g = each; n <= 3; n++) {
      g = grad(g)
      expectClose(vmap(g)(x), tensor(powers(n)), 1e-14)
      expectClose(compile(vmap(g))(x), tensor(powers(n)), 1e-14)
    }
    const outside = (p: Tensor): Tensor => grad((q: Tensor) => vmap(each)(q).sum())(p).sum()
    expectClose(grad(outside)(x), tensor(powers(2)), 1e-14)
    const twice = (p: Tensor): Tensor =>
      scan((c: Tensor, a: Tensor) => [exp(c).mul(a), c], p, tensor([0.5, 2]))[0]
    const plain = (p: Tensor): Tensor => p.exp().mul(0.5).exp().mul(2)
    expect(hvp(twice, 0.3, 1).item() / hvp(plain, 0.3, 1).item()).toBeCloseTo(1, 14)
    const series = taylor(exp, 0, 1, 4).map((c) => c.item())
    series.forEach((c, k) => expect(c).toBeCloseTo([1, 1, 1 / 2, 1 / 6, 1 / 24][k], 15))
  })
})

test('rules may call each other in a circle', () => {
  const sine: (x: Tensor) => Tensor = customJvp(
    (x: Tensor) => x.sin(),
    ([x]: [Tensor], [dx]: [Tensor]) => [sine(x), cosine(x).mul(dx)],
  )
  const cosine: (x: Tensor) => Tensor = customVjp(
    (x: Tensor) => x.cos(),
    (x: Tensor) => [cosine(x), x] as const,
    (x, ct: Tensor) => [sine(x).neg().mul(ct)],
  )
  let f = sine
  const expected = [Math.sin, Math.cos, (x: number) => -Math.sin(x), (x: number) => -Math.cos(x)]
  for (let n = 0; n <= 5; n++) {
    expect(f(tensor(0.4)).item()).toBeCloseTo(expected[n % 4](0.4), 14)
    f = n % 2 === 0 ? grad(f) : forward(f)
  }

  function forward(g: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
    return (x) => jvp(g, [x], [tensor(1)])[1]
  }
})

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

  test('refuses a value or a tangent that is not like the result', () => {
    const by = (rule: (x: Tensor, dx: Tensor) => unknown[]) => () =>
      jvp(
        customJvp(
          (x: Tensor) => x.sum(),
          ([x]: [Tensor], [dx]: [Tensor]) => rule(x, dx) as never,
        ) as (x: Tensor) => Tensor,
        [tensor([1, 2])],
        [tensor([1, 1])],
      )
    expect(by((x, dx) => [x.sum(), dx])).toThrow(ShapeError)
    expect(by((x, dx) => [x, dx.sum()])).toThrow(
      /^customJvp: the value of the rule has a leaf of shape \[2\]/,
    )
    expect(by((x, dx) => [x.sum(), dx.sum().cast('int32')])).toThrow(DTypeError)
    expect(by((x, dx) => [x.sum(), [dx.sum()]])).toThrow(TreeError)
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
      /^minimum: has no transpose rule.*linear in its cotangent/,
    )
  })

  test.each([
    ['a product', (ct: Tensor) => ct.mul(ct), /^mul: is not linear/],
    [
      'a choice by sign',
      (ct: Tensor) => ct.mul(ct.greater(0).cast('float64')),
      /^mul: is not linear/,
    ],
    ['a quotient', (ct: Tensor) => tensor(1).div(ct.add(1)), /^div: is not linear/],
    ['a sum with a constant', (ct: Tensor) => ct.add(1), /is not 0 for the cotangent 0/],
    ['a constant', (ct: Tensor) => ct.mul(0).add(1), /is not 0 for the cotangent 0/],
  ])('whose backward is %s goes in reverse, and throws forward', (_, backward, message) => {
    const f = customVjp(
      (x: Tensor) => x,
      (x: Tensor) => [x, null] as const,
      (_residuals, ct: Tensor) => [backward(ct)],
    ) as (x: Tensor) => Tensor
    expect(grad((x: Tensor) => f(x).mul(3))(2).item()).toBe(backward(tensor(3)).item())
    expect(() => jvp(f, [2], [1])).toThrow(DerivativeError)
    expect(() => jvp(f, [2], [1])).toThrow(message)
    expect(() => jacfwd(f)(2)).toThrow(message)
    expect(() => linearize(f, 2)[1](1)).toThrow(message)
    const pushed = (x: Tensor): Tensor => jvp(f, [x], [tensor(1)])[1]
    expect(() => jvp(pushed, [2], [1])).toThrow(message)
  })

  test('may keep flags and texts among its residuals, and give null for parts of a tree', () => {
    const f = customVjp(
      ({ a, b }: { a: Tensor; b: Tensor }, sign: boolean) => a.add(b).mul(sign ? 1 : -1),
      ({ a, b }, sign) => [a.add(b).mul(sign ? 1 : -1), { a, sign, kind: 'sum' }] as const,
      ({ sign, kind }, ct: Tensor) => [{ b: null, a: ct.mul(sign ? 1 : -1) }, kind],
    )
    const g = grad((x: { a: Tensor; b: Tensor }) => f(x, false))({ a: 1, b: 2 })
    expect([g.a.item(), g.b.item()]).toEqual([-1, 0])
  })

  test('refuses values and cotangents that are not like the result and the arguments', () => {
    const by =
      (forward: (x: { a: Tensor }) => unknown, backward: (ct: Tensor) => unknown[]) => () =>
        grad((x: { a: Tensor }) =>
          customVjp(
            ({ a }: { a: Tensor }) => a.sum(),
            (x) => [forward(x), null] as never,
            (_, ct: Tensor) => backward(ct),
          )(x),
        )({ a: tensor([1, 2]) })
    const sum = ({ a }: { a: Tensor }): Tensor => a.sum()
    expect(by(sum, (ct) => [{ a: ct }])().a.toArray()).toEqual([1, 1])
    expect(by(sum, (ct) => [{ a: ct.broadcastTo([3]) }])).toThrow(
      /^customVjp: cotangent 0\.a is float64\[3\] where the argument is float64\[2\]/,
    )
    expect(by(sum, (ct) => [{ b: ct }])).toThrow(TreeError)
    expect(by(sum, (ct) => [ct])).toThrow(TreeError)
    expect(
      by(
        ({ a }) => a,
        (ct) => [{ a: ct }],
      ),
    ).toThrow(ShapeError)
    expect(
      by(
        ({ a }) => [a.sum()],
        (ct) => [{ a: ct }],
      ),
    ).toThrow(TreeError)
  })

  test('shares what a batch has in common', () => {
    const f = customVjp(
      (x: Tensor, w: Tensor) => x.mul(w),
      (x: Tensor, w: Tensor) => [x.mul(w), { x, w }] as const,
      ({ x, w }, ct: Tensor) => [ct.mul(w), ct.mul(x)],
    )
    const over = (xs: Tensor) => (w: Tensor) => vmap((x: Tensor) => f(x, w))(xs)
    const xs = tensor([1, 2, 4])
    expect(grad((w: Tensor) => over(xs)(w).sum())(3).item()).toBe(7)
    expect(jacfwd(over(xs))(3).toArray()).toEqual([1, 2, 4])
    expect(vmap(grad((x: Tensor) => f(x, 3)))(xs).toArray()).toEqual([3, 3, 3])
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

  test('for each √n layers takes the memory of √n layers when compiled, not of all', () => {
    const blocks = 14
    const chain = (x: Tensor, weights: Tensor): Tensor => {
      let y = x
      for (let i = 0; i < weights.shape[0]; i++) y = layer(y, weights.at(i))
      return y
    }
    const network = (f: typeof layer) => (weights: Tensor) => {
      let x = broad
      for (let i = 0; i < layers; i += blocks) x = f(x, weights.slice([i, i + blocks]))
      return x.square().mean()
    }
    const broad = random.normal(random.key(3), [20 * n, n])
    const [plain, spared] = [chain, checkpoint(chain)].map((f) =>
      memoryOf(() => compile(grad(network(f)))(w)),
    )
    expect(spared / plain).toBeLessThan(0.35)
  })

  test('may branch on values that are known', () => {
    const f = checkpoint((x: Tensor) => (x.greater(0).item() === 1 ? x.square() : x.neg()))
    const g = (x: Tensor): Tensor => f(x)
    expect(f(3).item()).toBe(9)
    expect([grad(g)(3).item(), grad(g)(-3).item()]).toEqual([6, -1])
    expect(hvp(g, 3, 1).item()).toBe(2)
    expect(() => vmap(g)(tensor([1]))).toThrow(/^item: .* while vmap traces the function/)
  })

  test('computes no derivatives in the forward pass', () => {
    const f = (x: Tensor): Tensor => checkpoint((y: Tensor) => y.sin().exp())(x).sum()
    expect(countKernels(() => linearize(f, x0)).get('cos')).toBeUndefined()
    expect(countKernels(() => grad(f)(x0)).get('cos')).toBe(1)
  })

  test('hands options and functions through', () => {
    type Options = { readonly by: (y: Tensor) => Tensor; readonly sign: string }
    const f = checkpoint((x: Tensor, { by, sign }: Options) =>
      sign === '-' ? by(x).neg() : by(x),
    ) as (x: Tensor, options: Options) => Tensor
    const g = (x: Tensor): Tensor => f(x, { by: (y) => y.square(), sign: '-' })
    expect([g(tensor(3)).item(), grad(g)(3).item(), hvp(g, 3, 1).item()]).toEqual([-9, -6, -2])
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
  const g = grad(({ a, b }: { a: Tensor; b: Tensor }) => {
    const fixed = stopGradient({ a, b: [b, 2] as const })
    return fixed.a.mul(b).add(fixed.b[0].mul(fixed.b[1]))
  })({ a: 3, b: 5 })
  expect([g.a.item(), g.b.item()]).toEqual([0, 3])
})
