/**
 * Random tensors from explicit keys: every function here is pure, the same key gives the same
 * numbers on every machine, traced or not, and vmap over keys gives each its own. Two draws from one
 * key see the same bits, so a key is used once: split it to get more. The bits are Threefry's
 * (primitives/random.ts), one encrypted counter an element.
 */
import { describe } from './describe.ts'
import { checkOptions } from './options.ts'
import { bind } from './dispatch.ts'
import { checkDType, type DType } from './dtype.ts'
import { ArgumentError, DTypeError } from './errors.ts'
import { makeAval } from './aval.ts'
import { add, mul, sub } from './primitives/arithmetic.ts'
import { less } from './primitives/compare.ts'
import { where } from './primitives/select.ts'
import { castTo } from './primitives/cast.ts'
import {
  randomNormalPrimitive,
  randomSplitPrimitive,
  randomUniformPrimitive,
} from './primitives/random.ts'
import { checkKey, draw, parameter } from './random-draws.ts'
import type { Shape } from './shape.ts'
import { Tensor, type TensorLike } from './tensor.ts'

export interface DrawOptions {
  readonly dtype?: DType
}

export interface UniformOptions extends DrawOptions {
  readonly low?: TensorLike
  readonly high?: TensorLike
}

export interface BernoulliOptions {
  /** The probability of true. */
  readonly p?: TensorLike
}

/**
 * A key, int32 of shape [2]: the high and the low 32 bits of an integer seed below 2^53 in magnitude.
 *
 * @throws ArgumentError when the seed is not such an integer.
 * @example
 * ```ts
 * import { random } from '@wengert/tensor'
 * String(random.key(42)) // → [ 0 42]
 * ```
 */
export function key(seed: number): Tensor {
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(`key: seed ${describe(seed)} is not an integer below 2^53; give one.`)
  }
  const words = new Int32Array(2)
  words[0] = Math.floor(seed / 2 ** 32)
  words[1] = seed
  return new Tensor(makeAval([2], 'int32'), words)
}

/**
 * `count` independent keys from one, int32 of shape [count, 2]; `split(k).at(0)` is the first. The old
 * key must not be used again. Splitting encrypts counters that no draw uses, so children and draws of
 * a key never coincide.
 *
 * @throws ArgumentError when count is not a non-negative integer.
 * @throws ShapeError when `from` is not a key.
 * @example
 * ```ts
 * import { random } from '@wengert/tensor'
 * const keys = random.split(random.key(42), 3)
 * keys.shape // → 3,2
 * random.normal(keys.at(0), [4]).shape // → 4
 * ```
 */
export function split(from: TensorLike, count = 2): Tensor {
  if (!Number.isInteger(count) || count < 0) {
    throw new ArgumentError(
      `split: ${describe(count)} is not a count; give a non-negative integer.`,
    )
  }
  return bind(randomSplitPrimitive, [checkKey('split', from)], { count })
}

/**
 * Uniform numbers: low + u (high − low), where u is a multiple of 2^-53 in [0, 1), or of 2^-24 in
 * float32; so they lie in [low, high), but for rounding, which may give high itself. The bounds, by
 * default 0 and 1, broadcast to the shape and may be differentiated.
 *
 * @throws ShapeError when `from` is not a key or a bound does not broadcast to the shape.
 * @throws DTypeError when the dtype is not float64 or float32.
 * @throws ArgumentError when low and high are numbers and low is above high, or too far below it for a
 * double.
 * @example
 * ```ts
 * import { random } from '@wengert/tensor'
 * String(random.uniform(random.key(0), [2])) // → [0.41845711 0.21629546]
 * random.uniform(random.key(0), [1000], { low: 2, high: 3 }).min().item() >= 2 // → true
 * ```
 */
export function uniform(from: TensorLike, shape: Shape = [], options: UniformOptions = {}): Tensor {
  checkOptions('uniform', options, ['low', 'high', 'dtype'])
  const { low = 0, high = 1 } = options
  const unit = draw('uniform', randomUniformPrimitive, from, shape, options.dtype)
  if (low === 0 && high === 1) return unit
  const start = parameter('uniform', 'low', low, unit)
  const end = parameter('uniform', 'high', high, unit)
  if (typeof start !== 'number' || typeof end !== 'number') {
    return add(mul(unit, sub(end, start)), start)
  }
  const length = end - start
  if (length >= 0 && length < Infinity) return add(mul(unit, length), start)
  throw new ArgumentError(
    `uniform: from ${start} to ${end} is no interval of finite length; give low below high.`,
  )
}

/**
 * Standard normal numbers, Φ⁻¹(u): mean 0, variance 1. By inversion (Wichura's AS 241) of one uniform
 * number each, of 52 bits, or 24 in float32: none is beyond ±8.3, or ±5.5. About 150 ns a number.
 *
 * @throws ShapeError when `from` is not a key.
 * @throws DTypeError when the dtype is not float64 or float32.
 * @example
 * ```ts
 * import { random } from '@wengert/tensor'
 * const z = random.normal(random.key(1), [10000])
 * Math.abs(z.mean().item()) < 0.05 // → true
 * ```
 */
export function normal(from: TensorLike, shape: Shape = [], options: DrawOptions = {}): Tensor {
  checkOptions('normal', options, ['dtype'])
  return draw('normal', randomNormalPrimitive, from, shape, options.dtype)
}

/**
 * Bools of the shape that are true with probability p, by default ½: u < p for a uniform u. The
 * probabilities broadcast to the shape. The result is piecewise constant in p: no derivative.
 *
 * @throws ShapeError when `from` is not a key or p does not broadcast to the shape.
 * @throws ArgumentError when p is a number outside [0, 1].
 * @example
 * ```ts
 * import { random } from '@wengert/tensor'
 * String(random.bernoulli(random.key(0), [2], { p: 1 })) // → [ true  true]
 * ```
 */
export function bernoulli(
  from: TensorLike,
  shape: Shape = [],
  options: BernoulliOptions = {},
): Tensor {
  checkOptions('bernoulli', options, ['p'])
  const { p = 0.5 } = options
  if (typeof p === 'number' && !(p >= 0 && p <= 1)) {
    throw new ArgumentError(`bernoulli: p = ${p} is no probability; give a number from 0 to 1.`)
  }
  const unit = draw('bernoulli', randomUniformPrimitive, from, shape, 'float64')
  return less(unit, parameter('bernoulli', 'p', p, unit))
}

/**
 * −1 or 1, each with probability ½; float64 unless `dtype` says float32 or int32.
 *
 * @throws ShapeError when `from` is not a key.
 * @throws DTypeError when the dtype is bool.
 * @example
 * ```ts
 * import { random } from '@wengert/tensor'
 * random.rademacher(random.key(0), [5]).square().sum().item() // → 5
 * ```
 */
export function rademacher(from: TensorLike, shape: Shape = [], options: DrawOptions = {}): Tensor {
  checkOptions('rademacher', options, ['dtype'])
  const dtype = checkDType('rademacher', options.dtype ?? 'float64')
  if (dtype === 'bool') {
    throw new DTypeError('rademacher: bool does not hold −1; use another dtype, or bernoulli.')
  }
  const heads = less(draw('rademacher', randomUniformPrimitive, from, shape, 'float64'), 0.5)
  return castTo(where(heads, 1, -1), dtype)
}

export { categorical, permutation, randint } from './random-discrete.ts'
