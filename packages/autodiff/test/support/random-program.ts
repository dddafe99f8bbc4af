/** Random functions of a few tensors, as a list of choices that fast-check can shrink. */
import fc from 'fast-check'
import * as t from '@wengert/tensor'
import { tensor, type Tensor } from '@wengert/tensor'

type Unary = (x: Tensor) => Tensor

const elementwise: Unary[] = [
  t.neg,
  t.square,
  t.exp,
  t.tanh,
  t.sin,
  t.cos,
  t.sigmoid,
  t.softplus,
  t.abs,
  t.sign,
  t.floor,
  t.relu,
  t.expm1,
  t.atan,
  t.erf,
  t.silu,
  (x) => t.log(x.abs().add(1)),
  (x) => t.sqrt(x.square().add(0.25)),
  (x) => t.pow(x.abs().add(0.5), 1.5),
  (x) => x.mul(2).add(1),
  (x) => t.where(x.greater(0), x, x.mul(0.1)),
  (x) => t.clip(x, -1, 1),
  (x) => t.logicalAnd(x.greater(-1), x.less(1)).cast(x.dtype),
]

const toIntegers: Unary = (x) => x.mul(3).cast('int32')

/** By way of integers. */
const integral: Unary[] = [
  (x) => toIntegers(x).cast(x.dtype),
  (x) => toIntegers(x.mul(1e12)).cast('float64').cast(x.dtype),
  (x) => toIntegers(x).mul(46341).sub(7).square().neg().cast(x.dtype),
  (x) => t.abs(t.sign(toIntegers(x))).cast(x.dtype),
  (x) => t.where(toIntegers(x).greater(0), x, x.mul(0.25)),
  (x) => t.clip(toIntegers(x), -2, 1).cast('bool').cast(x.dtype),
  (x) => x.greater(0).cast('int32').transpose().ravel().cast(x.dtype),
  (x) => t.maximum(toIntegers(x), t.flip(toIntegers(x), [])).cast(x.dtype),
  (x) => (x.ndim > 0 ? t.pad(toIntegers(x), 1).slice([0, 2]).cast(x.dtype) : x),
  (x) => (x.ndim > 0 ? t.concatenate([toIntegers(x), toIntegers(x).add(1)]).cast(x.dtype) : x),
  (x) => (x.ndim > 0 ? t.sum(toIntegers(x), 0).cast(x.dtype) : x),
  (x) => t.where(x.greater(0), x.less(1), x.less(-1)).cast(x.dtype),
]

const positions: Unary = (x) => t.clip(toIntegers(x), -x.shape[0], x.shape[0] - 1)

/** With positions that are computed. */
const indexed: Unary[] = [
  (x) => t.argmax(x).cast(x.dtype),
  (x) => (x.ndim > 0 ? t.argmin(x, 0).cast(x.dtype) : x),
  (x) => (x.ndim > 0 ? t.argmax(x, -1, { keepDims: true }).mul(x).cast(x.dtype) : x),
  (x) => (x.ndim > 1 ? t.argmin(x.transpose(), 1).cast(x.dtype) : x),
  (x) => (x.ndim > 0 ? t.gather(x, positions(x).ravel(), 0) : x),
  (x) => (x.ndim > 0 ? t.takeAlongAxis(x, positions(x), 0) : x),
  (x) => (x.ndim > 0 ? t.take(x, t.argmin(x, -1), -1) : x),
  (x) =>
    x.ndim > 1
      ? t.takeAlongAxis(x.transpose(), t.argmax(x.transpose(), -1, { keepDims: true }), -1)
      : x,
  (x) => (x.ndim > 0 ? t.scatterAdd(x, positions(x).ravel(), t.sum(x), 0) : x),
  (x) => (x.ndim > 0 ? t.scatterAdd(x, positions(x).ravel().slice([0, 5]), x.slice([0, 1]), 0) : x),
  (x) => (x.ndim > 0 ? t.scatterAdd(toIntegers(x), positions(x).ravel(), 3, 0).cast(x.dtype) : x),
  (x) =>
    x.ndim > 0
      ? t.dynamicSlice(
          x,
          x.shape.map((_, axis) => (axis === 0 ? toIntegers(t.sum(x)) : 0)),
          x.shape.map((n, axis) => (axis === 0 ? Math.ceil(n / 2) : n)),
        )
      : x,
  (x) =>
    x.ndim > 0
      ? t.dynamicUpdateSlice(
          x,
          x.slice([0, 1]).mul(2),
          x.shape.map((_, axis) => (axis === 0 ? toIntegers(t.mean(x)) : 0)),
        )
      : x,
  (x) => (x.ndim > 0 ? t.cumsum(x, -1, { reverse: true }) : x),
  (x) => (x.ndim > 0 ? t.cumprod(x, 0) : x),
]

