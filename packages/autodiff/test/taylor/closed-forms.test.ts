/** Coefficients known from calculus, to order 12, relative to each of them. */
import { describe, expect, test } from 'vitest'
import { taylor } from '@wengert/autodiff'
import { erf, lgamma, tensor, type Tensor } from '@wengert/tensor'

const order = 12
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
const factorial = (n: number): number => range(n).reduce((p, i) => p * (i + 1), 1)

/** Binomial coefficient of a real exponent. */
const binomial = (p: number, k: number): number =>
  range(k).reduce((c, i) => (c * (p - i)) / (i + 1), 1)

/** B_2, B_4, …, B_14. */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6]
const odd = (k: number, of: (n: number) => number): number => (k % 2 === 1 ? of((k + 1) / 2) : 0)
const tangent = (n: number): number =>
  ((-1) ** (n - 1) * 4 ** n * (4 ** n - 1) * bernoulli[n - 1]) / factorial(2 * n)
const zeta = [NaN, NaN, Math.PI ** 2 / 6, 1.2020569031595942, Math.PI ** 4 / 90]

interface Known {
  readonly name: string
  readonly f: (x: Tensor) => Tensor
  readonly at: number
  readonly along?: number
  readonly coefficient: (k: number) => number
  readonly upTo?: number
}

const sine = (k: number): number => Math.sin((k * Math.PI) / 2 + 0.7) / factorial(k)

const known: readonly Known[] = [
  { name: 'exp', f: (x) => x.exp(), at: 0, coefficient: (k) => 1 / factorial(k) },
  {
    name: 'exp away from 0, with a long step',
    f: (x) => x.exp(),
    at: 1.3,
    along: -2,
    coefficient: (k) => (Math.exp(1.3) * (-2) ** k) / factorial(k),
  },
  { name: 'sin', f: (x) => x.sin(), at: 0.7, coefficient: sine },
  { name: 'cos', f: (x) => x.cos(), at: 0.7, coefficient: (k) => sine(k + 1) * (k + 1) },
  { name: 'sinh', f: (x) => x.sinh(), at: 0, coefficient: (k) => (k % 2) / factorial(k) },
  { name: 'cosh', f: (x) => x.cosh(), at: 0, coefficient: (k) => ((k + 1) % 2) / factorial(k) },
  { name: '1/(1 − x)', f: (x) => x.neg().add(1).reciprocal(), at: 0, coefficient: () => 1 },
  {
    name: '1/(1 − x) as a quotient of series',
    f: (x) => x.add(1).div(x.square().neg().add(1)),
    at: 0,
    coefficient: () => 1,
  },
  { name: 'tan', f: (x) => x.tan(), at: 0, coefficient: (k) => odd(k, tangent) },
  {
    name: 'sin over cos',
    f: (x) => x.sin().div(x.cos()),
    at: 0,
    coefficient: (k) => odd(k, tangent),
  },
  {
    name: 'tanh',
    f: (x) => x.tanh(),
    at: 0,
    coefficient: (k) => odd(k, (n) => (-1) ** (n - 1) * tangent(n)),
  },
  {
    name: 'sigmoid',
    f: (x) => x.sigmoid(),
    at: 0,
    coefficient: (k) =>
      k === 0 ? 0.5 : odd(k, (n) => ((-1) ** (n - 1) * tangent(n)) / 2 ** (k + 1)),
  },
  {
    name: 'log1p',
    f: (x) => x.log1p(),
    at: 0,
    coefficient: (k) => (k === 0 ? 0 : (-1) ** (k - 1) / k),
  },
  {
    name: 'log',
    f: (x) => x.log(),
    at: 2,
    coefficient: (k) => (k === 0 ? Math.log(2) : (-1) ** (k - 1) / (k * 2 ** k)),
  },
  {
    name: 'atan',
    f: (x) => x.atan(),
    at: 0,
    coefficient: (k) => odd(k, (n) => (-1) ** (n - 1) / k),
  },
  { name: 'atanh', f: (x) => x.atanh(), at: 0, coefficient: (k) => odd(k, () => 1 / k) },
  {
    name: 'asin',
    f: (x) => x.asin(),
    at: 0,
    coefficient: (k) => odd(k, (n) => ((-1) ** (n - 1) * binomial(-0.5, n - 1)) / k),
  },
  {
    name: 'asinh',
    f: (x) => x.asinh(),
    at: 0,
    coefficient: (k) => odd(k, (n) => binomial(-0.5, n - 1) / k),
  },
  {
    name: 'erf',
    f: (x) => erf(x),
    at: 0,
    coefficient: (k) =>
      odd(k, (n) => ((2 / Math.sqrt(Math.PI)) * (-1) ** (n - 1)) / (factorial(n - 1) * k)),
  },
  { name: 'sqrt', f: (x) => x.sqrt(), at: 1, coefficient: (k) => binomial(0.5, k) },
  { name: 'a real power', f: (x) => x.pow(-1.7), at: 1, coefficient: (k) => binomial(-1.7, k) },
  {
    name: 'a real power with a variable exponent',
    f: (x) => x.pow(x.mul(0).add(2.3)),
    at: 1,
    coefficient: (k) => binomial(2.3, k),
  },
  { name: 'x⁵ at its zero', f: (x) => x.pow(5), at: 0, coefficient: (k) => (k === 5 ? 1 : 0) },
  { name: '(1 + x)⁷', f: (x) => x.pow(7), at: 1, coefficient: (k) => binomial(7, k) },
  {
    name: 'a product of polynomials',
    f: (x) => x.sub(3).mul(x.add(2)).mul(x.square().add(1)),
    at: 0,
    // (x² − x − 6)(x² + 1)
    coefficient: (k) => [-6, -1, -5, -1, 1][k] ?? 0,
  },
  {
    name: 'x^x',
    f: (x) => x.pow(x),
    at: 1,
    coefficient: (k) => [1, 1, 1, 1 / 2, 1 / 3, 1 / 12, 3 / 40, -1 / 120][k],
    upTo: 7,
  },
  {
    name: 'ln Γ',
    f: (x) => lgamma(x),
    at: 1,
    coefficient: (k) => (k === 0 ? 0 : k === 1 ? -0.5772156649015329 : ((-1) ** k * zeta[k]) / k),
    upTo: 4,
  },
]

