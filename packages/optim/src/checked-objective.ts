/**
 * An objective whose result is checked, so that what is wrong with it is reported by the function that
 * was called, not by the transform that met it.
 */
import { DTypeError, FunctionError, ShapeError, Tensor } from '@wengert/tensor'
import { OptimizationError } from './errors.ts'

/** @param what - What messages call the function. */
export function checkedObjective<X>(
  operation: string,
  f: (x: X) => Tensor,
  what = 'the objective',
): (x: X) => Tensor {
  if (typeof f !== 'function') {
    throw new OptimizationError(
      'option',
      `${operation}: ${what} is ${typeof f}, not a function; give a function of a tree that returns a scalar.`,
    )
  }
  return (x) => {
    const value: unknown = f(x)
    if (typeof value !== 'number') check(`${operation}: ${what}`, value)
    return value as Tensor
  }
}

function check(subject: string, value: unknown): void {
  if (value === undefined)
    throw new FunctionError(`${subject} returned nothing; return a scalar (is a return missing?).`)
  if (value instanceof Promise) {
    throw new FunctionError(
      `${subject} returned a Promise; it must be synchronous, so load data before and pass it in.`,
    )
  }
  if (!(value instanceof Tensor) || value.ndim > 0) {
    const what = value instanceof Tensor ? `${value.dtype}[${value.shape.join(', ')}]` : 'a tree'
    throw new ShapeError(
      `${subject} must return a scalar, but returned ${what}; reduce it, for example with sum() or mean()` +
        (subject.endsWith('the objective') ? ', or give residuals to leastSquares.' : '.'),
    )
  }
  if (value.dtype !== 'float64' && value.dtype !== 'float32') {
    throw new DTypeError(
      `${subject} returned ${value.dtype}[], which has no derivative; compute in floating point.`,
    )
  }
}
