/** A row of the table: how a primitive is computed by operations of TensorFlow.js. */
import * as tf from '@tensorflow/tfjs-core'
import type { Aval } from '../../aval.ts'
import type { DType } from '../../dtype.ts'
import { sizeOf } from '../../shape.ts'
import type { Tensor } from '../../tensor.ts'

export interface Call {
  /** The operands as tensors of ours, with elements on the host where they came from there. */
  readonly operands: readonly Tensor[]
  readonly output: Aval
}

export interface Rule {
  /** Of the first operand; others are computed on the host. Absent: all that TensorFlow.js has. */
  readonly dtypes?: readonly DType[]
  run(operands: readonly tf.Tensor[], params: unknown, call: Call): tf.Tensor
}

export type Rules = { readonly [primitive: string]: Rule | undefined }

/** A rule with its params' type. */
export function rule<P>(
  run: (operands: readonly tf.Tensor[], params: P, call: Call) => tf.Tensor,
  dtypes?: readonly DType[],
): Rule {
  return { run: run as Rule['run'], ...(dtypes && { dtypes }) }
}

/** Truth values as integers: kernels compare numbers only, and on wasm some move four bytes an element. */
export function counted(x: tf.Tensor): tf.Tensor {
  return x.dtype === 'bool' ? tf.cast(x, 'int32') : x
}

/** f along an axis, in the middle of three: on WebGL several kernels take no more than four. */
export function along(x: tf.Tensor, axis: number, f: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const [outer, inner] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)]
  const y = f(tf.reshape(x, [sizeOf(outer), x.shape[axis], sizeOf(inner)]))
  return tf.reshape(y, [...outer, y.shape[1]!, ...inner])
}
