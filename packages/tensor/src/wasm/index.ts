/**
 * WebAssembly, generated at run time: the encoder (bytes, instructions, assembler), the engine that runs
 * it, lanes (elementwise functions as vector code), loops over them, matrix products, and threads.
 */
export { eagerKernels } from './eager.ts'
export { ModuleBuilder, type FunctionBuilder } from './assembler.ts'
export {
  hasFusedMultiplyAdd,
  instantiate,
  pageSize,
  wasmEngine,
  type WasmFunction,
} from './engine.ts'
export { escapeImports, LaneLibrary } from './lanes/library.ts'
export { blockLength } from '../primitives/row-sum.ts'
export { emitLoops, scratchBytes } from './loops/emit.ts'
export { isLoopOperation } from './loops/kernel.ts'
export type {
  LoopKernel,
  LoopSink,
  LoopValue,
  Step as LoopOperation,
  View,
} from './loops/kernel.ts'
export { isLongLoop, type Fork } from './loops/split.ts'
export { emitProductPart, isLongProduct, partScratch, productPieces } from './matmul/part.ts'
export { emitMove, pushAddress } from './moves.ts'
export { blockTotalKernel } from './rows/block-total.ts'
export { rowKernelOf, type RowKernel } from './rows/kernel.ts'
export { emitProduct, productRows } from './matmul/product.ts'
export type { ProductSpec } from './matmul/spec.ts'
export { partName } from './threads/messages.ts'
export { LostWorker, type Pool, type SharedTask } from './threads/pool.ts'
export { currentPool, setThreads, threadCount } from './threads/set-threads.ts'
