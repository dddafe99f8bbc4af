/**
 * Discrete Fourier transforms, under the namespace `fft`. Complex tensors are pairs of real ones,
 * `[re, im]`. All are linear, one primitive (primitives/fourier.ts) with slices and joins round it, and
 * so they are differentiated as real functions of the parts.
 */
import { describe } from './describe.ts'
import { checkOptions } from './options.ts'
import { literal, promoteFloats, toFloat } from './convert.ts'
import { bindMany } from './dispatch.ts'
import { ArgumentError, ShapeError } from './errors.ts'
import { moveAxis } from './functions/axis-order.ts'
import { div, neg } from './primitives/arithmetic.ts'
import { flip } from './primitives/flip.ts'
import { fourierPrimitive } from './primitives/fourier.ts'
import { concatenate } from './primitives/joining.ts'
import { broadcastTo } from './primitives/layout.ts'
import { pad } from './primitives/padding.ts'
import { sliceAlong } from './primitives/slicing.ts'
import { broadcastShapes, formatShape, normalizeAxis } from './shape.ts'
import { Tensor, type TensorLike } from './tensor.ts'

/** A complex tensor: its real and its imaginary part. */
export type Complex = readonly [re: TensorLike, im: TensorLike]

export interface FourierOptions {
  /** The length of the transform: x is cut or filled with zeros to it. The axis's length by default. */
  readonly n?: number
  /** The axis along which to transform; the last by default. */
  readonly axis?: number
}

/**
 * The discrete Fourier transform `Xₖ = Σⱼ xⱼ e^(−2πi jk/n)` along an axis of a real tensor or a pair
 * `[re, im]`: the pair of its real and imaginary parts. For any length n in O(n log n): mixed radix, or
 * Bluestein's chirp where n has a large prime factor. Integers and bools are taken as float64. Linear.
 *
 * @throws ShapeError when the axis is empty, or the parts do not broadcast.
 * @throws ArgumentError when there is no such axis, or n is not a positive integer.
 * @example
 * ```ts
 * import { fft, tensor } from '@wengert/tensor'
 * const [re, im] = fft.fft(tensor([1, 0, 0, 0, 2]))
 * re.data[0] // → 3
 * im.data[1] // → 1.902113032590307
 * ```
 */
export function fft(x: TensorLike | Complex, options: FourierOptions = {}): [Tensor, Tensor] {
  const { parts, axis } = prepared('fft', x, options)
  return restored(bindMany(fourierPrimitive, parts, { inverse: false }), axis)
}

/**
 * The inverse transform `xⱼ = 1/n Σₖ Xₖ e^(2πi jk/n)`: of a real tensor or a pair, a pair. `ifft(fft(x))` is
 * x. Cost, options and errors are those of `fft`.
 *
 * @throws ShapeError when the axis is empty, or the parts do not broadcast.
 * @throws ArgumentError when there is no such axis, or n is not a positive integer.
 * @example
 * ```ts
 * import { fft, tensor } from '@wengert/tensor'
 * const [re] = fft.ifft(fft.fft(tensor([1, 2, 4, 8])))
 * re.toArray() // → 1,2,4,8
 * ```
 */
export function ifft(x: TensorLike | Complex, options: FourierOptions = {}): [Tensor, Tensor] {
  const { parts, axis, n } = prepared('ifft', x, options)
  const results = bindMany(fourierPrimitive, parts, { inverse: true })
  return restored(
    results.map((part) => div(part, n)),
    axis,
  )
}

/**
 * The first ⌊n/2⌋ + 1 elements of the transform of a real tensor; the others are their conjugates. It
 * costs as much as `fft`.
 *
 * @throws ShapeError when the axis is empty.
 * @throws ArgumentError when x is a pair, there is no such axis, or n is not a positive integer.
 * @example
 * ```ts
 * import { fft, tensor } from '@wengert/tensor'
 * fft.rfft(tensor([1, 2, 3, 4])).map((part) => part.toArray()) // → 10,-2,-2,0,2,0
 * ```
 */
export function rfft(x: TensorLike, options: FourierOptions = {}): [Tensor, Tensor] {
  if (Array.isArray(x)) {
    throw new ArgumentError(
      'rfft: a pair [re, im] is given; use fft, or give the real tensor alone.',
    )
  }
  const { parts, axis, n } = prepared('rfft', x, options)
  const results = bindMany(fourierPrimitive, parts, { inverse: false })
  return restored(
    results.map((part) => firstElements(part, Math.floor(n / 2) + 1)),
    axis,
  )
}

