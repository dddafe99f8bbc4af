/** What the kernels of elementwise operations on concrete tensors have in common. */
import { byteWidth, type TypedArray } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import type { Shape } from '../shape.ts'
import type { Workspace } from './kernels.ts'
import type { LoopKernel, View } from './loops/kernel.ts'

/** The operation over a shape, from views of the operands to one of the result. */
export function kernelOf(
  primitive: Primitive,
  params: unknown,
  inputs: readonly View[],
  view: View,
  shape: Shape,
): LoopKernel {
  const operands = inputs.map((_, index) => ({ kind: 'input', index }) as const)
  const step = primitive as unknown as Primitive<never>
  return {
    shape,
    inputs,
    steps: [{ primitive: step, params, operands, dtype: view.dtype }],
    sinks: [{ kind: 'store', value: { kind: 'step', index: 0 }, view }],
  }
}

/** The elements of a view, in the kernels' memory. */
export function slotOf(
  memory: Workspace,
  { dtype, address, strides }: View,
  length: number,
): TypedArray {
  const at = address / byteWidth(dtype)
  const array = memory[dtype]
  return array.subarray(at, at + (strides[0] === 0 ? 1 : length))
}
