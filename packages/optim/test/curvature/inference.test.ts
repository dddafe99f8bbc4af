/** Closed forms: intervals, sandwich errors, unidentified directions, and what must be refused. */
import { describe, expect, test } from 'vitest'
import {
  convexity,
  inference,
  OptimizationError,
  standardErrorOf,
  type Inference,
} from '@wengert/optim'
import {
  concatenate,
  exp,
  eye,
  linalg,
  matmul,
  random,
  sum,
  tensor,
  zeros,
  type Tensor,
} from '@wengert/tensor'
import { loadModel } from '../support/statistical-models.ts'

const z95 = 1.959963984540054

describe('intervals of the Nile’s flow, a normal sample', () => {
  const model = loadModel('nile-normal')
  const [mean, logSd] = model.optimum.params
  const sd = Math.exp(logSd)
  const n = 100
  const result = inference(model.nll, tensor([mean, logSd]), { profile: true })

  test('Wald: mean ± z sd / √n, ln sd ± z / √(2n)', () => {
    const [first, second] = result.intervals.toArray() as number[][]
    expect(first[0]).toBeCloseTo(mean - (z95 * sd) / Math.sqrt(n), 8)
    expect(first[1]).toBeCloseTo(mean + (z95 * sd) / Math.sqrt(n), 8)
    expect(second[1] - second[0]).toBeCloseTo((2 * z95) / Math.sqrt(2 * n), 10)
  })

  test('profile of the mean: n ln(1 + (μ − mean)²/sd²) = z²', () => {
    const reach = sd * Math.sqrt(Math.expm1(z95 ** 2 / n))
    const [low, high] = (result.profileIntervals!.toArray() as number[][])[0]
    expect(low / (mean - reach)).toBeCloseTo(1, 8)
    expect(high / (mean + reach)).toBeCloseTo(1, 8)
  })

  test('profile of s = ln sd: n (exp(−2d) + 2d − 1) = z² at s ± d', () => {
    const ends = (result.profileIntervals!.toArray() as number[][])[1]
    for (const end of ends) {
      const d = end - logSd
      expect(n * (Math.exp(-2 * d) + 2 * d - 1)).toBeCloseTo(z95 ** 2, 6)
    }
    expect(ends[0]).toBeLessThan(logSd)
    expect(ends[1]).toBeGreaterThan(logSd)
  })
})

test('profile intervals do not depend on the parametrisation: of λ and of ln λ', () => {
  // A Poisson count of 7: nll = λ − 7 ln λ.
  const byRate = inference((l: Tensor) => l.sub(l.log().mul(7)), tensor(7), { profile: true })
  const byLog = inference((s: Tensor) => exp(s).sub(s.mul(7)), tensor(Math.log(7)), {
    profile: true,
  })
  const rates = byRate.profileIntervals!.toArray() as number[]
  const logs = byLog.profileIntervals!.toArray() as number[]
  rates.forEach((rate, i) => {
    expect(rate / Math.exp(logs[i])).toBeCloseTo(1, 8)
    expect(2 * (rate - 7 * Math.log(rate) - 7 + 7 * Math.log(7))).toBeCloseTo(z95 ** 2, 7)
  })
})

test('a profile that does not rise by z²/2 has infinite ends', () => {
  // From −ln 1.5 at 0 the nll rises to −ln 0.5 at infinity: by ln 3 = 1.10, less than 1.92.
  const nll = (a: Tensor): Tensor => a.square().div(-2).exp().add(0.5).log().neg()
  const { profileIntervals } = inference(nll, tensor(0), { profile: true })
  expect(profileIntervals!.toArray()).toEqual([-Infinity, Infinity])
  // At a level of 80 %, z²/2 = 0.82, both ends are finite.
  const narrow = inference(nll, tensor(0), { profile: true, level: 0.8 })
  const [, high] = narrow.profileIntervals!.toArray() as number[]
  expect(nll(tensor(high)).item() + Math.log(1.5)).toBeCloseTo(1.2815515655446004 ** 2 / 2, 8)
})