/**
 * The real tensor of which X is `rfft`: the inverse transform of X continued by its conjugates. Its
 * length n is 2 (m − 1) for m elements unless given, so an odd one must be. The imaginary parts of
 * the first element, and for even n of the last, do not matter.
 *
 * @throws ShapeError when the axis is empty, or the parts do not broadcast.
 * @throws ArgumentError when there is no such axis, or n is not a positive integer.
 * @example
 * ```ts
 * import { fft, tensor } from '@wengert/tensor'
 * fft.irfft(fft.rfft(tensor([1, 2, 4])), { n: 3 }).toArray() // → 1,2,4
 * ```
 */
export function irfft(x: TensorLike | Complex, options: FourierOptions = {}): Tensor {
  checkFourierOptions('irfft', options)
  const given = partsOf('irfft', x)
  const axis = normalizeAxis('irfft', options.axis ?? -1, given[0].ndim)
  const n = options.n ?? 2 * (given[0].shape[axis] - 1)
  checkLength('irfft', n, given[0], axis)
  const half = Math.floor(n / 2) + 1
  const [re, im] = given.map((part) => resized(moveAxis(part, axis, -1), half))
  const mirrored = (part: Tensor): Tensor => flip(lastSlice(part, 1, n - half + 1), -1)
  const full = [concatenate([re, mirrored(re)], -1), concatenate([im, neg(mirrored(im))], -1)]
  const [result] = bindMany(fourierPrimitive, full, { inverse: true })
  return moveAxis(div(result, n), -1, axis)
}

interface Prepared {
  /** Real and imaginary part with the axis last and of length n. */
  readonly parts: readonly Tensor[]
  readonly axis: number
  readonly n: number
}

function prepared(operation: string, x: TensorLike | Complex, options: FourierOptions): Prepared {
  checkFourierOptions(operation, options)
  const given = partsOf(operation, x)
  const axis = normalizeAxis(operation, options.axis ?? -1, given[0].ndim)
  const n = options.n ?? given[0].shape[axis]
  checkLength(operation, n, given[0], axis)
  return { parts: given.map((part) => resized(moveAxis(part, axis, -1), n)), axis, n }
}

function checkFourierOptions(operation: string, options: unknown): void {
  if (options instanceof Tensor) {
    throw new ArgumentError(
      `${operation}: two tensors are given; give real and imaginary part as the pair [re, im].`,
    )
  }
  checkOptions(operation, options, ['n', 'axis'])
}

function partsOf(operation: string, x: TensorLike | Complex): Tensor[] {
  if (!Array.isArray(x)) {
    const re = toFloat(operation, x as TensorLike)
    return [re, broadcastTo(literal(0, re.dtype), re.shape)]
  }
  if (x.length !== 2) {
    throw new ArgumentError(
      `${operation}: an array of ${x.length} is no complex tensor; give the pair [re, im].`,
    )
  }
  const parts = promoteFloats(operation, x[0] as TensorLike, x[1] as TensorLike)
  const shape = broadcastShapes(operation, parts[0].shape, parts[1].shape)
  return parts.map((part) => broadcastTo(part, shape))
}

function checkLength(operation: string, n: number, x: Tensor, axis: number): void {
  if (Number.isInteger(n) && n > 0) return
  if (n === x.shape[axis] || x.shape[axis] < 2) {
    throw new ShapeError(
      `${operation}: axis ${axis} of shape ${formatShape(x.shape)} is too short to transform; give n, the ` +
        'length to which it is filled with zeros.',
    )
  }
  throw new ArgumentError(
    `${operation}: n = ${describe(n)} is not a length; give a positive integer.`,
  )
}

/** Cut or filled with zeros along the last axis. */
function resized(x: Tensor, n: number): Tensor {
  const length = x.shape[x.ndim - 1]
  if (length >= n) return firstElements(x, n)
  return pad(
    x,
    x.shape.map((_, axis) => [0, axis === x.ndim - 1 ? n - length : 0] as const),
  )
}

function firstElements(x: Tensor, count: number): Tensor {
  return lastSlice(x, 0, count)
}

function lastSlice(x: Tensor, start: number, stop: number): Tensor {
  return sliceAlong(x, x.ndim - 1, [start, stop])
}

function restored(parts: readonly Tensor[], axis: number): [Tensor, Tensor] {
  return [moveAxis(parts[0], -1, axis), moveAxis(parts[1], -1, axis)]
}
