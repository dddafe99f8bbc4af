/**
 * `cast` changes the dtype. Between floating-point types it is linear; from or to integers and
 * bools it has no derivative. Floats become integers by truncation, bools by `x ≠ 0`.
 */
import { makeAval, type Aval } from '../aval.ts'
import { toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, checkDType, isFloat, type DType, type TypedArray } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import type { Tensor, TensorLike } from '../tensor.ts'

interface CastParams {
  readonly dtype: DType
}

export const castPrimitive: Primitive<CastParams> = {
  name: 'cast',
  shape: ([x], { dtype }) => makeAval(x.shape, dtype),
  kernel: ([x], _, output) => convert(x.host!, output),
  // A tangent has its primal's dtype, so none flows out of an integer result.
  jvp: ([dx], _, [y]) => (isFloat(y.dtype) ? castTo(dx!, y.dtype) : null),
  transpose: ([ct], _operands, _params, [x]) => [castTo(ct!, x.dtype)],
  batch: ([x], _, params) => bind(castPrimitive, [x], params),
}

/**
 * x in another dtype. Floats become integers by truncation modulo 2³² (NaN becomes 0), and bools by
 * `x ≠ 0`. Between floating-point types it is linear; to and from the others nothing is
 * differentiated.
 *
 * @throws ArgumentError for an unknown dtype.
 * @example
 * ```ts
 * import { cast, tensor } from '@wengert/tensor'
 * cast(tensor([1.9, -1.9]), 'int32').toArray() // → 1,-1
 * cast(tensor([0, NaN]), 'bool').toArray() // → 0,1
 * ```
 */
export function cast(x: TensorLike, dtype: DType): Tensor {
  return castTo(toTensor('cast', x), checkDType('cast', dtype))
}

/** As `cast`, and x itself where it has that dtype already. */
export function castTo(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : bind(castPrimitive, [x], { dtype })
}

function convert(x: TypedArray, output: Aval): TypedArray {
  const result = allocate(output.dtype, output.size)
  if (output.dtype === 'bool') {
    for (let i = 0; i < result.length; i++) result[i] = x[i] !== 0 ? 1 : 0
  } else {
    result.set(x)
  }
  return result
}
