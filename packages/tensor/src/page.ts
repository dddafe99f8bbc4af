/** The entry of pages: they fetch the compiled kernels when these are of use. */
import { compiledKernels } from './backends/compiled.ts'

compiledKernels.fetchBy(async () => {
  const { eagerKernels } = await import('./wasm/eager.ts')
  compiledKernels.install(eagerKernels)
})

export * from './index.ts'
