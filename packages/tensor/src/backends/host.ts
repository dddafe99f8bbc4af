/** The default backend: each primitive's own kernel, over typed arrays, on the calling thread. */
import type { Aval } from '../aval.ts'
import type { TypedArray } from '../dtype.ts'
import { Tensor } from '../tensor.ts'
import type { Backend } from './backend.ts'

export const hostBackend: Backend = {
  name: 'host',
  run(primitive, operands, params, outputs) {
    const result = primitive.kernel(operands, params, outputs as Aval)
    return Array.isArray(outputs)
      ? outputs.map((aval: Aval, i) => new Tensor(aval, (result as TypedArray[])[i]))
      : new Tensor(outputs as Aval, result as TypedArray)
  },
}
