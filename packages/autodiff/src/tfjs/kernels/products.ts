/** Kernels that are matrix products. */
import {
  backend_util,
  type BatchMatMulAttrs,
  type EinsumAttrs,
  type _FusedMatMulAttrs,
} from '@tensorflow/tfjs-core'
import { einsum, matmul, ShapeError, swapAxes, type Tensor } from '@wengert/tensor'
import { formatShape } from '@wengert/tensor/internal'
import { finish } from './activations.ts'
import { outline, type Kernels } from './kernel.ts'

export const products: Kernels = {
  BatchMatMul: ({ a, b }, attributes: BatchMatMulAttrs) => product(a, b, attributes),
  Einsum: (inputs, { equation }: EinsumAttrs) => {
    const operands = Object.values(inputs)
    // Ours takes more; there nothing is to be accepted that TensorFlow.js refuses.
    const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, operands.length)
    backend_util.checkEinsumDimSizes(allDims.length, idDims, operands.map(outline))
    return einsum(equation, ...operands)
  },
  _FusedMatMul: ({ a, b, bias, preluActivationWeights }, attributes: _FusedMatMulAttrs) =>
    finish(product(a, b, attributes), bias, preluActivationWeights, attributes),
}

function product(a: Tensor, b: Tensor, { transposeA, transposeB }: BatchMatMulAttrs): Tensor {
  if (a.ndim < 2 || b.ndim < 2) {
    throw new ShapeError(
      `matMul: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)}; give matrices, or stacks of them.`,
    )
  }
  return matmul(transposeA ? swapAxes(a, -1, -2) : a, transposeB ? swapAxes(b, -1, -2) : b)
}
