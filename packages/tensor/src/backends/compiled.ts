/**
 * The compiled kernels of the host backend, with the bits of its own loops, and what else is of use to large
 * operations alone. The compiler is a third of the library, so a page fetches it when an operation first is
 * large enough for it.
 */
import type { Aval } from '../aval.ts'
import type { TypedArray } from '../dtype.ts'
import { OnDemand } from '../on-demand.ts'
import type { Primitive } from '../primitive.ts'
import type { MatrixLayout } from '../primitives/matmul-kernel.ts'
import type { Tensor } from '../tensor.ts'

export interface CompiledKernels {
  /** The elements of an elementwise operation's result; null where the host is the better way. */
  elementwise(
    primitive: Primitive,
    operands: readonly Tensor[],
    params: unknown,
    output: Aval,
  ): TypedArray | null
  /** result[b, i, j] = Σₖ left[b, i, k] · right[b, k, j], row-major; null as above. */
  product(left: MatrixLayout, right: MatrixLayout, dtype: 'float64' | 'float32'): TypedArray | null
  /** As `findOrder`, of positions that count up. */
  order(line: Float64Array, order: Int32Array, descending: boolean): void
}

export const compiledKernels: OnDemand<CompiledKernels> = /* @__PURE__ */ new OnDemand()

/** Smaller results are left to the host: copying alone takes half a microsecond. */
const leastSize = 128
/** As for the size, multiplications of a product. */
const leastWork = 600
/** From this length on dealing is faster than comparing. */
const longLine = 512

/** As `CompiledKernels.elementwise`; null as well while the kernels are not there. */
export function tryElementwise(
  primitive: Primitive,
  operands: readonly Tensor[],
  params: unknown,
  output: Aval,
): TypedArray | null {
  if (output.size < leastSize) return null
  return compiledKernels.get()?.elementwise(primitive, operands, params, output) ?? null
}

/** As `CompiledKernels.product`; null as well while the kernels are not there. */
export function tryProduct(
  left: MatrixLayout,
  right: MatrixLayout,
  dtype: 'float64' | 'float32',
): TypedArray | null {
  if (left.batches * left.free * left.depth * right.free < leastWork) return null
  return compiledKernels.get()?.product(left, right, dtype) ?? null
}

/** As `CompiledKernels.order`; false where the order is still to be found. */
export function tryOrder(line: Float64Array, order: Int32Array, descending: boolean): boolean {
  const kernels = order.length < longLine ? null : compiledKernels.get()
  kernels?.order(line, order, descending)
  return kernels !== null
}
