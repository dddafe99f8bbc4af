/** The entry in Node and its like, where the compiler is there from the start. */
import { install } from './wasm/install.ts'

install()

export * from './index.ts'
