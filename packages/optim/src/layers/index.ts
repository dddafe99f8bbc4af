/** Small layers for the models that one fits; see layer.ts for the idea. */
export { attention } from './attention.ts'
export type { Attention, AttentionLayer } from './attention.ts'
export { conv, dense, dropout, embedding, layerNorm } from './dense.ts'
export type { Convolution, Dense, Embedding, LayerNorm } from './dense.ts'
export type { Layer } from './layer.ts'
export { gru, lstm } from './recurrent.ts'
export type { LstmCarry, Recurrent, RecurrentLayer } from './recurrent.ts'
