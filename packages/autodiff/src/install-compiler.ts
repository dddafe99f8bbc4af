/** `installCompiler`: the compiler in the same file as who calls it. */
import { install } from './wasm/install.ts'

/**
 * Has the compiler there from now on, as it is in Node: in a page that imports this it comes with the
 * page's own code, where `grad` alone would fetch it when it is first of use. `compile` and the
 * solvers of @wengert/optim do so themselves.
 *
 * @example
 * ```ts
 * import { grad, installCompiler } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * installCompiler()
 * grad((x: Tensor) => x.square())(3).item() // → 6
 * ```
 */
export function installCompiler(): void {
  install()
}
