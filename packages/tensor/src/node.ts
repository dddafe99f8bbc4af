/** The entry in Node and its like: what a page fetches when it is of use is there from the start. */
import { compiledKernels } from './backends/compiled.ts'
import { eagerKernels } from './wasm/eager.ts'

compiledKernels.install(eagerKernels)

export * from './index.ts'