const rearranging: Unary[] = [
  (x) => x.transpose(),
  (x) => x.ravel(),
  (x) => t.flip(x, x.ndim === 0 ? [] : [0]),
  (x) => (x.ndim > 0 && x.shape[0] > 1 ? x.slice([1]) : x),
  (x) => (x.ndim > 0 ? x.slice([null, null, 2]) : x),
  (x) => t.expandDims(x, 0),
  (x) => t.expandDims(x, -1),
  (x) => t.squeeze(x),
  (x) => t.broadcastTo(x, [2, ...x.shape]),
  (x) => t.reshape(x, [x.size]).reshape([...x.shape].reverse()),
  (x) => (x.ndim > 0 ? t.pad(x, 1) : x),
  (x) => (x.ndim > 0 ? t.concatenate([x, x.mul(3)], 0) : x),
  (x) => t.stack([x, x.neg()], x.ndim),
  (x) => (x.ndim > 0 ? t.gather(x, tensor([0, -1, 0], { dtype: 'int32' })) : x),
  (x) => (x.ndim > 0 ? t.cumsum(x, 0) : x),
  (x) => (x.ndim > 0 ? t.sort(x, 0) : x),
  (x) => t.roll(x, 1),
]

const reducing: Unary[] = [
  (x) => t.sum(x),
  (x) => (x.ndim > 0 ? t.sum(x, 0) : x),
  (x) => (x.ndim > 0 ? t.sum(x, -1, { keepDims: true }) : x),
  (x) => t.max(x),
  (x) => (x.ndim > 0 ? t.min(x, 0) : x),
  (x) => (x.ndim > 0 ? t.softmax(x) : x),
  (x) => t.logsumexp(x),
  (x) => t.mean(x),
  (x) => (x.ndim > 1 ? t.max(x, 1) : x),
  (x) => (x.ndim > 0 ? t.logSoftmax(x, 0) : x),
]

const single: Unary[] = [
  ...elementwise,
  ...elementwise,
  ...rearranging,
  ...reducing,
  ...integral,
  ...indexed,
]

type Binary = (x: Tensor, y: Tensor) => Tensor
const binary: Binary[] = [
  t.add,
  t.sub,
  t.mul,
  t.maximum,
  t.minimum,
  t.atan2,
  (x, y) => t.div(x, y.square().add(1)),
]
const product: Binary = (x, y) => {
  const a = x.ndim === 0 ? x.reshape([1]) : x
  const b = y.ndim === 0 ? y.reshape([1]) : y
  const k = a.shape[a.ndim - 1]
  if (b.shape[Math.max(b.ndim - 2, 0)] === k && b.ndim <= 2) return t.matmul(a, b)
  return t.matmul(a, t.broadcastTo(b.ravel().slice([0, 1]), [k, 3]))
}

/** Elements that a random program's tensors may have. */
const largest = 4000

interface Choice {
  readonly operation: number
  readonly left: number
  readonly right: number
}

export interface RandomProgram {
  readonly shapes: readonly (readonly number[])[]
  readonly choices: readonly Choice[]
}

const shape = fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 3 })
export const randomProgram: fc.Arbitrary<RandomProgram> = fc.record({
  shapes: fc.array(shape, { minLength: 1, maxLength: 3 }),
  choices: fc.array(
    fc.record({
      operation: fc.nat(single.length + 2 * binary.length + 3),
      left: fc.nat(1000),
      right: fc.nat(1000),
    }),
    { minLength: 1, maxLength: 25 },
  ),
})

/** The function, of tensors of the program's shapes; every value that it computes is a result. */
export function functionOf({ choices }: RandomProgram): (...inputs: Tensor[]) => Tensor[] {
  return (...inputs) => {
    const values = [...inputs]
    for (const { operation, left, right } of choices) {
      // Later values more often, so that programs are deep.
      const pick = (n: number): Tensor =>
        values[values.length - 1 - Math.min(n % values.length, n % 4)]
      const [x, y] = [pick(left), pick(right)]
      const result = apply(operation, x, y)
      if (result.size <= largest && result.ndim <= 5) values.push(result)
    }
    return values.slice(inputs.length)
  }
}

function apply(operation: number, x: Tensor, y: Tensor): Tensor {
  if (operation < single.length) return single[operation](x)
  const number = operation - single.length
  if (number >= 2 * binary.length) return product(x, y)
  try {
    return binary[number % binary.length](x, y)
  } catch {
    return binary[number % binary.length](x, t.sum(y))
  }
}
