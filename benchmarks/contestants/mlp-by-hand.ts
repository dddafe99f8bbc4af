/** A network of one hidden layer with tanh, softmax and cross-entropy, differentiated by hand in loops. */

export interface MlpProblem {
  /** batch × inputs, row-major. */
  readonly x: Float64Array
  /** batch × classes, each row a distribution. */
  readonly y: Float64Array
  readonly batch: number
  readonly inputs: number
  readonly hidden: number
  readonly classes: number
}

export interface MlpParameters<T> {
  /** inputs × hidden */
  readonly w1: T
  readonly b1: T
  /** hidden × classes */
  readonly w2: T
  readonly b2: T
}

type Weights = MlpParameters<Float64Array>

/** −mean Σ y log softmax(tanh(x w₁ + b₁) w₂ + b₂), and its gradient where `slopes` is given. */
export function mlpByHand(problem: MlpProblem, at: Weights, slopes: Weights | null): number {
  const { x, y, batch, inputs, hidden, classes } = problem
  const h = new Float64Array(hidden)
  const z = new Float64Array(classes)
  const toHidden = new Float64Array(hidden)
  let total = 0
  for (let i = 0; i < batch; i++) {
    h.set(at.b1)
    for (let k = 0; k < inputs; k++) {
      const value = x[i * inputs + k]
      for (let j = 0; j < hidden; j++) h[j] += value * at.w1[k * hidden + j]
    }
    for (let j = 0; j < hidden; j++) h[j] = Math.tanh(h[j])
    z.set(at.b2)
    for (let j = 0; j < hidden; j++) {
      for (let c = 0; c < classes; c++) z[c] += h[j] * at.w2[j * classes + c]
    }
    let largest = -Infinity
    for (let c = 0; c < classes; c++) largest = Math.max(largest, z[c])
    let sum = 0
    for (let c = 0; c < classes; c++) sum += Math.exp(z[c] - largest)
    const normalizer = largest + Math.log(sum)
    for (let c = 0; c < classes; c++) {
      const target = y[i * classes + c]
      total -= target * (z[c] - normalizer)
      z[c] = (Math.exp(z[c] - normalizer) - target) / batch
    }
    if (slopes !== null) goBack(problem, at, slopes, i, h, z, toHidden)
  }
  return total / batch
}

/** Adds what sample i gives, from its hidden values and the cotangents of its scores. */
function goBack(
  { x, inputs, hidden, classes }: MlpProblem,
  at: Weights,
  slopes: Weights,
  i: number,
  h: Float64Array,
  toScores: Float64Array,
  toHidden: Float64Array,
): void {
  for (let c = 0; c < classes; c++) slopes.b2[c] += toScores[c]
  for (let j = 0; j < hidden; j++) {
    let ct = 0
    for (let c = 0; c < classes; c++) {
      slopes.w2[j * classes + c] += h[j] * toScores[c]
      ct += at.w2[j * classes + c] * toScores[c]
    }
    toHidden[j] = ct * (1 - h[j] * h[j])
    slopes.b1[j] += toHidden[j]
  }
  for (let k = 0; k < inputs; k++) {
    const value = x[i * inputs + k]
    for (let j = 0; j < hidden; j++) slopes.w1[k * hidden + j] += value * toHidden[j]
  }
}

/** All of the gradient, one parameter after the other. */
export function mlpGradientByHand(problem: MlpProblem, at: Weights): Float64Array {
  const { w1, b1, w2, b2 } = at
  const result = new Float64Array(w1.length + b1.length + w2.length + b2.length)
  let start = 0
  const [s1, t1, s2, t2] = [w1, b1, w2, b2].map(({ length }) =>
    result.subarray(start, (start += length)),
  )
  mlpByHand(problem, at, { w1: s1, b1: t1, w2: s2, b2: t2 })
  return result
}
