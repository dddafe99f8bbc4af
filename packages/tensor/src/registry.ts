/**
 * Every primitive of the package, for the tests that walk them all. Nothing else may call it, so that
 * a bundle keeps only the primitives that it uses.
 */
import * as arithmetic from './primitives/arithmetic.ts'
import * as argExtremum from './primitives/arg-extremum.ts'
import * as argsort from './primitives/argsort.ts'
import * as cast from './primitives/cast.ts'
import * as compare from './primitives/compare.ts'
import * as cumulative from './primitives/cumulative.ts'
import * as dot from './primitives/dot.ts'
import * as errorFunction from './primitives/error-function.ts'
import * as exponential from './primitives/exponential.ts'
import * as flip from './primitives/flip.ts'
import * as fourier from './primitives/fourier.ts'
import * as gamma from './primitives/gamma.ts'
import * as hyperbolic from './primitives/hyperbolic.ts'
import * as indexing from './primitives/indexing.ts'
import * as joining from './primitives/joining.ts'
import * as layout from './primitives/layout.ts'
import * as cholesky from './primitives/linalg/cholesky.ts'
import * as eigh from './primitives/linalg/eigh.ts'
import * as ldu from './primitives/linalg/ldu.ts'
import * as lu from './primitives/linalg/lu.ts'
import * as pinv from './primitives/linalg/pinv.ts'
import * as qr from './primitives/linalg/qr.ts'
import * as solve from './primitives/linalg/solve.ts'
import * as svd from './primitives/linalg/svd.ts'
import * as triangularSolve from './primitives/linalg/triangular-solve.ts'
import * as logic from './primitives/logic.ts'
import * as padding from './primitives/padding.ts'
import * as piecewise from './primitives/piecewise.ts'
import * as power from './primitives/power.ts'
import * as random from './primitives/random.ts'
import * as recurrence from './primitives/recurrence.ts'
import * as reduceExtremum from './primitives/reduce-extremum.ts'
import * as reduceSum from './primitives/reduce-sum.ts'
import * as select from './primitives/select.ts'
import * as slicing from './primitives/slicing.ts'
import * as stopGradient from './primitives/stop-gradient.ts'
import * as trigonometric from './primitives/trigonometric.ts'
import * as windows from './primitives/windows.ts'
import type { Primitive } from './primitive.ts'

const families = [
  arithmetic,
  argExtremum,
  argsort,
  cast,
  cholesky,
  compare,
  cumulative,
  dot,
  eigh,
  errorFunction,
  exponential,
  flip,
  fourier,
  gamma,
  hyperbolic,
  indexing,
  joining,
  layout,
  ldu,
  logic,
  lu,
  padding,
  piecewise,
  pinv,
  power,
  qr,
  random,
  recurrence,
  reduceExtremum,
  reduceSum,
  select,
  slicing,
  solve,
  stopGradient,
  svd,
  triangularSolve,
  trigonometric,
  windows,
]

/** All records, by what the families export under a name that ends in `Primitive`. */
export function allPrimitives(): Primitive[] {
  return families.flatMap((family) =>
    Object.entries(family)
      .filter(([name]) => name.endsWith('Primitive'))
      .map(([, primitive]) => primitive as Primitive),
  )
}
