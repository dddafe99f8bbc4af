/**
 * Tensors of ours as tensors of TensorFlow.js and back. Both lay elements out in row-major order in
 * the same typed arrays, so a backend that computes on arrays of JavaScript (cpu) shares them, and the
 * others copy once, between the host and their own memory. float64 is the dtype that they do not have.
 */
import * as tf from '@tensorflow/tfjs-core'
import { makeAval, type Aval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { allocate, dtypes, type DType, type TypedArray } from '../dtype.ts'
import { ArgumentError, DTypeError } from '../errors.ts'
import { Tensor, type TensorLike } from '../tensor.ts'

/**
 * x as a tensor of TensorFlow.js, on the backend that it runs on now, with the same shape and dtype.
 * The caller owns the result: `dispose` it. The cpu backend shares x's elements, the others copy them.
 *
 * @throws DTypeError for float64: cast first, `toTfjs(x.cast('float32'))`.
 * @throws ConcretizationError when x is traced and has no value yet, or is being differentiated.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu'
 * import { tensor } from '@wengert/tensor'
 * import { toTfjs } from '@wengert/tensor/tfjs'
 * const x = toTfjs(tensor([[1, 2]], { dtype: 'float32' }))
 * x.shape // → 1,2
 * x.dispose()
 * ```
 */
export function toTfjs(x: TensorLike): tf.Tensor {
  const t = toTensor('toTfjs', x)
  return upload('toTfjs', t.aval.dtype, t.shape, t.data as TypedArray)
}

/**
 * A tensor of TensorFlow.js as one of ours, with the same shape and dtype; x itself is left to its
 * owner. It reads synchronously (`dataSync`), as all of our operations do; on a GPU `fromTfjsAsync`
 * waits without blocking. The cpu backend shares the elements, the others copy them.
 *
 * @throws ArgumentError when x is no tensor of TensorFlow.js, or has been disposed.
 * @throws DTypeError for complex numbers and strings.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu'
 * import * as tf from '@tensorflow/tfjs-core'
 * import { fromTfjs } from '@wengert/tensor/tfjs'
 * fromTfjs(tf.tensor1d([1, 2])).dtype // → float32
 * ```
 */
export function fromTfjs(x: tf.Tensor): Tensor {
  const dtype = checkTfjs('fromTfjs', x)
  return download(makeAval([...x.shape], dtype), x.dataSync())
}

/**
 * As `fromTfjs`, for the elements when the backend has them: what WebGL and WebGPU need so as not to
 * block the page.
 *
 * @throws ArgumentError when x is no tensor of TensorFlow.js, or has been disposed.
 * @throws DTypeError for complex numbers and strings.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu'
 * import * as tf from '@tensorflow/tfjs-core'
 * import { fromTfjsAsync } from '@wengert/tensor/tfjs'
 * const x = await fromTfjsAsync(tf.tensor1d([1, 2]))
 * x.toArray() // → 1,2
 * ```
 */
export async function fromTfjsAsync(x: tf.Tensor): Promise<Tensor> {
  const dtype = checkTfjs('fromTfjsAsync', x)
  return download(makeAval([...x.shape], dtype), await x.data())
}

/** Elements as a tensor of TensorFlow.js. */
export function upload(
  operation: string,
  dtype: DType,
  shape: readonly number[],
  host: TypedArray,
): tf.Tensor {
  if (dtype === 'float64') throw refuseDouble(operation)
  return tf.tensor(host, [...shape], dtype)
}

/** Elements that TensorFlow.js gives; some of its kernels leave them in an array of another dtype. */
export function download(aval: Aval, elements: ArrayLike<number>): Tensor {
  const empty = allocate(aval.dtype, 0)
  if (elements.constructor === empty.constructor) return new Tensor(aval, elements as TypedArray)
  const data = allocate(aval.dtype, elements.length)
  data.set(elements)
  return new Tensor(aval, data)
}

export function refuseDouble(operation: string): DTypeError {
  return new DTypeError(
    `${operation}: a float64 tensor, which TensorFlow.js does not have; cast it first: x.cast('float32').`,
  )
}

function checkTfjs(operation: string, x: tf.Tensor): DType {
  if (!(x instanceof tf.Tensor)) {
    throw new ArgumentError(
      `${operation}: the argument is no tensor of TensorFlow.js; give one of the copy of ` +
        '@tensorflow/tfjs-core that this package finds.',
    )
  }
  if (x.isDisposed) {
    throw new ArgumentError(
      `${operation}: the tensor has been disposed; convert it before, or keep it out of tf.tidy.`,
    )
  }
  if (!dtypes.includes(x.dtype as DType)) {
    throw new DTypeError(
      `${operation}: the tensor has dtype ${x.dtype}; convert its parts (tf.real, tf.imag), or numbers.`,
    )
  }
  return x.dtype as DType
}
