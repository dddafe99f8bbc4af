/**
 * `gmm`: the log posterior of a mixture of Gaussians under a Wishart prior, by weights, means and the
 * triangular factors Q of the inverse covariances, whose diagonals are given by their logarithms.
 */
import { grad } from '@wengert/autodiff'
import { concatenate, lgamma, logsumexp, take, tensor, zeros, type Tensor } from '@wengert/tensor'
import { compiledFor } from '../compiled.ts'
import { job, type Evaluation } from '../job.ts'
import { named, numbers } from '../json.ts'

interface Input {
  readonly d: number
  readonly k: number
  readonly alpha: readonly number[]
  readonly mu: readonly (readonly number[])[]
  readonly q: readonly (readonly number[])[]
  readonly l: readonly (readonly number[])[]
  readonly x: readonly (readonly number[])[]
  readonly m: number
  readonly gamma: number
}

export interface Mixture {
  /** k */
  readonly alpha: Tensor
  /** k × d */
  readonly mu: Tensor
  /** k × d */
  readonly q: Tensor
  /** k × d(d−1)/2 */
  readonly l: Tensor
}

/** Extra degrees of freedom, and precision. */
interface Prior {
  readonly m: number
  readonly gamma: number
}

const read = ({ d, k, alpha, mu, q, l, x, m, gamma }: Input): [Mixture, Tensor, Prior] => [
  {
    alpha: tensor(alpha),
    mu: tensor(mu),
    q: tensor(q),
    l: tensor(l.flat(), { shape: [k, (d * (d - 1)) / 2] }),
  },
  tensor(x),
  { m, gamma },
]

export function logPosterior(mixture: Mixture, x: Tensor, prior: Prior): Tensor {
  const { alpha, mu, q, l } = mixture
  const [n, d] = x.shape
  const factors = triangular(q, l)
  // Qₖ (xᵢ − μₖ), as k × d × n.
  const scaled = factors.matmul(x.transpose()).sub(factors.matmul(mu.expandDims(-1)))
  const distances = scaled.square().sum(1)
  const logWeights = alpha.add(q.sum(1)).expandDims(-1)
  const likelihood = logsumexp(logWeights.sub(distances.mul(0.5)), 0)
    .sum()
    .sub(logsumexp(alpha).mul(n))
    .sub(0.5 * n * d * Math.log(2 * Math.PI))
  return likelihood.add(logWishart(q, l, prior))
}

/** Lower triangular matrices with diagonals exp(q), below which l goes down column by column. */
function triangular(q: Tensor, l: Tensor): Tensor {
  const [k, d] = q.shape
  const parts = concatenate([zeros([k, 1]), q.exp(), l], 1)
  const source = new Int32Array(d * d)
  let next = 1 + d
  for (let column = 0; column < d; column++) {
    source[column * d + column] = 1 + column
    for (let row = column + 1; row < d; row++) source[row * d + column] = next++
  }
  return take(parts, source, 1).reshape([k, d, d])
}

/** The logarithm of the prior's density. */
function logWishart(q: Tensor, l: Tensor, { m, gamma }: Prior): Tensor {
  const [k, d] = q.shape
  const freedom = d + m + 1
  const constant =
    freedom * d * (Math.log(gamma) - 0.5 * Math.log(2)) - logMultivariateGamma(freedom / 2, d)
  const norms = q.exp().square().sum().add(l.square().sum())
  return q
    .sum()
    .mul(m)
    .sub(norms.mul(0.5 * gamma ** 2))
    .add(k * constant)
}

function logMultivariateGamma(a: number, d: number): number {
  let sum = 0.25 * d * (d - 1) * Math.log(Math.PI)
  for (let j = 1; j <= d; j++) sum += lgamma(tensor(a + (1 - j) / 2)).item()
  return sum
}

const objective = compiledFor(
  (prior: Prior) => (mixture: Mixture, x: Tensor) => logPosterior(mixture, x, prior),
)
const gradient = compiledFor((prior: Prior) =>
  grad((mixture: Mixture, x: Tensor) => logPosterior(mixture, x, prior)),
)

export const gmm: Evaluation = {
  objective: job(read, (mixture, x, prior) => objective(prior)(mixture, x), numbers),
  jacobian: job(read, (mixture, x, prior) => gradient(prior)(mixture, x), named),
}
