/**
 * Reading and adding at integer positions, and the sliding windows, which are the same at positions
 * known beforehand. TensorFlow.js adds up along the first axis only (`scatterND`), and the batches of
 * its `gather` are not right on every backend; so axes that run in step are joined with the indexed one
 * and brought to the front, and x is a list of rows.
 */
import * as tf from '@tensorflow/tfjs-core'
import { checkKnown, type GatherParams } from '../../primitives/indexing.ts'
import { inverse } from '../../primitives/layout.ts'
import type { OverlapParams, WindowParams } from '../../primitives/windows.ts'
import { range, sizeOf } from '../../shape.ts'
import { Tensor } from '../../tensor.ts'
import { rule, type Call, type Rules } from './rule.ts'

export const indexing: Rules = {
  gather: rule<GatherParams>(([x, indices], params, call) => {
    const { axis, batchDims } = params
    const rows = checkedRows('gather', indices, params, call)
    const { shape } = call.output
    if (batchDims === 0) {
      return tf.reshape(tf.gather(x, tf.tensor1d(rows, 'int32'), axis), [...shape])
    }
    const taken = tf.gather(
      tf.reshape(tf.transpose(x, axisFirst(x.rank, 1, params)), [
        sizeOf(x.shape.slice(0, batchDims)) * x.shape[axis],
        -1,
      ]),
      tf.tensor1d(rows, 'int32'),
    )
    const order = axisFirst(shape.length, indices.rank - batchDims, params)
    return tf.transpose(
      tf.reshape(
        taken,
        order.map((i) => shape[i]),
      ),
      inverse(order),
    )
  }),
  scatterAdd: rule<GatherParams>(
    ([x, indices, updates], params, call) => {
      const rows = checkedRows('scatterAdd', indices, params, call)
      return tf.add(x, sumAt(rows, updates, x.shape, indices.rank - params.batchDims, params))
    },
    ['float32', 'int32'],
  ),
  windows: rule<WindowParams>(([x], { sizes, dilations, strides }, { output }) => {
    const lead = x.rank - sizes.length
    const counts = output.shape.slice(lead + sizes.length)
    const windowed = sizes.reduce((y, size, i) => {
      const positions = positionsOf(size, counts[i], dilations[i], strides[i])
      const at = tf.tensor2d(positions, [size, counts[i]], 'int32')
      return tf.gather(y, at, lead + 2 * i)
    }, x)
    // From (size, count) an axis to all sizes, then all counts.
    const pairs = range(sizes.length).map((i) => lead + 2 * i)
    return tf.transpose(windowed, [...range(lead), ...pairs, ...pairs.map((axis) => axis + 1)])
  }),
  overlapAdd: rule<OverlapParams>(
    ([x], { sizes, dilations, strides, lengths }) => {
      const lead = x.rank - 2 * sizes.length
      const pairs = range(sizes.length).flatMap((i) => [lead + i, lead + sizes.length + i])
      const counts = x.shape.slice(lead + sizes.length)
      let total = tf.transpose(x, [...range(lead), ...pairs])
      sizes.forEach((size, i) => {
        const axis = lead + i
        const shape = [...total.shape.slice(0, axis), lengths[i], ...total.shape.slice(axis + 2)]
        const positions = positionsOf(size, counts[i], dilations[i], strides[i])
        total = sumAt(positions, total, shape, 2, { axis, batchDims: 0 })
      })
      return total
    },
    ['float32', 'int32'],
  ),
}

/** Which row of x each index means: counted from the first axis that runs in step, none outside. */
function checkedRows(
  operation: string,
  indices: tf.Tensor,
  { axis, batchDims }: GatherParams,
  { operands: [x, given] }: Call,
): Int32Array {
  const host = given.host ?? (indices.dataSync() as Int32Array)
  checkKnown(operation, new Tensor(given.aval, host), axis, x)
  const n = x.shape[axis]
  const perBatch = sizeOf(given.shape.slice(batchDims))
  return Int32Array.from(host, (i, at) => Math.floor(at / perBatch) * n + (i < 0 ? i + n : i))
}

/** Where each element of each window lies along its axis. */
function positionsOf(size: number, count: number, dilation: number, stride: number): Int32Array {
  return Int32Array.from(
    { length: size * count },
    (_, i) => Math.floor(i / count) * dilation + (i % count) * stride,
  )
}

/** The order of axes (batch, indexed, between, after) of a tensor that has (batch, between, indexed, after). */
function axisFirst(rank: number, indexed: number, { axis, batchDims }: GatherParams): number[] {
  const batch = range(batchDims)
  const between = range(axis - batchDims).map((i) => batchDims + i)
  const at = range(indexed).map((i) => axis + i)
  const after = range(rank - axis - indexed).map((i) => axis + indexed + i)
  return [...batch, ...at, ...between, ...after]
}

/** Zeros of the shape with the updates, which have `indexed` axes for one, added to the rows given. */
function sumAt(
  rows: Int32Array,
  updates: tf.Tensor,
  shape: readonly number[],
  indexed: number,
  params: GatherParams,
): tf.Tensor {
  const order = axisFirst(shape.length, 1, params)
  const count = sizeOf(shape.slice(0, params.batchDims)) * shape[params.axis]
  const width = sizeOf(shape) / count
  const first = tf.transpose(updates, axisFirst(updates.rank, indexed, params))
  const sums = tf.scatterND(
    tf.tensor2d(rows, [rows.length, 1], 'int32'),
    tf.reshape(first, [rows.length, width]),
    [count, width],
  )
  const apart = tf.reshape(
    sums,
    order.map((axis) => shape[axis]),
  )
  return tf.transpose(apart, inverse(order))
}
