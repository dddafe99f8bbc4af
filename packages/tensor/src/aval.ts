/**
 * An aval (abstract value) is what is known of a tensor before it is computed: shape and dtype.
 * Shape rules map avals to avals, and every variable of a program carries one. Operations share
 * them: an elementwise result has its operand's very aval, so equality is mostly identity.
 */
import type { DType } from './dtype.ts'
import { formatShape, sameShape, sizeOf, type Shape } from './shape.ts'

export interface Aval {
  readonly shape: Shape
  readonly dtype: DType
  readonly size: number
}

const scalars: { readonly [D in DType]: Aval } = {
  float64: { shape: [], dtype: 'float64', size: 1 },
  float32: { shape: [], dtype: 'float32', size: 1 },
  int32: { shape: [], dtype: 'int32', size: 1 },
  bool: { shape: [], dtype: 'bool', size: 1 },
}

export function makeAval(shape: Shape, dtype: DType): Aval {
  return shape.length === 0 ? scalars[dtype] : { shape, dtype, size: sizeOf(shape) }
}

/** The same aval but for its shape. */
export function reshaped(aval: Aval, shape: Shape): Aval {
  return aval.shape === shape ? aval : makeAval(shape, aval.dtype)
}

export function sameAval(a: Aval, b: Aval): boolean {
  return a === b || (a.dtype === b.dtype && sameShape(a.shape, b.shape))
}

/** `float64[2, 3]`. */
export function formatAval(aval: Aval): string {
  return aval.dtype + formatShape(aval.shape)
}