test('a profile that ends at the boundary of its domain ends on the side where it is defined', () => {
  // √v − 1, from −1 at v = 0: 2 · 1.5 is less than z² = 3.84, and below 0 there is nothing.
  const nll = (v: Tensor): Tensor => v.sqrt().sub(1).square().mul(1.5)
  const { profileIntervals } = inference(nll, tensor(1), { profile: true })
  const [low, high] = profileIntervals!.toArray() as number[]
  expect(low).toBeGreaterThanOrEqual(0)
  expect(low).toBeLessThan(1e-8)
  expect(high).toBeCloseTo((1 + Math.sqrt(z95 ** 2 / 3)) ** 2, 8)
})

describe('robust errors', () => {
  // White's covariance of least squares: (XᵀX)⁻¹ Xᵀ diag(e²) X (XᵀX)⁻¹.
  const X = random.normal(random.key(1), [40, 3])
  const noise = random.normal(random.key(2), [40]).mul(X.slice([], 0).abs().add(0.1))
  const y = matmul(X, tensor([1, -2, 0.5])).add(noise)
  const nll = (b: Tensor): Tensor => y.sub(matmul(X, b)).square().sum().div(2)
  const inverse = linalg.inv(matmul(X.transpose(), X))
  const b = matmul(inverse, matmul(X.transpose(), y))
  const e = y.sub(matmul(X, b))
  const meat = matmul(X.transpose(), X.mul(e.square().reshape([-1, 1])))
  const white = matmul(matmul(inverse, meat), inverse)

  test('are White’s for least squares', () => {
    const loss = (beta: Tensor, { x, t }: { x: Tensor; t: Tensor }): Tensor =>
      t.sub(x.dot(beta)).square().div(2)
    const { robust } = inference(nll, b, { robust: { loss, data: { x: X, t: y } } })
    expect(robust!.covariance.sub(white).abs().max().item()).toBeLessThan(1e-14)
    const variances = robust!.standardErrors.square().sub(white.mul(eye(3)).sum(1))
    expect(variances.abs().max().item()).toBeLessThan(1e-14)
  })
})

describe('what would give numbers that mean nothing is refused', () => {
  const nll = (x: Tensor): Tensor => x.square().sum()
  const robust = (loss: (x: Tensor, d: Tensor) => Tensor, data: Tensor): unknown =>
    inference(nll, zeros([2]), { robust: { loss, data } })
  const logs = (x: Tensor): Tensor => x.log().sum().neg()
  test.each<[string, () => unknown, RegExp]>([
    [
      'an estimate that is NaN',
      () => inference(nll, tensor([NaN, 0])),
      /inference: the Hessian at x is unusable. The function there is NaN/,
    ],
    [
      'one outside the domain, where −log x still has the Hessian 1/x²',
      () => inference(logs, tensor([-1, 1])),
      /inference: .* The function there is NaN/,
    ],
    [
      'the same for its convexity',
      () => convexity(logs, tensor([-1, 1])),
      /convexity: .* The function there is NaN/,
    ],
    [
      'the same for one quantity',
      () => standardErrorOf(logs, tensor([-1, 1]), (x) => x.at(1)),
      /standardErrorOf: .* The function there is NaN/,
    ],
    [
      'a quantity that is infinite',
      () => standardErrorOf(nll, zeros([2]), (x) => x.at(0).log()),
      /standardErrorOf: g at the estimate is -Infinity, and it or its gradient not finite; give/,
    ],
    [
      'no parameters',
      () => inference(() => tensor(1), {} as never),
      /inference: x has no elements; give at least one parameter/,
    ],
    [
      'robust errors of no observations',
      () => robust((x, d) => x.sum().mul(d), zeros([0])),
      /inference: the leaves of robust\.data have shapes \[0\]; give all of them the same number/,
    ],
    [
      'observations of different numbers',
      () =>
        inference(nll, zeros([2]), {
          robust: {
            loss: (x: Tensor, d: { a: Tensor; b: Tensor }) => x.sum().mul(d.a).mul(d.b),
            data: { a: zeros([3]), b: zeros([4]) },
          },
        }),
      /inference: the leaves of robust\.data have shapes \[3\], \[4\]/,
    ],
    [
      'an observation whose gradient is NaN',
      () => robust((x, d) => x.sum().mul(d), tensor([1, 2, NaN])),
      /inference: the gradient of robust\.loss at the estimate is not finite for observation 2;/,
    ],
    [
      'no loss',
      () => inference(nll, zeros([2]), { robust: { data: zeros([2]) } as never }),
      /inference: robust\.loss is undefined; give a function of the estimate and one observation/,
    ],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(OptimizationError)
    expect(run).toThrow(message)
  })
  test('a direction that is not determined, for a quantity of it, in the words of statistics', () => {
    expect(() =>
      standardErrorOf(
        (x) => x.sum().square(),
        zeros([2]),
        (x) => x.at(1),
      ),
    ).toThrow(
      /the Hessian is not positive definite.*no minimum.*not determine; minimise further, or see inference/,
    )
  })
})

