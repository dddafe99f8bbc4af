/**
 * Models and functions of TensorFlow.js as differentiable functions. Whoever does not import this entry
 * does not load TensorFlow.js, which is a peer dependency of it alone.
 * @module @wengert/autodiff/tfjs
 */
export { fromTfjsModel } from './model.ts'
export type {
  FunctionOptions,
  ModelOptions,
  Ours,
  TfjsLayer,
  TfjsModel,
  TfjsWeight,
  WithVariables,
} from './model.ts'
