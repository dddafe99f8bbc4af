/** Multi-head attention (Vaswani et al. 2017): every position takes a weighted mean of what others offer. */
import { matmul, moveAxis, random, softmax, tril, where, ones, type Tensor } from '@wengert/tensor'
import { OptimizationError } from '../errors.ts'
import { dense, type Dense } from './dense.ts'
import { checkInput, checkSizes } from './layer.ts'

export interface Attention {
  readonly query: Dense
  readonly key: Dense
  readonly value: Dense
  readonly output: Dense
}

export interface AttentionLayer {
  init(key: Tensor): Attention
  /** From x, [batch…, time, width], which asks, and a context, which is asked; by default x itself. */
  apply(params: Attention, x: Tensor, context?: Tensor): Tensor
}

/**
 * Attention of `heads` heads over sequences [batch…, time, width]: `softmax(q kᵀ / √d) v` for each head of
 * d = width / heads, side by side, then one more dense layer. With `causal` no position sees a later one.
 *
 * @throws OptimizationError when a size is not a positive integer, or heads do not divide the width; from
 *   `apply` for x, or a context, of another width.
 * @example
 * ```ts
 * import { layers } from '@wengert/optim'
 * import { random } from '@wengert/tensor'
 * const layer = layers.attention(8, 2, { causal: true })
 * const x = random.normal(random.key(1), [3, 5, 8])
 * layer.apply(layer.init(random.key(0)), x).shape // → 3,5,8
 * ```
 */
export function attention(width: number, heads: number, { causal = false } = {}): AttentionLayer {
  checkSizes('attention', { width, heads })
  if (width % heads !== 0) {
    throw new OptimizationError(
      'option',
      `layers.attention: ${heads} heads do not divide a width of ${width}; give a width that is a multiple.`,
    )
  }
  const projection = dense(width, width)
  const inHeads = (x: Tensor): Tensor =>
    moveAxis(x.reshape([...x.shape.slice(0, -1), heads, width / heads]), -2, -3)
  return {
    init(key) {
      const keys = random.split(key, 4)
      const [query, keyed, value, output] = [0, 1, 2, 3].map((i) => projection.init(keys.at(i)))
      return { query, key: keyed, value, output }
    },
    apply(params, x, context = x) {
      const layout = { layout: ['batch…', 'time'], axes: 2 }
      checkInput('attention', x, width, layout)
      checkInput('attention', context, width, { ...layout, what: 'the context' })
      const q = inHeads(projection.apply(params.query, x))
      const k = inHeads(projection.apply(params.key, context))
      const v = inHeads(projection.apply(params.value, context))
      const scores = matmul(q, k.swapAxes(-1, -2)).div(Math.sqrt(width / heads))
      const [from, to] = scores.shape.slice(-2)
      const seen = causal ? where(tril(ones([from, to])).greater(0), scores, -Infinity) : scores
      const mixed = moveAxis(matmul(softmax(seen, -1), v), -3, -2)
      return projection.apply(params.output, mixed.reshape([...mixed.shape.slice(0, -2), width]))
    },
  }
}
