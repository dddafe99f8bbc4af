/**
 * A backend computes one primitive at a time on concrete tensors. The host backend runs the
 * kernels that the primitives carry; others (GPU engines) may replace it by `setBackend`. A backend
 * whose values live on a device may run whole programs there as well: then only a program's operands
 * and results cross, and its values are let go at their last use.
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
  /** Only where values live on a device: begins the run of a program. */
  begin?(): DeviceRun
}

/** One run of a program on a device. Tensors that it computes need not have elements on the host. */
export interface DeviceRun {
  /** As the backend's, on tensors of this run and on those of the host. */
  run: Backend['run']
  /** The tensor with its elements on the host. */
  read(x: Tensor): Tensor
  /** Lets go of what the device holds of a tensor, after its last use. */
  release(x: Tensor): void
  /** Lets go of everything that the device still holds. */
  end(): void
}
