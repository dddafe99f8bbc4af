/** The entry in Node and its like, where the compiled kernels are there from the start. */
import { compiledKernels } from './backends/compiled.ts'
import { eagerKernels } from './wasm/eager.ts'

compiledKernels.install(eagerKernels)

export * from './index.ts'
