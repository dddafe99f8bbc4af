/**
 * Random tensors from explicit keys. A key is used once: split it to get more. The same key gives
 * the same numbers on every machine, traced or not.
 */
import { toTensor } from './convert.ts'
import { bind } from './dispatch.ts'
import { isFloat, type DType } from './dtype.ts'
import { ArgumentError, DTypeError, ShapeError } from './errors.ts'
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
import { checkShape, formatShape, type Shape } from './shape.ts'
import { Tensor, type TensorLike } from './tensor.ts'

export interface DrawOptions {
  readonly dtype?: DType
}

export interface UniformOptions extends DrawOptions {
  readonly low?: TensorLike
  readonly high?: TensorLike
}

/**
 * A key, int32 of shape [2], from an integer seed up to 2^53.
 *
 * @example
 * ```ts
 * import { random } from '@wengert/tensor'
 * const [first, second] = [0, 1].map((i) => random.split(random.key(42)).at(i))
 * random.uniform(first, [2]).shape // → 2
 * random.normal(second).shape.length // → 0
 * ```
 */
export function key(seed: number): Tensor {
  if (!Number.isSafeInteger(seed)) {
    throw new ArgumentError(`key: seed ${seed} is not an integer below 2^53; give one.`)
  }
  const words = new Int32Array(2)
  words[0] = Math.floor(seed / 2 ** 32)
  words[1] = seed
  return new Tensor(makeAval([2], 'int32'), words)
}

/** `count` independent keys from one, int32 of shape [count, 2]; the old key is not to be used again. */
export function split(from: TensorLike, count = 2): Tensor {
  if (!Number.isInteger(count) || count < 0) {
    throw new ArgumentError(`split: ${count} is not a count; give a non-negative integer.`)
  }
  return bind(randomSplitPrimitive, [checkKey('split', from)], { count })
}

/**
 * Uniform numbers on [low, high), by default [0, 1): multiples of 2^-53 there (2^-24 in float32).
 * The bounds broadcast with the shape and may be differentiated.
 */
export function uniform(from: TensorLike, shape: Shape = [], options: UniformOptions = {}): Tensor {
  const { low = 0, high = 1 } = options
  const unit = draw('uniform', randomUniformPrimitive, from, shape, options.dtype)
  if (low === 0 && high === 1) return unit
  // Bounds that are numbers stay weakly typed, so that they do not promote float32.
  const width = typeof low === 'number' && typeof high === 'number' ? high - low : sub(high, low)
  return add(mul(unit, width), low)
}

/** Standard normal numbers, by inversion of uniform ones. */
export function normal(from: TensorLike, shape: Shape = [], options: DrawOptions = {}): Tensor {
  return draw('normal', randomNormalPrimitive, from, shape, options.dtype)
}

/** Bools that are true with probability p. */
export function bernoulli(
  from: TensorLike,
  shape: Shape = [],
  options: { readonly p?: TensorLike } = {},
): Tensor {
  const { p = 0.5 } = options
  return less(draw('bernoulli', randomUniformPrimitive, from, shape, 'float64'), p)
}

/** −1 or 1, each with probability ½. */
export function rademacher(from: TensorLike, shape: Shape = [], options: DrawOptions = {}): Tensor {
  const dtype = options.dtype ?? 'float64'
  const heads = less(draw('rademacher', randomUniformPrimitive, from, shape, 'float64'), 0.5)
  return castTo(where(heads, 1, -1), dtype)
}

function draw(
  operation: string,
  primitive: typeof randomUniformPrimitive,
  from: TensorLike,
  shape: Shape,
  dtype: DType = 'float64',
): Tensor {
  if (!isFloat(dtype)) {
    throw new DTypeError(`${operation}: cannot draw ${dtype}; use float64 or float32, and cast.`)
  }
  const params = { shape: checkShape(operation, shape), dtype }
  return bind(primitive, [checkKey(operation, from)], params)
}

function checkKey(operation: string, from: TensorLike): Tensor {
  const result = toTensor(operation, from)
  if (result.dtype !== 'int32' || result.ndim !== 1 || result.shape[0] !== 2) {
    throw new ShapeError(
      `${operation}: the key is ${result.dtype}${formatShape(result.shape)}, not int32[2]; make one with ` +
        'random.key(seed), or take a row of random.split(key, n).',
    )
  }
  return result
}
