/**
 * The discrete Fourier transform along the last axis, on real and imaginary parts, unscaled:
 * Xₖ = Σⱼ xⱼ e^(∓2πi jk/n), with plus where `inverse`. The matrix is symmetric; on pairs of real numbers
 * its transpose is its conjugate, which is the inverse's matrix: each direction transposes to the other.
 */
import { makeAval } from '../aval.ts'
import { zerosOf } from '../convert.ts'
import { bindMany } from '../dispatch.ts'
import { allocate, type TypedArray } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import type { Tensor } from '../tensor.ts'
import { planFourier } from './fft-kernel.ts'
import { broadcastTo } from './layout.ts'

export interface FourierParams {
  readonly inverse: boolean
}

export const fourierPrimitive: Primitive<FourierParams> = {
  name: 'fourier',
  shape: ([re]) => [re, makeAval(re.shape, re.dtype)],
  kernel: ([re, im], { inverse }) => {
    const [first, second] = inverse ? [im, re] : [re, im]
    const results = transformLines(first, second)
    return inverse ? results.reverse() : results
  },
  jvp: ([dre, dim], [re], _, params) =>
    bindMany(fourierPrimitive, [dre ?? zerosOf(re.aval), dim ?? zerosOf(re.aval)], params),
  transpose: ([ctRe, ctIm], _, { inverse }, [re]) =>
    bindMany(fourierPrimitive, [ctRe ?? zerosOf(re), ctIm ?? zerosOf(re)], { inverse: !inverse }),
  batch: (operands, batched, params, size) =>
    bindMany(
      fourierPrimitive,
      operands.map((x, i) => (batched[i] ? x : broadcastTo(x, [size, ...x.shape]))),
      params,
    ),
}

function transformLines(re: Tensor, im: Tensor): [TypedArray, TypedArray] {
  const length = re.shape[re.ndim - 1]
  const results: [TypedArray, TypedArray] = [
    allocate(re.dtype, re.size),
    allocate(re.dtype, re.size),
  ]
  if (re.size === 0) return results
  const plan = planFourier(length)
  const lineRe = new Float64Array(length)
  const lineIm = new Float64Array(length)
  for (let start = 0; start < re.size; start += length) {
    lineRe.set(re.host!.subarray(start, start + length))
    lineIm.set(im.host!.subarray(start, start + length))
    plan.run(lineRe, lineIm)
    results[0].set(lineRe, start)
    results[1].set(lineIm, start)
  }
  return results
}