function compare(
  { f, at, along = 1, coefficient, upTo = order }: Known,
  dtype: 'float64' | 'float32',
  tolerance: number,
): void {
  const series = taylor(f, tensor(at, { dtype }), tensor(along, { dtype }), upTo)
  expect(series.length).toBe(upTo + 1)
  series.forEach((c, k) => {
    const expected = coefficient(k)
    expect(c.dtype).toBe(dtype)
    expect(Math.abs(c.item() - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected))
  })
}

test.each(known)('$name, in float64', (each) => compare(each, 'float64', 1e-12))

// Where float32 represents the point, the series there is that of the same function.
test.each(known.filter(({ at }) => Number.isInteger(at)))('$name, in float32', (each) =>
  compare(each, 'float32', 2e-5),
)

test('an order far beyond: the exponential series to its 150th coefficient', () => {
  const series = taylor((x: Tensor) => x.exp(), 0, 1, 150)
  const last = series[150].item() * factorial(150)
  expect(Math.abs(last - 1)).toBeLessThan(1e-12)
})

describe('an ordinary differential equation by its Taylor series', () => {
  /** One step of length h for y′ = g(y): each coefficient of y follows from that of g(y) below it. */
  const step = (g: (y: Tensor) => Tensor, y: Tensor, h: number, terms: number): Tensor => {
    const coefficients = [y]
    for (let k = 0; k < terms; k++) {
      // g along the polynomial of what is known, as a function of t
      const along = (t: Tensor): Tensor =>
        g(coefficients.reduceRight((sum: Tensor, c) => sum.mul(t).add(c), y.mul(0)))
      coefficients.push(taylor(along, 0, 1, k)[k].div(k + 1))
    }
    return coefficients.reduceRight((sum: Tensor, c) => sum.mul(h).add(c), y.mul(0))
  }

  test('logistic growth y′ = y (1 − y), y(0) = ½, is the sigmoid', () => {
    let y = tensor(0.5)
    for (let i = 0; i < 4; i++) y = step((z) => z.mul(z.neg().add(1)), y, 0.5, 18)
    expect(y.item()).toBeCloseTo(1 / (1 + Math.exp(-2)), 13)
  })

  test('a rotation, as a system', () => {
    const turned = step(
      (z) =>
        tensor([
          [0, -1],
          [1, 0],
        ]).matmul(z),
      tensor([1, 0]),
      1,
      20,
    )
    expect(turned.data[0]).toBeCloseTo(Math.cos(1), 14)
    expect(turned.data[1]).toBeCloseTo(Math.sin(1), 14)
  })
})
