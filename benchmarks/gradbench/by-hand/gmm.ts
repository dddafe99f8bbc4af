/** `gmm` by hand: one observation after the other, triangular products in loops. */
import { job, type Evaluation } from '../job.ts'

type Rows = readonly (readonly number[])[]

interface Input {
  readonly d: number
  readonly k: number
  readonly n: number
  readonly alpha: readonly number[]
  readonly mu: Rows
  readonly q: Rows
  readonly l: Rows
  readonly x: Rows
  readonly m: number
  readonly gamma: number
}

interface Problem {
  readonly d: number
  readonly k: number
  readonly n: number
  readonly alpha: Float64Array
  readonly mu: Float64Array
  readonly q: Float64Array
  readonly l: Float64Array
  readonly x: Float64Array
  readonly m: number
  readonly gamma: number
}

interface Slopes {
  readonly alpha: Float64Array
  readonly mu: Float64Array
  readonly q: Float64Array
  readonly l: Float64Array
}

const flat = (rows: Rows): Float64Array => Float64Array.from(rows.flat())

const read = (input: Input): [Problem] => [
  {
    ...input,
    alpha: Float64Array.from(input.alpha),
    mu: flat(input.mu),
    q: flat(input.q),
    l: flat(input.l),
    x: flat(input.x),
  },
]

/** The gradient of the log posterior, whose value `primal` is. */
function differentiate(problem: Problem, slopes: Slopes | null): number {
  const { d, k, n, alpha, mu, q, l, x } = problem
  const size = (d * (d - 1)) / 2
  const diagonal = q.map(Math.exp)
  const centred = new Float64Array(k * d)
  const scaled = new Float64Array(k * d)
  const beta = new Float64Array(k)
  const logWeights = Float64Array.from(alpha, (a, j) => {
    let sum = a
    for (let i = 0; i < d; i++) sum += q[j * d + i]
    return sum
  })
  let total = -0.5 * n * d * Math.log(2 * Math.PI)
  for (let i = 0; i < n; i++) {
    let largest = -Infinity
    for (let j = 0; j < k; j++) {
      const at = j * d
      for (let a = 0; a < d; a++) {
        centred[at + a] = x[i * d + a] - mu[at + a]
        scaled[at + a] = diagonal[at + a] * centred[at + a]
      }
      let entry = j * size
      for (let column = 0; column < d; column++) {
        const c = centred[at + column]
        for (let row = column + 1; row < d; row++) scaled[at + row] += l[entry++] * c
      }
      let squared = 0
      for (let a = 0; a < d; a++) squared += scaled[at + a] * scaled[at + a]
      beta[j] = logWeights[j] - 0.5 * squared
      if (beta[j] > largest) largest = beta[j]
    }
    let sum = 0
    for (let j = 0; j < k; j++) sum += beta[j] = Math.exp(beta[j] - largest)
    total += largest + Math.log(sum)
    if (slopes === null) continue
    for (let j = 0; j < k; j++) {
      const share = beta[j] / sum
      const at = j * d
      slopes.alpha[j] += share
      let entry = j * size
      for (let column = 0; column < d; column++) {
        const c = share * centred[at + column]
        const own = scaled[at + column]
        // ∂β/∂μ = Qᵀ Q (x − μ), ∂β/∂Q = −Q (x − μ) (x − μ)ᵀ
        let toMean = diagonal[at + column] * own
        for (let row = column + 1; row < d; row++, entry++) {
          toMean += l[entry] * scaled[at + row]
          slopes.l[entry] -= c * scaled[at + row]
        }
        slopes.mu[at + column] += share * toMean
        slopes.q[at + column] += share - c * own * diagonal[at + column]
      }
    }
  }
  return total + priors(problem, diagonal, slopes)
}

/** The terms that do not depend on observations. */
function priors(problem: Problem, diagonal: Float64Array, slopes: Slopes | null): number {
  const { d, k, n, alpha, q, l, m, gamma } = problem
  const largest = Math.max(...alpha)
  const sum = alpha.reduce((total, a) => total + Math.exp(a - largest), 0)
  const freedom = d + m + 1
  let logGamma = 0.25 * d * (d - 1) * Math.log(Math.PI)
  for (let j = 1; j <= d; j++) logGamma += logGammaOfHalves(freedom + 1 - j)
  const constant = freedom * d * (Math.log(gamma) - 0.5 * Math.log(2)) - logGamma
  let total = k * constant - n * (largest + Math.log(sum))
  for (let i = 0; i < q.length; i++) total += m * q[i] - 0.5 * gamma ** 2 * diagonal[i] ** 2
  for (let i = 0; i < l.length; i++) total -= 0.5 * gamma ** 2 * l[i] ** 2
  if (slopes === null) return total
  for (let j = 0; j < k; j++) slopes.alpha[j] -= (n * Math.exp(alpha[j] - largest)) / sum
  for (let i = 0; i < q.length; i++) slopes.q[i] += m - gamma ** 2 * diagonal[i] ** 2
  for (let i = 0; i < l.length; i++) slopes.l[i] -= gamma ** 2 * l[i]
  return total
}

/** log Γ(h/2), by Γ(z + 1) = z Γ(z) from Γ(1) and Γ(½). */
function logGammaOfHalves(h: number): number {
  let result = h % 2 === 0 ? 0 : 0.5 * Math.log(Math.PI)
  for (let z = h / 2 - 1; z > 0; z--) result += Math.log(z)
  return result
}

function gradient(problem: Problem): Slopes & { readonly d: number } {
  const { alpha, mu, q, l, d } = problem
  const [a, b, c, e] = [alpha, mu, q, l].map(({ length }) => new Float64Array(length))
  const slopes = { alpha: a, mu: b, q: c, l: e, d }
  differentiate(problem, slopes)
  return slopes
}

function rows(x: Float64Array, count: number): number[][] {
  const width = x.length / count
  return Array.from({ length: count }, (_, i) => [...x.subarray(i * width, (i + 1) * width)])
}

export const gmm: Evaluation = {
  objective: job(read, (problem) => differentiate(problem, null), Number),
  jacobian: job(read, gradient, ({ alpha, mu, q, l }) => ({
    alpha: [...alpha],
    mu: rows(mu, alpha.length),
    q: rows(q, alpha.length),
    l: rows(l, alpha.length),
  })),
}
