/** The entry of pages: they fetch the compiler when it is of use. */
import { compiler } from './executable.ts'

compiler.fetchBy(async () => (await import('./wasm/install.ts')).install())

export * from './index.ts'
