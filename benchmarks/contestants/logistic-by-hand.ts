/** The penalised logistic loss of examples/breast-cancer, differentiated by hand, in plain loops. */

export interface LogisticProblem {
  /** samples × features, row-major. */
  readonly x: Float64Array
  /** ±1. */
  readonly signs: Float64Array
  readonly samples: number
  readonly features: number
  readonly lambda: number
}

/** ∇ of Σ log(1 + exp(−s (x·w + b))) + λ/2 ‖w‖², at (w, b) in one vector. */
export function gradientByHand(problem: LogisticProblem, at: Float64Array): Float64Array {
  const { x, signs, samples, features, lambda } = problem
  const result = new Float64Array(features + 1)
  for (let i = 0; i < samples; i++) {
    let score = at[features]
    for (let j = 0; j < features; j++) score += x[i * features + j] * at[j]
    const weight = -signs[i] / (1 + Math.exp(signs[i] * score))
    for (let j = 0; j < features; j++) result[j] += weight * x[i * features + j]
    result[features] += weight
  }
  for (let j = 0; j < features; j++) result[j] += lambda * at[j]
  return result
}

/** ∇² times v there. */
export function hvpByHand(
  problem: LogisticProblem,
  at: Float64Array,
  v: Float64Array,
): Float64Array {
  const { x, signs, samples, features, lambda } = problem
  const result = new Float64Array(features + 1)
  for (let i = 0; i < samples; i++) {
    let score = at[features]
    let along = v[features]
    for (let j = 0; j < features; j++) {
      score += x[i * features + j] * at[j]
      along += x[i * features + j] * v[j]
    }
    const p = 1 / (1 + Math.exp(-signs[i] * score))
    const weight = p * (1 - p) * along
    for (let j = 0; j < features; j++) result[j] += weight * x[i * features + j]
    result[features] += weight
  }
  for (let j = 0; j < features; j++) result[j] += lambda * v[j]
  return result
}
