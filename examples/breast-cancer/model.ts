/** Logistic regression with an L2 penalty on the weights, as one scalar function of its parameters. */
import { matmul, softplus, sum, zeros, type Tensor } from '@wengert/tensor'
import type { Classification } from './data.ts'

export interface Parameters {
  readonly weights: Tensor
  readonly intercept: Tensor
}

/** Σ log(1 + exp(−sᵢ (xᵢ·w + b))) + λ/2 ‖w‖²; the intercept is not penalised. */
export function penalizedLoss(
  { features, signs }: Classification,
  lambda: number,
): (parameters: Parameters) => Tensor {
  return ({ weights, intercept }) => {
    const margins = signs.mul(matmul(features, weights).add(intercept))
    const penalty = sum(weights.square()).mul(lambda / 2)
    return sum(softplus(margins.neg())).add(penalty)
  }
}

export function initialParameters(data: Classification): Parameters {
  return { weights: zeros([data.features.shape[1]]), intercept: zeros([]) }
}
