/** `lse` by hand: the softmax. */
import { job, type Evaluation } from '../job.ts'

interface Input {
  readonly x: readonly number[]
}

const read = ({ x }: Input): [Float64Array] => [Float64Array.from(x)]

function largest(x: Float64Array): number {
  let max = -Infinity
  for (let i = 0; i < x.length; i++) max = x[i] > max ? x[i] : max
  return max
}

function primal(x: Float64Array): number {
  const max = largest(x)
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += Math.exp(x[i] - max)
  return max + Math.log(sum)
}

function gradient(x: Float64Array): Float64Array {
  const max = largest(x)
  const result = new Float64Array(x.length)
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += result[i] = Math.exp(x[i] - max)
  for (let i = 0; i < x.length; i++) result[i] /= sum
  return result
}

export const lse: Evaluation = {
  primal: job(read, primal, Number),
  gradient: job(read, gradient, (g) => [...g]),
}
