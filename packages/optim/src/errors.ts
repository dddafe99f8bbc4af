/** The error of this package; its codes stand in docs/errors.md. */
import { WengertError } from '@wengert/tensor'

/** A bad option, start point or objective, found at the call. */
export class OptimizationError extends WengertError {
  override readonly name = 'OptimizationError'
}
