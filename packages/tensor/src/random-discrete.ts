/** Random integers, permutations and classes, all of uniform numbers. None has a derivative. */
import { checkOptions } from './options.ts'
import { toFloat, toTensor } from './convert.ts'
import { currentRecorder } from './dispatch.ts'
import { ArgumentError, DTypeError, ShapeError } from './errors.ts'
import { moveAxis } from './functions/axis-order.ts'
import { all } from './functions/truth.ts'
import { add, mul, neg, sub } from './primitives/arithmetic.ts'
import { floor } from './primitives/piecewise.ts'
import { argmax } from './primitives/arg-extremum.ts'
import { argsort } from './primitives/argsort.ts'
import { castTo } from './primitives/cast.ts'
import { less } from './primitives/compare.ts'
import { log } from './primitives/exponential.ts'
import { gather } from './primitives/indexing.ts'
import { randomUniformPrimitive } from './primitives/random.ts'
import { draw, parameter } from './random-draws.ts'
import {
  broadcastOrNull,
  checkShape,
  formatShape,
  normalizeAxis,
  sameShape,
  type Shape,
} from './shape.ts'
import type { Tensor, TensorLike } from './tensor.ts'

/**
 * Uniform integers in [low, high), int32: low + ⌊u (high − low)⌋ for a uniform u of 53 bits, so that the
 * probabilities are equal to a part in 2^21 at worst. The bounds are integers or int32 tensors that
 * broadcast to the shape.
 *
 * @throws ShapeError when `from` is not a key or a bound does not broadcast to the shape.
 * @throws ArgumentError when bounds that are known are not integers of 32 bits with low below high.
 * @throws DTypeError when a bound is a tensor of another dtype than int32.
 * @example
 * ```ts
 * import { random } from '@wengert/tensor'
 * const dice = random.randint(random.key(3), [1000], 1, 7)
 * dice.min().item() // → 1
 * dice.max().item() // → 6
 * ```
 */
export function randint(from: TensorLike, shape: Shape, low: TensorLike, high: TensorLike): Tensor {
  const unit = draw('randint', randomUniformPrimitive, from, shape, 'float64')
  checkNumbers(low, high)
  const start = boundOf('low', low, unit)
  const end = boundOf('high', high, unit)
  checkOrder(start, end)
  return castTo(add(floor(mul(unit, sub(end, start))), start), 'int32')
}

const isNumber = (bound: TensorLike): bound is number => typeof bound === 'number'

function checkNumbers(low: TensorLike, high: TensorLike): void {
  const inside = (bound: number, top: number) =>
    Number.isInteger(bound) && bound >= -(2 ** 31) && bound <= top
  const fits =
    (!isNumber(low) || inside(low, 2 ** 31 - 1)) &&
    (!isNumber(high) || inside(high, 2 ** 31)) &&
    (!isNumber(low) || !isNumber(high) || low < high)
  if (fits) return
  throw new ArgumentError(
    `randint: from ${String(low)} up to ${String(high)} there are no int32 integers; give integers, low below high.`,
  )
}

function boundOf(name: string, bound: TensorLike, draws: Tensor): Tensor | number {
  if (isNumber(bound)) return bound
  const x = toTensor('randint', bound)
  if (x.dtype === 'int32') return parameter('randint', name, x, draws)
  throw new DTypeError(
    `randint: ${name} has dtype ${x.dtype}; give integers, or a tensor with dtype int32.`,
  )
}

/** While a function is being transformed, the values of tensors are not known. */
function checkOrder(low: Tensor | number, high: Tensor | number): void {
  if ((isNumber(low) && isNumber(high)) || currentRecorder() !== null) return
  if (all(less(low, high)).item() === 1) return
  throw new ArgumentError(
    'randint: low is not below high everywhere; give bounds with integers between them.',
  )
}

/**
 * A random permutation: of the integers 0 … n − 1 (int32) for a number n; for a shape, independent ones
 * along an axis of it, the last by default; for a tensor, of its parts along an axis, the first by
 * default, which is differentiated as a gather. Each order is equally likely but for ties among n
 * numbers of 53 bits.
 *
 * @throws ShapeError when `from` is not a key, or the shape is none.
 * @throws ArgumentError when n is not a non-negative integer, or there is no such axis.
 * @example
 * ```ts
 * import { random } from '@wengert/tensor'
 * random.permutation(random.key(0), 5).sum().item() // → 10
 * random.permutation(random.key(0), [2, 5]).sum(1).toArray() // → 10,10
 * ```
 */
export function permutation(from: TensorLike, x: TensorLike | Shape, axis?: number): Tensor {
  if (typeof x === 'number') return ordersOf(from, [checkCount(x)], axis)
  if (Array.isArray(x)) return ordersOf(from, checkShape('permutation', x as Shape), axis)
  const a = toTensor('permutation', x as TensorLike)
  const at = normalizeAxis('permutation', axis ?? 0, a.ndim)
  return gather(a, ordersOf(from, [a.shape[at]]), at)
}

/** The positions that sort uniform numbers along an axis. */
function ordersOf(from: TensorLike, shape: Shape, axis = -1): Tensor {
  const at = normalizeAxis('permutation', axis, shape.length)
  return argsort(draw('permutation', randomUniformPrimitive, from, shape, 'float64'), at)
}

function checkCount(n: number): number {
  if (Number.isInteger(n) && n >= 0) return n
  throw new ArgumentError(
    `permutation: ${n} is not a number of integers; give a non-negative integer, a shape or a tensor.`,
  )
}

export interface CategoricalOptions {
  /** The axis of the logits along which the classes lie; the last by default. */
  readonly axis?: number
}

/**
 * Classes drawn with probabilities softmax(logits), int32, by the Gumbel-max rule: the argmax of
 * logits − ln(−ln u), one uniform u a class (Gumbel 1954; Maddison, Tarlow & Minka 2014). The shape is
 * that of the result, to which the other axes of the logits broadcast; a class whose logit is −∞ is
 * never drawn. O(number of classes) a draw.
 *
 * @throws ShapeError when `from` is not a key, there is no class, or the logits do not broadcast to the shape.
 * @throws ArgumentError when there is no such axis.
 * @example
 * ```ts
 * import { random, tensor } from '@wengert/tensor'
 * random.categorical(random.key(0), [3], tensor([-Infinity, 0])).toArray() // → 1,1,1
 * ```
 */
export function categorical(
  from: TensorLike,
  shape: Shape,
  logits: TensorLike,
  options: CategoricalOptions = {},
): Tensor {
  checkOptions('categorical', options, ['axis'])
  const { axis = -1 } = options
  const a = toFloat('categorical', logits)
  const weights = moveAxis(a, normalizeAxis('categorical', axis, a.ndim), -1)
  const lead = weights.shape.slice(0, -1)
  const classes = weights.shape[weights.ndim - 1]
  const full = checkShape('categorical', shape)
  const joint = broadcastOrNull(lead, full)
  if (joint === null || !sameShape(joint, full) || classes === 0) {
    throw new ShapeError(
      `categorical: logits of shape ${formatShape(a.shape)} do not give draws of shape ${formatShape(full)}; ` +
        'all axes but that of the classes, which must not be empty, broadcast to the shape.',
    )
  }
  const unit = draw('categorical', randomUniformPrimitive, from, [...full, classes], 'float64')
  const gumbel = neg(log(neg(log(unit))))
  return argmax(add(gumbel, weights), -1)
}
