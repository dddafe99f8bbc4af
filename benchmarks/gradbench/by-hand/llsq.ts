/** `llsq` by hand: powers by running products, residuals first, then the sum for each coefficient. */
import { job, type Evaluation } from '../job.ts'

interface Input {
  readonly x: readonly number[]
  readonly n: number
}

const read = ({ x, n }: Input): [Float64Array, number] => [Float64Array.from(x), n]

function residual(x: Float64Array, t: number): number {
  let value = Math.sign(t)
  let power = 1
  for (let j = 0; j < x.length; j++) {
    value -= x[j] * power
    power *= t
  }
  return value
}

function primal(x: Float64Array, n: number): number {
  let sum = 0
  for (let i = 0; i < n; i++) sum += residual(x, -1 + (2 * i) / (n - 1)) ** 2
  return sum / 2
}

function gradient(x: Float64Array, n: number): Float64Array {
  const result = new Float64Array(x.length)
  for (let i = 0; i < n; i++) {
    const t = -1 + (2 * i) / (n - 1)
    let factor = -residual(x, t)
    for (let j = 0; j < x.length; j++) {
      result[j] += factor
      factor *= t
    }
  }
  return result
}

export const llsq: Evaluation = {
  primal: job(read, primal, Number),
  gradient: job(read, gradient, (g) => [...g]),
}
