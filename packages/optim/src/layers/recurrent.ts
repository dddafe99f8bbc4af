/**
 * Recurrent layers, a step at a time by `scan`: derivatives of every order, in memory for the residuals of
 * all steps. Sequences lie along the first axis, [time, batch…, inputs]. The gates' weights lie side by
 * side, in the order of Keras.
 */
import { scan } from '@wengert/autodiff'
import {
  concatenate,
  matmul,
  ones,
  random,
  split,
  zeros,
  type DType,
  type Tensor,
} from '@wengert/tensor'
import { checkInput, checkSizes, glorot } from './layer.ts'

export interface Recurrent {
  /** From the input: inputs × gates · units. */
  readonly w: Tensor
  /** From the last output: units × gates · units. */
  readonly u: Tensor
  readonly b: Tensor
}

export interface RecurrentLayer<C> {
  init(key: Tensor): Recurrent
  /** What to carry before the first step: zeros, for a batch of that shape; float64 by default. */
  start(batch?: readonly number[], dtype?: DType): C
  /** One step: the carry after it; its output is the carry, or the first of it. */
  step(params: Recurrent, carry: C, x: Tensor): C
  /** All steps: the last carry, and the outputs of every step, [time, batch…, units]. */
  apply(params: Recurrent, xs: Tensor, carry?: C): [carry: C, outputs: Tensor]
}

/**
 * A gated recurrent unit (Cho et al. 2014): `z, r = σ(x w + h u + b)`, `c = tanh(x w + (r ∘ h) u + b)`,
 * `h ← z ∘ h + (1 − z) ∘ c`. The carry is h.
 *
 * @throws OptimizationError when a size is not a positive integer, and from `apply` for xs of another
 *   width.
 * @example
 * ```ts
 * import { layers } from '@wengert/optim'
 * import { random } from '@wengert/tensor'
 * const layer = layers.gru(3, 5)
 * const xs = random.normal(random.key(1), [7, 2, 3])
 * const [h, outputs] = layer.apply(layer.init(random.key(0)), xs)
 * h.shape // → 2,5
 * outputs.shape // → 7,2,5
 * ```
 */
export function gru(inputs: number, units: number): RecurrentLayer<Tensor> {
  checkSizes('gru', { inputs, units })
  const step = ({ w, u, b }: Recurrent, h: Tensor, x: Tensor): Tensor => {
    const [xz, xr, xc] = split(matmul(x, w).add(b), 3, -1)
    const [uz, ur, uc] = split(u, 3, -1)
    const z = xz.add(matmul(h, uz)).sigmoid()
    const r = xr.add(matmul(h, ur)).sigmoid()
    const candidate = xc.add(matmul(r.mul(h), uc)).tanh()
    return z.mul(h).add(z.neg().add(1).mul(candidate))
  }
  const start = (batch: readonly number[] = [], dtype: DType = 'float64'): Tensor =>
    zeros([...batch, units], { dtype })
  return {
    init: (key) => weights(key, inputs, units, 3),
    start,
    step,
    apply(params, xs, carry) {
      checkInput('gru', xs, inputs, inTime)
      const body = (h: Tensor, x: Tensor): [Tensor, Tensor] => {
        const next = step(params, h, x)
        return [next, next]
      }
      return scan(body, carry ?? start(xs.shape.slice(1, -1), dtypeOf(params, xs)), xs)
    },
  }
}

/** An LSTM's output, and its cell. */
export type LstmCarry = readonly [h: Tensor, cell: Tensor]

/**
 * Long short-term memory (Hochreiter & Schmidhuber 1997; Gers et al. 2000): `i, f, o = σ(x w + h u + b)`,
 * `c ← f ∘ c + i ∘ tanh(x w + h u + b)`, `h = o ∘ tanh(c)`; the gates are in the order i, f, c, o, and the
 * bias of f starts at 1. The carry is [h, c].
 *
 * @throws OptimizationError when a size is not a positive integer, and from `apply` for xs of another
 *   width.
 */
export function lstm(inputs: number, units: number): RecurrentLayer<LstmCarry> {
  checkSizes('lstm', { inputs, units })
  const step = ({ w, u, b }: Recurrent, [h, cell]: LstmCarry, x: Tensor): LstmCarry => {
    const [i, f, c, o] = split(matmul(x, w).add(matmul(h, u)).add(b), 4, -1)
    const next = f.sigmoid().mul(cell).add(i.sigmoid().mul(c.tanh()))
    return [o.sigmoid().mul(next.tanh()), next]
  }
  const start = (batch: readonly number[] = [], dtype: DType = 'float64'): LstmCarry => [
    zeros([...batch, units], { dtype }),
    zeros([...batch, units], { dtype }),
  ]
  return {
    init(key) {
      const all = weights(key, inputs, units, 4)
      return { ...all, b: concatenate([zeros([units]), ones([units]), zeros([2 * units])], 0) }
    },
    start,
    step,
    apply(params, xs, carry) {
      checkInput('lstm', xs, inputs, inTime)
      const first = carry ?? start(xs.shape.slice(1, -1), dtypeOf(params, xs))
      const body = (state: LstmCarry, x: Tensor): [LstmCarry, Tensor] => {
        const next = step(params, state, x)
        return [next, next[0]]
      }
      return scan(body, first as never, xs) as [LstmCarry, Tensor]
    },
  }
}

const inTime = { what: 'xs', layout: ['time', 'batch…'], axes: 2 }

/** The dtype of what a step makes of zeros: float32 only where all is. */
const dtypeOf = ({ u }: Recurrent, xs: Tensor): DType =>
  u.dtype === 'float32' && xs.dtype === 'float32' ? 'float32' : 'float64'

function weights(key: Tensor, inputs: number, units: number, gates: number): Recurrent {
  const keys = random.split(key)
  return {
    w: glorot(keys.at(0), [inputs, gates * units], inputs, units),
    u: glorot(keys.at(1), [units, gates * units], units, units),
    b: zeros([gates * units]),
  }
}
