/**
 * The first-order linear recurrence `yᵢ = aᵢ yᵢ₋₁ + bᵢ` along an axis, begun with y₀ = b₀ (a₀ is not
 * used). Running products are the case b = (x₀, 0, …), a = x, and so their derivatives are products
 * again, exact where elements are 0: nothing is divided.
 *
 * It is linear in b; its transpose there runs from the other end: ct bᵢ = ctᵢ + aᵢ₊₁ ct bᵢ₊₁.
 */
import { bind } from '../dispatch.ts'
import { allocate } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import { convolve, total } from '../series.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { mul } from './arithmetic.ts'
import { alongAxis, runningOperand, type RunningOptions, type RunningParams } from './cumulative.ts'
import { broadcastTo } from './layout.ts'
import { padGeneral } from './padding.ts'
import { sliceAlong } from './slicing.ts'

export const recurrencePrimitive: Primitive<RunningParams> = {
  name: 'recurrence',
  shape: ([, b]) => b,
  running: 'recurrence',
  kernel: ([a, b], params, output) => {
    const factors = a.host!
    const terms = b.host!
    const result = allocate(output.dtype, output.size)
    const integer = output.dtype === 'int32'
    alongAxis(b.shape, params, (start, count, step) => {
      let y = terms[start]
      result[start] = y
      for (let k = 1, i = start + step; k < count; k++, i += step) {
        const product = integer ? Math.imul(factors[i], y) : factors[i] * y
        // What is not multiplied by a term must keep the sign of its zero.
        y = terms[i] === 0 ? product : product + terms[i]
        result[i] = y
      }
    })
    return result
  },
  // dyᵢ = aᵢ dyᵢ₋₁ + (daᵢ yᵢ₋₁ + dbᵢ)
  jvp: ([da, db], [a], [y], params) => {
    const terms = total(da && mul(da, previous(y, params)), db)
    return terms && bind(recurrencePrimitive, [a, terms], params)
  },
  // coefficient k of y solves the recurrence with bₖ + Σⱼ₌₁ aⱼ (yᵢ₋₁)ₖ₋ⱼ
  taylor: (k, [a, b], y, params) => {
    const fromA = convolve(a, y, k, 1, (aj, yj) => mul(aj, previous(yj, params)))
    const terms = total(b.at(k), fromA)
    return terms && bind(recurrencePrimitive, [a.value, terms], params)
  },
  transpose: ([ct], [a], params) => {
    const back = { ...params, reverse: !params.reverse }
    return [null, bind(recurrencePrimitive, [previous(a!, back), ct!], back)]
  },
  linearIn: [1],
  batch: (operands, batched, { axis, reverse }, size) =>
    bind(
      recurrencePrimitive,
      operands.map((x, i) => (batched[i] ? x : broadcastTo(x, [size, ...x.shape]))),
      { axis: axis + 1, reverse },
    ),
}

/** Each element's predecessor in the order of the recurrence; 0 for the first. */
function previous(x: Tensor, { axis, reverse }: RunningParams): Tensor {
  if (x.size === 0) return x
  const kept = sliceAlong(x, axis, reverse ? [1] : [0, x.shape[axis] - 1])
  return put(kept, axis, reverse ? 0 : 1, reverse ? 1 : 0)
}

function put(x: Tensor, axis: number, before: number, after: number): Tensor {
  const none = x.shape.map(() => 0)
  return padGeneral(x, {
    low: none.with(axis, before),
    high: none.with(axis, after),
    interior: none,
    value: 0,
  })
}

/**
 * The running products `yᵢ = Πⱼ≤ᵢ xⱼ` along an axis, or of the elements in row-major order when none is
 * given, in x's dtype; bools are counted as int32, which wraps around. Its derivatives of every order
 * are right where elements are 0.
 *
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { cumprod, tensor } from '@wengert/tensor'
 * cumprod(tensor([1, 2, 3, 4])).toArray() // → 1,2,6,24
 * ```
 */
export function cumprod(x: TensorLike, axis?: number, options: RunningOptions = {}): Tensor {
  const [a, params] = runningOperand('cumprod', x, axis, options)
  const length = a.shape[params.axis]
  if (length === 0) return a
  const first = sliceAlong(a, params.axis, params.reverse ? [-1] : [0, 1])
  const rest = length - 1
  const begun = params.reverse ? put(first, params.axis, rest, 0) : put(first, params.axis, 0, rest)
  return bind(recurrencePrimitive, [a, begun], params)
}
