/**
 * Minimisation of functions of trees with exact first and second derivatives.
 * @module @wengert/optim
 */
export { minimize } from './minimize.ts'
export type { MinimizeOptions } from './minimize.ts'
export { basinHopping } from './global/basin-hopping.ts'
export type { BasinHoppingOptions, BasinHoppingResult } from './global/basin-hopping.ts'
export type { BasinHoppingState, Hop } from './global/state.ts'
export {
  bfgs,
  gradientDescent,
  lbfgs,
  lbfgsB,
  newton,
  newtonCg,
  nonlinearCg,
  trustKrylov,
  trustNcg,
} from './methods.ts'
export type {
  Conjugation,
  LeastSquaresMethod,
  Method,
  PreconditionerName,
  SolverOptions,
  SolverState,
} from './solver.ts'
export type { HistoryEntry, MinimizeResult, Result } from './result.ts'
export type { Certificate } from './certificate.ts'
export type { Evaluations, Point } from './objective.ts'
export type { StoppingState } from './stopping.ts'
export type { Vector } from './vector.ts'
export type { Status } from './status.ts'
export type { Limits } from './options.ts'
export { cg } from './krylov/cg.ts'
export type { CgOptions, CgResult, CgStatus } from './krylov/cg.ts'
export { minres } from './krylov/minres.ts'
export type { MinresOptions, MinresStatus } from './krylov/minres.ts'
export { gmres } from './krylov/gmres.ts'
export type { GmresOptions, GmresStatus } from './krylov/gmres.ts'
export { lsmr } from './krylov/lsmr.ts'
export type { LsmrOptions, LsmrResult, LsmrStatus } from './krylov/lsmr.ts'
export { lanczos } from './krylov/lanczos.ts'
export type { LanczosOptions, LanczosResult, LanczosStatus } from './krylov/lanczos.ts'
export type { SystemOptions } from './krylov/system.ts'
export type { KrylovResult } from './krylov/vectors.ts'
export { leastSquares } from './least-squares/least-squares.ts'
export type { Fit, LeastSquaresOptions, LeastSquaresResult } from './least-squares/least-squares.ts'
export { gaussNewton, levenbergMarquardt } from './least-squares/methods.ts'
export type { LeastSquaresSolverOptions } from './least-squares/options.ts'
export type { LeastSquaresState, LinearSolver } from './least-squares/solver.ts'
export type { LeastSquaresEvaluations } from './least-squares/residual-function.ts'
export type { Loss } from './least-squares/loss.ts'
export { covarianceOperator } from './least-squares/covariance.ts'
export type { CovarianceOptions } from './least-squares/covariance.ts'
export type { Bounds } from './bounds.ts'
export { gaussNewtonOperator, hessianOperator } from './operator.ts'
export type { LinearOperator } from './operator.ts'
export { hessianDiagonal, hessianTrace } from './curvature/diagonal.ts'
export type { Estimate, ProbeOptions } from './curvature/estimate.ts'
export { hessianLogdet } from './curvature/logdet.ts'
export type { LogdetEstimate, LogdetOptions } from './curvature/logdet.ts'
export { spectrum } from './curvature/spectrum.ts'
export type { Spectrum, SpectrumOptions } from './curvature/spectrum.ts'
export { convexity } from './curvature/convexity.ts'
export type { Convexity, ConvexityOptions } from './curvature/convexity.ts'
export { inference } from './curvature/inference.ts'
export type { Inference, InferenceOptions, Uncertainty } from './curvature/inference.ts'
export type { Observations } from './curvature/sandwich.ts'
export { standardErrorOf } from './curvature/standard-error-of.ts'
export type { StandardError, StandardErrorOptions } from './curvature/standard-error-of.ts'
export { applyUpdates, chain, scaleByLearningRate } from './first-order/transformation.ts'
export type {
  GradientTransformation,
  OptimizerState,
  Schedule,
  UpdateContext,
} from './first-order/transformation.ts'
export { momentum, nesterov, sgd } from './first-order/momentum.ts'
export { adagrad, adam, adamw, rmsprop, scaleByAdam } from './first-order/adaptive.ts'
export type {
  AdagradOptions,
  AdamOptions,
  AdamWOptions,
  RmspropOptions,
} from './first-order/adaptive.ts'
export { lion } from './first-order/lion.ts'
export type { LionOptions } from './first-order/lion.ts'
export { adahessian, sophia } from './first-order/second-order.ts'
export type { AdahessianOptions, SophiaOptions } from './first-order/second-order.ts'
export {
  addDecayedWeights,
  clipByGlobalNorm,
  clipByValue,
  globalNorm,
} from './first-order/clipping.ts'
export {
  constant,
  cosineDecay,
  exponentialDecay,
  piecewise,
  warmupCosine,
} from './first-order/schedules.ts'
export type { ExponentialDecayOptions, WarmupCosineOptions } from './first-order/schedules.ts'
export { fit, fitAsync } from './training/fit.ts'
export type {
  Best,
  EarlyStopping,
  Epoch,
  FitOptions,
  FitResult,
  FitStatus,
  FullBatchMethod,
  Progress,
  RunSettings,
  TrainingState,
  Validation,
} from './training/options.ts'
export { trainingStep } from './training/step.ts'
export type { TrainingStep } from './training/step.ts'
export type { SavedTensor } from './training/saved-tensors.ts'
export { loadSafetensors, loadSafetensorsLike, saveSafetensors } from './training/safetensors.ts'
export type { SafetensorsFile } from './training/safetensors.ts'
export * as layers from './layers/index.ts'
export { searchBacktracking } from './search/backtracking.ts'
export { searchHagerZhang } from './search/hager-zhang.ts'
export { searchMoreThuente } from './search/more-thuente.ts'
export type { LineSearch, SearchOptions, SearchResult, Start, Trial } from './search/line.ts'
export type { LineSearchName } from './search/index.ts'
export { inverseHessianOf } from './inverse-hessian.ts'
export { OptimizationError } from './errors.ts'
