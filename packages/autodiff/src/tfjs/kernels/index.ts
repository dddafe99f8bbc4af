/** The table of the kernels of TensorFlow.js that we have. */
import { activations } from './activations.ts'
import { convolution } from './convolution.ts'
import { creation } from './creation.ts'
import { elementwise } from './elementwise.ts'
import { indexing } from './indexing.ts'
import type { Kernels } from './kernel.ts'
import { layout } from './layout.ts'
import { normalisation } from './normalisation.ts'
import { pooling } from './pooling.ts'
import { products } from './products.ts'
import { reductions } from './reductions.ts'

export { dtypeFor, type Inputs, type Kernel } from './kernel.ts'

export const kernels: Kernels = {
  ...elementwise,
  ...activations,
  ...reductions,
  ...layout,
  ...creation,
  ...indexing,
  ...products,
  ...convolution,
  ...pooling,
  ...normalisation,
}
