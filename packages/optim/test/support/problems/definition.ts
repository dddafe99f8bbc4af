/** What a test problem is, and the small vocabulary that the formulas are written in. */
import { arange, concatenate, sum, tensor, type Tensor, type TensorLike } from '@wengert/tensor'

export interface Definition {
  readonly f: (x: Tensor) => Tensor
  readonly start: (n: number) => Float64Array
  /** Bounds of element i, 1-based as in the formulas; absent where x is free. */
  readonly bounds?: (i: number, n: number) => readonly [lower: number, upper: number]
}

export type Definitions = { readonly [name: string]: Definition }

/** The block again and again. */
export const repeated =
  (...block: number[]) =>
  (n: number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => block[i % block.length])

/** The element i, 1-based. */
export const indexed =
  (element: (i: number, n: number) => number) =>
  (n: number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => element(i + 1, n))

export const sumOfSquares = (r: Tensor): Tensor => sum(r.square())
export const total = (...terms: Tensor[]): Tensor => terms.reduce((a, b) => a.add(b))
/** The elements i, i + k, i + 2k … of a vector, 0-based. */
export const every = (x: Tensor, i: number, k: number): Tensor => x.slice([i, null, k])
export const head = (x: Tensor): Tensor => x.slice([0, -1])
export const tail = (x: Tensor): Tensor => x.slice([1, null])
/** The first count elements from the one at i on. */
export const window = (x: Tensor, i: number, count: number): Tensor => x.slice([i, i + count])
/** The elements as scalars. */
export const elements = (x: Tensor): Tensor[] => Array.from({ length: x.size }, (_, i) => x.at(i))
/** 1, 2 … n. */
export const counting = (n: number): Tensor => arange(1, n + 1)
export const withZeros = (before: number, x: Tensor, after: number): Tensor =>
  concatenate([tensor(new Float64Array(before)), x, tensor(new Float64Array(after))])
/** Residuals of a model against observations. */
export const misfit = (model: TensorLike, observed: readonly number[]): Tensor =>
  sumOfSquares(tensor(observed).sub(model))
/** mod(k i − 1, n) + 1 for i = 1 … n, as 0-based positions. */
export const strided = (k: number, n: number): Tensor =>
  tensor(Int32Array.from({ length: n }, (_, i) => (k * (i + 1) - 1) % n))
