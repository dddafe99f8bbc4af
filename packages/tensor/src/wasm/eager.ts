/** Compiled kernels for operations on concrete tensors, as the host backend asks for them. */
import type { CompiledKernels } from '../backends/compiled.ts'
import { dealOut } from '../primitives/dealt-order.ts'
import { computeCompiled } from './elementwise.ts'
import { multiplyCompiled } from './matmul/eager.ts'

export const eagerKernels: CompiledKernels = {
  elementwise: computeCompiled,
  product: multiplyCompiled,
  order: dealOut,
}
