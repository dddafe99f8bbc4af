/** What @wengert/autodiff needs beyond the public surface: records, dispatch, avals and trees. */
export { formatAval, makeAval, reshaped, sameAval, type Aval } from './aval.ts'
export { checkFloat, isTensorLike, literal, toTensor, zerosOf } from './convert.ts'
export {
  avalsOf,
  bind,
  bindAny,
  bindMany,
  currentRecorder,
  evaluate,
  leaked,
  setRecorder,
  type Recorder,
} from './dispatch.ts'
export { compiledKernels } from './backends/compiled.ts'
export { hostBackend } from './backends/host.ts'
export { allocate, byteWidth, copyOf, isFloat, type DType, type TypedArray } from './dtype.ts'
export { OnDemand } from './on-demand.ts'
export { checkOptions } from './options.ts'
export {
  noParams,
  type BatchRule,
  type JvpRule,
  type MaybeTensor,
  type NoParams,
  type Primitive,
  type Series,
  type TaylorRule,
  type TransposeRule,
} from './primitive.ts'
export { castTo } from './primitives/cast.ts'
export { dotGeneralPrimitive, type DotParams } from './primitives/dot.ts'
export { sumTo } from './primitives/elementwise.ts'
export { gatherPrimitive } from './primitives/indexing.ts'
export { concatenatePrimitive } from './primitives/joining.ts'
export { reshapePrimitive } from './primitives/layout.ts'
export { slicePrimitive } from './primitives/slicing.ts'
export { stopGradient, stopGradientPrimitive } from './primitives/stop-gradient.ts'
export { allPrimitives } from './registry.ts'
export {
  broadcastOrNull,
  formatShape,
  normalizeAxis,
  range,
  sameShape,
  sizeOf,
  stridesOf,
  type Shape,
} from './shape.ts'
export {
  broadcastStrided,
  isRowMajor,
  permuteStrided,
  reshapeStrided,
  rowMajor,
  type Strided,
} from './strided.ts'
export { Tensor, type TensorLike, type Trace } from './tensor.ts'
export * from './tree.ts'
