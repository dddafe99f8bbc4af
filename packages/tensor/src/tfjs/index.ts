/**
 * TensorFlow.js as an engine. Whoever does not import this entry does not load TensorFlow.js, which is
 * a peer dependency of it alone.
 * @module @wengert/tensor/tfjs
 */
export { tfjsBackend } from './backend.ts'
export { fromTfjs, fromTfjsAsync, toTfjs } from './convert.ts'
