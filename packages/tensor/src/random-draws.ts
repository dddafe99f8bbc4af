/** What the distributions share: the draws themselves, and the checks of keys and parameters. */
import { toTensor } from './convert.ts'
import { bind } from './dispatch.ts'
import { checkDType, isFloat, type DType } from './dtype.ts'
import { DTypeError, ShapeError } from './errors.ts'
import { castTo } from './primitives/cast.ts'
import type { randomUniformPrimitive } from './primitives/random.ts'
import { broadcastOrNull, checkShape, formatShape, sameShape, type Shape } from './shape.ts'
import type { Tensor, TensorLike } from './tensor.ts'

/**
 * A parameter of a distribution. A number stays one, weakly typed, so that it does not promote
 * float32; a tensor takes the draws' dtype. It must broadcast to their shape: were it larger, it
 * would repeat one draw where independent ones are expected.
 */
export function parameter(
  operation: string,
  name: string,
  value: TensorLike,
  draws: Tensor,
): Tensor | number {
  if (typeof value === 'number') return value
  const x = castTo(toTensor(operation, value), draws.dtype)
  const joint = broadcastOrNull(x.shape, draws.shape)
  if (joint === null || !sameShape(joint, draws.shape)) {
    throw new ShapeError(
      `${operation}: ${name} has shape ${formatShape(x.shape)}, which does not broadcast to the shape ` +
        `${formatShape(draws.shape)} of the draws; give the shape of the result.`,
    )
  }
  return x
}

export function draw(
  operation: string,
  primitive: typeof randomUniformPrimitive,
  from: TensorLike,
  shape: Shape,
  given: DType = 'float64',
): Tensor {
  const dtype = checkDType(operation, given)
  if (!isFloat(dtype)) {
    throw new DTypeError(`${operation}: cannot draw ${dtype}; use float64 or float32, and cast.`)
  }
  const params = { shape: [...checkShape(operation, shape)], dtype }
  return bind(primitive, [checkKey(operation, from)], params)
}

export function checkKey(operation: string, from: TensorLike): Tensor {
  const result = toTensor(operation, from)
  if (result.dtype !== 'int32' || result.ndim !== 1 || result.shape[0] !== 2) {
    throw new ShapeError(
      `${operation}: the key is ${result.dtype}${formatShape(result.shape)}, not int32[2]; make one with ` +
        'random.key(seed), or take a row of random.split(key, n).',
    )
  }
  return result
}