describe('robust errors where a parameter is not identified', () => {
  // The third column repeats the second: of b₂ and b₃ only the sum is identified.
  const Z = random.normal(random.key(3), [30, 2])
  const X = matmul(
    Z,
    tensor([
      [1, 0, 0],
      [0, 1, 1],
    ]),
  )
  const t = matmul(Z, tensor([1, 2])).add(random.normal(random.key(4), [30]))
  type Row = { readonly x: Tensor; readonly t: Tensor }
  const loss = (b: Tensor, row: Row): Tensor => row.t.sub(row.x.dot(b)).square().div(2)
  const of = (x: Tensor, b: Tensor): Inference<Tensor> =>
    inference((c: Tensor) => t.sub(matmul(x, c)).square().sum().div(2), b, {
      robust: { loss, data: { x, t } },
    })
  const inverse = linalg.inv(matmul(Z.transpose(), Z))
  const b = matmul(inverse, matmul(Z.transpose(), t))
  const reduced = of(Z, b).robust!
  const { robust, unidentified } = of(X, concatenate([b, zeros([1])], 0))

  test('are those of the model without it, for the others', () => {
    expect(unidentified.length).toBe(1)
    const [first, second, third] = robust!.standardErrors.data
    expect(first / reduced.standardErrors.data[0]).toBeCloseTo(1, 10)
    expect([second, third]).toEqual([Infinity, Infinity])
    expect(robust!.covariance.at(0).at(1).item()).toBeNaN()
    const [low, high] = (robust!.intervals.toArray() as number[][])[0]
    const [least, most] = (reduced.intervals.toArray() as number[][])[0]
    expect(low).toBeCloseTo(least, 10)
    expect(high).toBeCloseTo(most, 10)
  })
})

describe('a slope without curvature', () => {
  const nll = (x: Tensor): Tensor => x.at(0).sub(1).square().add(x.at(1).mul(0.5))
  const result = inference(nll, tensor([1, 0]))

  test('is no minimum, and not called flat', () => {
    expect(result.decrement).toBe(Infinity)
    expect(result.unidentified).toEqual([])
    expect(result.warnings).toHaveLength(1)
    expect(result.warnings[0]).toMatch(
      /not a minimum: the negative log-likelihood falls along −1\.0 \[1\], .* without curvature/,
    )
    expect(result.warnings[0]).not.toMatch(/flat/)
  })

  test('leaves the errors of the others, and gives none for it', () => {
    const [first, second] = result.standardErrors.data
    expect(first).toBeCloseTo(Math.SQRT1_2, 12)
    expect(second).toBe(Infinity)
  })

  test('that rounding has made is none', () => {
    const almost = (x: Tensor): Tensor => x.at(0).sub(1).square().add(x.at(1).mul(1e-12))
    const { unidentified, warnings } = inference(almost, tensor([1, 0]))
    expect(unidentified.length).toBe(1)
    expect(warnings[0]).toMatch(/flat/)
  })
})

