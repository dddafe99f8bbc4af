/** The entry in Node and its like: what a page fetches when it is of use is there from the start. */
import { install } from './wasm/install.ts'

install()

export * from './index.ts'
