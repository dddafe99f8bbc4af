/**
 * Has the compiler there from the start, as it is in Node: a page that imports this entry has it in its own
 * files, where it would else fetch it when it is first of use.
 *
 * @example
 * ```ts
 * import '@wengert/autodiff/compiler'
 * import { grad } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * grad((x: Tensor) => x.square())(3).item() // → 6
 * ```
 * @module @wengert/autodiff/compiler
 */
import { install } from './wasm/install.ts'

install()