describe('what the data do not determine', () => {
  // Only a + b enters, and c by itself.
  interface P {
    a: Tensor
    b: Tensor
    c: Tensor
  }
  const nll = ({ a, b, c }: P): Tensor => a.add(b).sub(3).square().add(c.square().mul(2))
  const result = inference<P>(nll, { a: 1, b: 2, c: 0 })

  test('has infinite errors, and the rest its own', () => {
    expect(result.standardErrors.a.item()).toBe(Infinity)
    expect(result.standardErrors.b.item()).toBe(Infinity)
    expect(result.standardErrors.c.item()).toBeCloseTo(0.5, 12)
    expect(result.conditionNumber).toBe(Infinity)
  })

  test('is named, as a direction and in words', () => {
    expect(result.unidentified.length).toBe(1)
    const [{ a, b, c }] = result.unidentified
    expect(a.item()).toBeCloseTo(-b.item(), 12)
    expect(Math.abs(a.item())).toBeCloseTo(Math.SQRT1_2, 12)
    expect(c.item()).toBeCloseTo(0, 12)
    expect(result.warnings).toHaveLength(1)
    expect(result.warnings[0]).toMatch(
      /do not determine the parameters along −?0\.71 [ab] [−+] 0\.71 [ab]:/,
    )
  })

  test('nearly: a warning with the condition number and the direction', () => {
    const close = (x: Tensor): Tensor =>
      x
        .at(0)
        .add(x.at(1))
        .square()
        .add(x.at(0).sub(x.at(1)).square().mul(1e-10))
    const { warnings, standardErrors, weakestDirection } = inference(close, zeros([2]))
    expect(warnings[0]).toMatch(/hardly determine .* \[0\] .*scaled condition number 1\.0e\+10/)
    expect(standardErrors.data[0]).toBeCloseTo(Math.sqrt((1 + 1e10) / 8), -1)
    expect(weakestDirection.data[0]).toBeCloseTo(-weakestDirection.data[1], 6)
  })

  test('units of parameters do not count as weakness', () => {
    const f = (x: Tensor): Tensor =>
      x
        .mul(tensor([1e-8, 1e8]))
        .square()
        .sum()
    const { warnings, scaledConditionNumber } = inference(f, zeros([2]))
    expect(warnings).toEqual([])
    expect(scaledConditionNumber).toBeCloseTo(1, 12)
  })
})

test('an estimate that is no minimum is refused, with the way down', () => {
  const f = (x: Tensor): Tensor => x.at(0).square().sub(x.at(1).square())
  const run = (): unknown => inference(f, zeros([2]))
  expect(run).toThrow(OptimizationError)
  expect(run).toThrow(/the estimate is no minimum; .* along −?1\.0 \[1\] \(curvature -2\.00\)/)
})

test('an unfinished fit is said to be one', () => {
  const { warnings, decrement } = inference((x: Tensor) => x.square().sum(), tensor([0.1, 0]))
  expect(decrement).toBeCloseTo(0.01, 12)
  expect(warnings[0]).toMatch(/not yet the minimum: a Newton step would lower .* by 0\.010\./)
})

describe('standardErrorOf, without a matrix', () => {
  test('is the entry of inference, for each parameter of a badly scaled model', () => {
    const model = loadModel('warpbreaks-poisson')
    const x = tensor(model.optimum.params)
    model.optimum.standardErrors.forEach((expected, i) => {
      const { standardError, value } = standardErrorOf(model.nll, x, (p) => p.at(i))
      expect(standardError / expected).toBeCloseTo(1, 8)
      expect(value).toBe(x.data[i])
    })
  })

  test('of 20000 parameters, in as many products as there are distinct curvatures', () => {
    const n = 20_000
    const d = random.randint(random.key(0), [n], 1, 4).cast('float64')
    const f = (x: Tensor): Tensor => sum(x.square().mul(d)).mul(0.5)
    const result = standardErrorOf(f, zeros([n]), (x) => x.sum())
    expect(result.standardError ** 2 / d.reciprocal().sum().item()).toBeCloseTo(1, 10)
    expect(result.iterations).toBeLessThan(5)
  })

  test('a flat direction is refused', () => {
    const f = (x: Tensor): Tensor => x.at(0).square()
    expect(() => standardErrorOf(f, zeros([2]), (x) => x.at(1))).toThrow(
      /standardErrorOf: H v = ∇g/,
    )
  })
})
