/** Kernels that are matrix products. */
import type { BatchMatMulAttrs, EinsumAttrs, _FusedMatMulAttrs } from '@tensorflow/tfjs-core'
import { einsum, matmul, swapAxes, type Tensor } from '@wengert/tensor'
import { finish } from './activations.ts'
import type { Kernels } from './kernel.ts'

export const products: Kernels = {
  BatchMatMul: ({ a, b }, attributes: BatchMatMulAttrs) => product(a, b, attributes),
  Einsum: (inputs, { equation }: EinsumAttrs) => einsum(equation, ...Object.values(inputs)),
  _FusedMatMul: ({ a, b, bias, preluActivationWeights }, attributes: _FusedMatMulAttrs) =>
    finish(product(a, b, attributes), bias, preluActivationWeights, attributes),
}

function product(a: Tensor, b: Tensor, { transposeA, transposeB }: BatchMatMulAttrs): Tensor {
  return matmul(transposeA ? swapAxes(a, -1, -2) : a, transposeB ? swapAxes(b, -1, -2) : b)
}
