/**
 * The default backend: each primitive's own kernel, over typed arrays, on the calling thread. Large
 * elementwise operations run compiled, which gives the same bits.
 */
import type { Aval } from '../aval.ts'
import type { TypedArray } from '../dtype.ts'
import { Tensor } from '../tensor.ts'
import type { Backend } from './backend.ts'
import { tryElementwise } from './compiled.ts'

export const hostBackend: Backend = {
  name: 'host',
  run(primitive, operands, params, outputs) {
    if (Array.isArray(outputs)) {
      const results = primitive.kernel(operands, params, outputs as unknown as Aval)
      return outputs.map((aval: Aval, i) => new Tensor(aval, (results as TypedArray[])[i]))
    }
    const aval = outputs as Aval
    const compiled = tryElementwise(primitive, operands, params, aval)
    return new Tensor(aval, compiled ?? (primitive.kernel(operands, params, aval) as TypedArray))
  },
}
