/**
 * Running sums along an axis, from the front or from the back. Linear: each is the other's transpose,
 * since xᵢ enters every sum from the i-th on.
 */
import { checkOptions } from '../options.ts'
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import { normalizeAxis, sizeOf, type Shape } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { castTo } from './cast.ts'
import { ravel } from './layout.ts'

export interface RunningParams {
  readonly axis: number
  /** From the last element to the first. */
  readonly reverse: boolean
}

export interface RunningOptions {
  /** Run from the last element to the first. */
  readonly reverse?: boolean
}

export const cumsumPrimitive: Primitive<RunningParams> = {
  name: 'cumsum',
  shape: ([x]) => x,
  running: 'sum',
  kernel: ([x], params, output) => {
    const source = x.host!
    const result = allocate(output.dtype, output.size)
    const integer = output.dtype === 'int32'
    // Accumulating in float64 gives a float32 sum all its digits.
    alongAxis(x.shape, params, (start, count, step) => {
      let total = 0
      for (let k = 0, i = start; k < count; k++, i += step) {
        total = integer ? (total + source[i]) | 0 : total + source[i]
        result[i] = total
      }
    })
    return result
  },
  jvp: ([dx], _, __, params) => bind(cumsumPrimitive, [dx!], params),
  transpose: ([ct], _, { axis, reverse }) => [
    bind(cumsumPrimitive, [ct!], { axis, reverse: !reverse }),
  ],
  batch: ([x], _, { axis, reverse }) => bind(cumsumPrimitive, [x], { axis: axis + 1, reverse }),
}

/** Visits each line of elements along the axis: where it begins, its length, the step to the next. */
export function alongAxis(
  shape: Shape,
  { axis, reverse }: RunningParams,
  visit: (start: number, count: number, step: number) => void,
): void {
  const count = shape[axis]
  const inner = sizeOf(shape.slice(axis + 1))
  const outer = sizeOf(shape.slice(0, axis))
  if (count === 0) return
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const first = o * count * inner + i
      if (reverse) visit(first + (count - 1) * inner, count, -inner)
      else visit(first, count, inner)
    }
  }
}

/** The operand, flat where no axis is given, as numbers: bools are counted as int32. */
export function runningOperand(
  operation: string,
  x: TensorLike,
  axis: number | undefined,
  options: RunningOptions,
): [Tensor, RunningParams] {
  const given = toTensor(operation, x)
  checkOptions(operation, options, [], ['reverse'])
  const { reverse = false } = options
  const a = given.dtype === 'bool' ? castTo(given, 'int32') : given
  if (axis === undefined) return [ravel(a), { axis: 0, reverse }]
  return [a, { axis: normalizeAxis(operation, axis, a.ndim), reverse }]
}

/**
 * The running sums `yᵢ = Σⱼ≤ᵢ xⱼ` along an axis, or of the elements in row-major order when none is
 * given, in x's dtype; bools are counted as int32, which wraps around. Linear: its transpose sums from
 * the other end.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { cumsum, tensor } from '@wengert/tensor'
 * cumsum(tensor([1, 2, 3])).toArray() // → 1,3,6
 * cumsum(tensor([[1, 2], [3, 4]]), 0, { reverse: true }).toArray() // → 4,6,3,4
 * ```
 */
export function cumsum(x: TensorLike, axis?: number, options: RunningOptions = {}): Tensor {
  const [a, params] = runningOperand('cumsum', x, axis, options)
  return bind(cumsumPrimitive, [a], params)
}
