/**
 * Padding with a constant: before, after and between the elements of each axis. Linear in x where
 * the constant is 0; its transpose is a regular slice.
 */
import { describe, show } from '../describe.ts'
import { checkOptions } from '../options.ts'
import { makeAval, type Aval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, promoteNumber, type TypedArray } from '../dtype.ts'
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts'
import type { Primitive } from '../primitive.ts'
import { formatShape, stridesOf, type Shape } from '../shape.ts'
import type { Strided } from '../strided.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { broadcastRows } from './elementwise.ts'
import { slicePrimitive } from './slicing.ts'

export interface PadParams {
  /** Elements put before each axis. */
  readonly low: readonly number[]
  /** Elements put after it. */
  readonly high: readonly number[]
  /** Elements put between neighbours. */
  readonly interior: readonly number[]
  readonly value: number
}

export const padPrimitive: Primitive<PadParams> = {
  name: 'pad',
  shape: ([x], { low, high, interior }) =>
    makeAval(
      x.shape.map((n, i) => low[i] + n + Math.max(0, n - 1) * interior[i] + high[i]),
      x.dtype,
    ),
  kernel: ([x], params, output) => spread(x, params, output),
  placement: ([x], params, output) => ({
    fill: params.value,
    parts: [spreadLayout(x.shape, params, output.shape)],
  }),
  jvp: ([dx], _, __, params) => padGeneral(dx!, { ...params, value: 0 }),
  transpose: ([ct], _, { low, interior }, [x]) => [
    bind(slicePrimitive, [ct!], {
      starts: low,
      lengths: x.shape,
      steps: interior.map((n) => n + 1),
    }),
  ],
  batch: ([x], _, { low, high, interior, value }) =>
    padGeneral(x, { low: [0, ...low], high: [0, ...high], interior: [0, ...interior], value }),
}

/** Padding with every parameter given. */
export function padGeneral(x: Tensor, params: PadParams): Tensor {
  return bind(padPrimitive, [x], params)
}

/** How much to pad: the same everywhere, `[before, after]` for all axes, or such a pair an axis. */
export type PadWidths = number | readonly [number, number] | readonly (readonly [number, number])[]

/**
 * x with a constant (0 by default) put before and after each axis, as NumPy's `pad`. The constant
 * has no derivative.
 *
 * @throws ShapeError when the widths do not fit the axes or are not non-negative integers.
 * @throws DTypeError when the constant does not fit x's dtype.
 * @example
 * ```ts
 * import { pad, tensor } from '@wengert/tensor'
 * pad(tensor([1, 2]), [1, 2], { value: 9 }).toArray() // → 9,1,2,9,9
 * ```
 */
export function pad(x: TensorLike, widths: PadWidths, options: { value?: number } = {}): Tensor {
  const a = toTensor('pad', x)
  checkOptions('pad', options, ['value'])
  const pairs = widthsByAxis(a, widths)
  const { value = 0 } = options
  if (typeof value !== 'number') {
    throw new ArgumentError(`pad: the value is ${describe(value)}; give a number.`)
  }
  if (promoteNumber(value, a.dtype) !== a.dtype && !(a.dtype === 'bool' && isBit(value))) {
    throw new DTypeError(
      `pad: the value ${value} does not fit dtype ${a.dtype}; cast x to a wider dtype first.`,
    )
  }
  return padGeneral(a, {
    low: pairs.map(([before]) => before),
    high: pairs.map(([, after]) => after),
    interior: pairs.map(() => 0),
    value,
  })
}

function isBit(value: number): boolean {
  return value === 0 || value === 1
}

function isWidth(n: unknown): n is number {
  return Number.isInteger(n) && (n as number) >= 0
}

function isPair(pair: unknown): pair is readonly [number, number] {
  return Array.isArray(pair) && pair.length === 2 && pair.every(isWidth)
}

function widthsByAxis(x: Tensor, widths: PadWidths): (readonly [number, number])[] {
  if (isWidth(widths)) return x.shape.map(() => [widths, widths])
  if (isPair(widths)) return x.shape.map(() => widths)
  if (Array.isArray(widths) && widths.length === 1 && isPair(widths[0]))
    return widthsByAxis(x, widths[0])
  if (Array.isArray(widths) && widths.length === x.ndim && widths.every(isPair)) return [...widths]
  throw new ShapeError(
    `pad: widths ${show(widths)} do not fit shape ${formatShape(x.shape)}; give a non-negative ` +
      'integer, a pair [before, after], or one such pair for each axis.',
  )
}

/** Where x's elements stand in the padded result. */
function spreadLayout(shape: Shape, { low, interior }: PadParams, padded: Shape): Strided {
  const strides = stridesOf(padded)
  return {
    shape,
    strides: strides.map((stride, axis) => stride * (interior[axis] + 1)),
    offset: low.reduce((sum, n, axis) => sum + n * strides[axis], 0),
  }
}

function spread(x: Tensor, params: PadParams, output: Aval): TypedArray {
  const source = x.host!
  const result = allocate(output.dtype, output.size)
  if (params.value !== 0) result.fill(params.value)
  const { strides: steps, offset } = spreadLayout(x.shape, params, output.shape)
  const rank = x.ndim
  const step = rank === 0 ? 0 : steps[rank - 1]
  broadcastRows(
    x.shape,
    [],
  )((start, count) => {
    let to = offset
    for (let axis = rank - 2, rest = start / count; axis >= 0; axis--) {
      to += (rest % x.shape[axis]) * steps[axis]
      rest = Math.floor(rest / x.shape[axis])
    }
    for (let k = 0; k < count; k++, to += step) result[to] = source[start + k]
  })
  return result
}
