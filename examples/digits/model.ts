/** A network of 64, 32 and 10 units with tanh, its loss, and initial weights that can be had elsewhere too. */
import {
  logsumexp,
  matmul,
  mean,
  sum,
  takeAlongAxis,
  tensor,
  zeros,
  type Tensor,
} from '@wengert/tensor'
import type { Images } from './data.ts'

export interface Layer {
  /** Outputs × inputs. */
  readonly w: Tensor
  readonly b: Tensor
}

export type Network = readonly [hidden: Layer, output: Layer]

const weightDecay = 1e-4

export function logits([hidden, output]: Network, x: Tensor): Tensor {
  const h = matmul(x, hidden.w.transpose()).add(hidden.b).tanh()
  return matmul(h, output.w.transpose()).add(output.b)
}

/** The mean cross-entropy, and half the decay times the squares of the weights. */
export function loss(network: Network, { x, digit }: Images): Tensor {
  const z = logits(network, x)
  const chosen = takeAlongAxis(z, digit.expandDims(1), 1).squeeze(1)
  const squares = network.map(({ w }) => sum(w.square()))
  return mean(logsumexp(z, 1).sub(chosen)).add(squares[0].add(squares[1]).mul(weightDecay / 2))
}

/** The share of images that are recognised. */
export function accuracy(network: Network, { x, digit }: Images): Tensor {
  return mean(logits(network, x).argmax(1).equal(digit).cast('float64'))
}

/** Uniform weights within ±√(6 / (inputs + outputs)) (Glorot & Bengio 2010), by mulberry32. */
export function initialNetwork(seed: number): Network {
  const uniform = mulberry32(seed)
  const layer = (inputs: number, outputs: number): Layer => {
    const bound = Math.sqrt(6 / (inputs + outputs))
    const w = Float64Array.from({ length: inputs * outputs }, () => (2 * uniform() - 1) * bound)
    return { w: tensor(w, { shape: [outputs, inputs] }), b: zeros([outputs]) }
  }
  return [layer(64, 32), layer(32, 10)]
}

function mulberry32(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
