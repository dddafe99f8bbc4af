/** The entry in Node and its like, where the compiler is there from the start. */
import './compiler.ts'

export * from './index.ts'
