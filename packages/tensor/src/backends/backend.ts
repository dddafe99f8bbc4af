/**
 * A backend computes one primitive at a time on concrete tensors. The host backend runs the
 * kernels that the primitives carry; others (GPU engines) may replace it by `setBackend`.
 */
import type { Aval } from '../aval.ts'
import type { Primitive } from '../primitive.ts'
import type { Tensor } from '../tensor.ts'

export interface Backend {
  readonly name: string
  /** Computes `primitive`; one output for one aval, a list for a list. */
  run(
    primitive: Primitive,
    operands: readonly Tensor[],
    params: unknown,
    outputs: Aval | readonly Aval[],
  ): Tensor | Tensor[]
}
