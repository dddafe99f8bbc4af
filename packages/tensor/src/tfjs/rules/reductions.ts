/** Sums, extrema, their positions, running sums, and products. */
import * as tf from '@tensorflow/tfjs-core'
import type { DotParams } from '../../primitives/dot.ts'
import { range, sizeOf } from '../../shape.ts'
import { along, rule, type Rule, type Rules } from './rule.ts'

interface AxesParams {
  readonly axes: number[]
}

const numbers = ['float32', 'int32'] as const

/** Over no axes it is the operand itself; TensorFlow.js takes an empty list for all. */
function over(reduce: (x: tf.Tensor, axes: number[]) => tf.Tensor): Rule {
  return rule<AxesParams>(([x], { axes }) => (axes.length === 0 ? x : reduce(x, axes)), numbers)
}

interface Side {
  readonly batch: readonly number[]
  readonly contract: readonly number[]
  readonly free: readonly number[]
}

function side(x: tf.Tensor, { batch, contract }: DotParams, at: 0 | 1): Side {
  const used = [...batch[at], ...contract[at]]
  return {
    batch: batch[at],
    contract: contract[at],
    free: range(x.rank).filter((axis) => !used.includes(axis)),
  }
}

/** A batch of matrices; transposed where the operand lies the other way round already. */
function matrices(x: tf.Tensor, { batch, contract, free }: Side, rows: 'free' | 'contract') {
  const length = (axes: readonly number[]): number => sizeOf(axes.map((axis) => x.shape[axis]))
  const [first, last] = rows === 'free' ? [free, contract] : [contract, free]
  const swapped = isAscending([...batch, ...last, ...first])
  const [outer, inner] = swapped ? [last, first] : [first, last]
  const order = [...batch, ...outer, ...inner]
  const arranged = isAscending(order) ? x : tf.transpose(x, order)
  const stack = tf.reshape(arranged, [length(batch), length(outer), length(inner)])
  return { stack: stack as tf.Tensor3D, swapped }
}

function isAscending(order: readonly number[]): boolean {
  return order.every((axis, i) => axis === i)
}

export const reductions: Rules = {
  sum: over((x, axes) => tf.sum(x, axes)),
  max: over((x, axes) => tf.max(x, axes)),
  min: over((x, axes) => tf.min(x, axes)),
  argmax: rule<{ axis: number }>(([x], { axis }) => tf.argMax(x, axis), ['float32']),
  argmin: rule<{ axis: number }>(([x], { axis }) => tf.argMin(x, axis), ['float32']),
  cumsum: rule<{ axis: number; reverse: boolean }>(
    ([x], { axis, reverse }) => along(x, axis, (y) => tf.cumsum(y, 1, false, reverse)),
    numbers,
  ),
  dotGeneral: rule<DotParams>(
    ([x, y], params, { output }) => {
      const left = matrices(x, side(x, params, 0), 'free')
      const right = matrices(y, side(y, params, 1), 'contract')
      const product = tf.matMul(left.stack, right.stack, left.swapped, right.swapped)
      return tf.reshape(product, [...output.shape])
    },
    ['float32'],
  ),
}
