/** `trace`: the program of a function, to look at or to transform. */
import { range } from '@wengert/tensor/internal'
import type { Program } from '../program.ts'
import { checkFunction, prepare } from './arguments.ts'
import { traceAt } from './traced.ts'
import type { Arguments, DefaultArguments } from './types.ts'

/**
 * The program that f records at the given arguments; all of them are inputs. `String(program)`
 * prints it, `toDot()` draws it. The values at the arguments may be read while it is traced, and such a
 * program holds for them only (`specialized`). Costs one evaluation of f where values are read,
 * otherwise about a microsecond an operation.
 *
 * @throws TreeError when an argument or the result is no tree of tensors.
 * @throws FunctionError when f is asynchronous or returns nothing.
 * @example
 * ```ts
 * import { trace } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const program = trace((x: Tensor) => x.sin().mul(2), 1)
 * program.equations.length // → 2
 * ```
 */
export function trace<A extends readonly unknown[] = DefaultArguments, R = unknown>(
  f: (...args: A) => R,
  ...args: Arguments<A>
): Program {
  checkFunction('trace', f)
  const prepared = prepare('trace', f, args, range(args.length))
  return traceAt('trace', prepared, { differentiated: false }).program
}
