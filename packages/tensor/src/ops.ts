/** Every operation on tensors, by the name under which it is exported. */
export { add, div, mul, neg, reciprocal, square, sub } from './primitives/arithmetic.ts'
export {
  abs,
  ceil,
  clip,
  floor,
  maximum,
  minimum,
  rem,
  round,
  sign,
} from './primitives/piecewise.ts'
export { cast } from './primitives/cast.ts'
export { equal, greater, greaterEqual, less, lessEqual, notEqual } from './primitives/compare.ts'
export { isFinite, isNan, logicalAnd, logicalNot, logicalOr } from './primitives/logic.ts'
export { where } from './primitives/select.ts'
export {
  exp,
  expm1,
  log,
  log1p,
  relu,
  rsqrt,
  sigmoid,
  silu,
  softplus,
  sqrt,
} from './primitives/exponential.ts'
export { acos, asin, atan, atan2, cos, sin, tan } from './primitives/trigonometric.ts'
export { acosh, asinh, atanh, cosh, sinh, tanh } from './primitives/hyperbolic.ts'
export { pow } from './primitives/power.ts'
export { broadcastTo, ravel, reshape, transpose } from './primitives/layout.ts'
export { slice } from './primitives/slicing.ts'
export { pad } from './primitives/padding.ts'
export { concatenate, stack } from './primitives/joining.ts'
export { flip } from './primitives/flip.ts'
export { gather, scatterAdd, take } from './primitives/indexing.ts'
export { sum } from './primitives/reduce-sum.ts'
export { max, min } from './primitives/reduce-extremum.ts'
export { argmax, argmin } from './primitives/arg-extremum.ts'
export { dot, matmul } from './primitives/dot.ts'
export { mean } from './functions/mean.ts'
export { logSoftmax, logsumexp, softmax } from './functions/softmax.ts'
export { diag, tril, triu } from './functions/diagonals.ts'
export { any, all } from './functions/truth.ts'
export { prod } from './functions/prod.ts'
export { cumsum } from './primitives/cumulative.ts'
export { cumprod } from './primitives/recurrence.ts'
export { std, variance } from './functions/moments.ts'
export { norm } from './functions/norm.ts'
export { outer, tensordot } from './functions/tensordot.ts'
export { einsum } from './functions/einsum.ts'
export { erf, erfc, erfinv, normalCdf } from './primitives/error-function.ts'
export { digamma, lgamma, polygamma } from './primitives/gamma.ts'
export { gelu } from './functions/activations.ts'
export { moveAxis, swapAxes } from './functions/axis-order.ts'
export { expandDims, squeeze } from './functions/unit-axes.ts'
export { split } from './functions/splitting.ts'
export { repeat, tile } from './functions/repetition.ts'
export { roll } from './functions/roll.ts'
export { index } from './functions/advanced-index.ts'
export { takeAlongAxis } from './functions/take-along-axis.ts'
export { dynamicSlice, dynamicUpdateSlice } from './functions/dynamic-slice.ts'
export { argsort } from './primitives/argsort.ts'
export { sort, topK } from './functions/sorting.ts'
export { conv } from './functions/convolution.ts'
export { averagePool, maxPool } from './functions/pooling.ts'
