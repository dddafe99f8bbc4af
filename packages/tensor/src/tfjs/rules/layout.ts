/** The same elements in another arrangement, parts of tensors, and tensors put together. */
import * as tf from '@tensorflow/tfjs-core'
import type { PadParams } from '../../primitives/padding.ts'
import type { SliceParams } from '../../primitives/slicing.ts'
import { sizeOf } from '../../shape.ts'
import { along, counted, rule, type Rules } from './rule.ts'

export const layout: Rules = {
  reshape: rule(([x], _, { output }) => tf.reshape(x, [...output.shape])),
  transpose: rule<{ permutation: number[] }>(([x], { permutation }) =>
    tf.transpose(x, permutation),
  ),
  broadcastTo: rule(([x], _, { output }) => tf.broadcastTo(x, [...output.shape])),
  flip: rule<{ axes: number[] }>(([x], { axes }) =>
    axes.reduce((y, axis) => along(y, axis, (z) => tf.reverse(z, 1)), counted(x)),
  ),
  concatenate: rule<{ axis: number }>((xs, { axis }) => tf.concat([...xs], axis)),
  slice: rule<SliceParams>(([x], { starts, lengths, steps }) => {
    if (x.rank === 0) return x
    // `stridedSlice` is right for float32 alone on wasm.
    const skips = steps.map((step, i) => step !== 1 && lengths[i] > 1)
    const begin = starts.map((start, i) => (skips[i] ? 0 : start))
    const size = lengths.map((length, i) => (skips[i] ? x.shape[i] : length))
    return steps.reduce(
      (y, step, axis) => {
        if (!skips[axis]) return y
        const at = Int32Array.from({ length: lengths[axis] }, (_, i) => starts[axis] + i * step)
        return tf.gather(y, tf.tensor1d(at, 'int32'), axis)
      },
      tf.slice(x, begin, size),
    )
  }),
  pad: rule<PadParams>(([x], { low, high, interior, value }) => {
    if (x.rank === 0) return x
    const spaced = interior.reduce((y, n, axis) => spread(y, axis, n, value), x)
    const widths = low.map((n, axis): [number, number] => [n, high[axis]])
    if (x.rank <= 4) return tf.pad(spaced, widths, value)
    return widths.reduce((y, width, axis) => {
      if (width[0] === 0 && width[1] === 0) return y
      return along(y, axis, (z) => tf.pad(z, [[0, 0], width, [0, 0]], value))
    }, spaced)
  }),
}

/** n constants between the elements of an axis: they follow each element, but not the last. */
function spread(x: tf.Tensor, axis: number, n: number, value: number): tf.Tensor {
  const length = x.shape[axis]
  if (n === 0 || length < 2) return x
  const outer = x.shape.slice(0, axis)
  const inner = x.shape.slice(axis + 1)
  const rows = tf.reshape(x, [sizeOf(outer), length, 1, sizeOf(inner)])
  const padded = tf.pad(
    rows,
    [
      [0, 0],
      [0, 0],
      [0, n],
      [0, 0],
    ],
    value,
  )
  const whole = tf.reshape(padded, [sizeOf(outer), length * (n + 1), sizeOf(inner)])
  const kept = tf.slice(whole, [0, 0, 0], [-1, length * (n + 1) - n, -1])
  return tf.reshape(kept, [...outer, length * (n + 1) - n, ...inner])
}
