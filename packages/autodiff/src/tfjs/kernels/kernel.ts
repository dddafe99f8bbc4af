/**
 * Kernels of TensorFlow.js by our operations, one function a kernel: on concrete tensors they compute, on
 * traced ones they record. Inputs and attributes are those of tfjs-core's `kernel_names`. What a kernel
 * calls float32 is float64 here when that is what the call works in.
 */
import type { DataType, Tensor as TfTensor } from '@tensorflow/tfjs-core'
import { DTypeError, type DType, type Tensor } from '@wengert/tensor'
import { isFloat } from '@wengert/tensor/internal'

/** By name; those that are given as a list, in its order. */
export type Inputs = Readonly<Record<string, Tensor>>

/**
 * @param attributes - As the kernel's interface in tfjs-core says.
 * @param float - The dtype for float32.
 */
export type Kernel = (inputs: Inputs, attributes: never, float: DType) => Tensor | Tensor[]

export type Kernels = Readonly<Record<string, Kernel>>

/** The dtype that stands for one of TensorFlow.js. */
export function dtypeFor(operation: string, dtype: DataType, float: DType): DType {
  if (dtype === 'float32') return float
  if (dtype === 'int32' || dtype === 'bool') return dtype
  throw new DTypeError(
    `${operation}: TensorFlow.js made a tensor of dtype ${dtype}; keep to float32, int32 and bool.`,
  )
}

/** Shape and dtype of a tensor of ours, for the helpers of TensorFlow.js that look at no more. */
export function outline({ shape, dtype }: Tensor): TfTensor {
  return { shape: [...shape], dtype: isFloat(dtype) ? 'float32' : dtype } as TfTensor
}

/** Kernels without attributes, from functions of tensors; `names` are those of the inputs, in order. */
export function each(
  names: readonly string[],
  f: Readonly<Record<string, (...operands: Tensor[]) => Tensor>>,
): Kernels {
  return Object.fromEntries(Object.keys(f).map((name) => [name, kernelOf(names, f[name])]))
}

function kernelOf(names: readonly string[], f: (...operands: Tensor[]) => Tensor): Kernel {
  return (inputs) => f(...names.map((name) => inputs[name]))
}
