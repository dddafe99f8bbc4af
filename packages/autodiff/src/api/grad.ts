/** `grad` and `valueAndGrad`: reverse mode of a scalar function. */
import { DTypeError, ShapeError, type Tensor } from '@wengert/tensor'
import { formatAval, isFloat, literal, sizeOf } from '@wengert/tensor/internal'
import { checkDifferentiable, checkFunction, chosenArguments, prepare } from './arguments.ts'
import { LinearMap } from './linear-map.ts'
import { perform } from '../cache/perform.ts'
import type { Program } from '../program.ts'
import { traceAt } from './traced.ts'
import type { AnyFunction, Argnums, Arguments, DefaultArguments, Selected } from './types.ts'

export interface GradOptions<N extends Argnums = Argnums> {
  /** Which arguments to differentiate with respect to; the first by default. */
  readonly argnums?: N
  /** The function returns `[value, aux]`; aux is handed through. */
  readonly hasAux?: boolean
}

/**
 * The gradient `∇f` of a scalar function, by reverse mode: a function of the same arguments that
 * returns a tree like the first (or like those named by `argnums`, as a list when that is one).
 * Leaves have the shapes and dtypes of their parameters. It costs a small multiple of f (at most 4 to 5 by
 * the cheap-gradient principle), whatever the number of parameters, and memory for what f computes on
 * its way; `checkpoint` trades that for time.
 *
 * @param f - A synchronous function of trees that returns a scalar tensor.
 * @throws ShapeError when f does not return a scalar.
 * @throws DTypeError when a differentiated leaf, or the result, is an integer or bool.
 * @throws ArgumentError when `argnums` does not name arguments that were passed.
 * @throws TreeError when an argument or the result is no tree of tensors.
 * @throws FunctionError when f is asynchronous, returns nothing, or no pair with `hasAux`.
 * @example
 * ```ts
 * import { grad } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const gradient = grad((x: Tensor) => x.pow(3).sum())
 * gradient(tensor([1, 2])).toArray() // → 3,12
 * ```
 */
export function grad<
  A extends readonly unknown[] = DefaultArguments,
  Aux = unknown,
  const N extends Argnums = 0,
>(
  f: (...args: A) => readonly [Tensor, Aux],
  options: GradOptions<N> & { readonly hasAux: true },
): (...args: Arguments<A>) => [Selected<A, N>, Aux]
export function grad<A extends readonly unknown[] = DefaultArguments, const N extends Argnums = 0>(
  f: (...args: A) => Tensor,
  options?: GradOptions<N> & { readonly hasAux?: false },
): (...args: Arguments<A>) => Selected<A, N>
export function grad(f: AnyFunction, options: GradOptions = {}): AnyFunction {
  checkFunction('grad', f)
  return (...args: unknown[]) => {
    const { gradient, aux } = differentiate('grad', f, args, options)
    return options.hasAux === true ? [gradient, aux] : gradient
  }
}

/**
 * The value and the gradient of a scalar function in one pass: `[f(x), ∇f(x)]`; with `hasAux`,
 * `[[f(x), aux], ∇f(x)]`. Costs, options and errors are those of `grad`.
 *
 * @example
 * ```ts
 * import { valueAndGrad } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const [value, gradient] = valueAndGrad((x: Tensor) => x.square().sum())(tensor([3, 4]))
 * value.item() // → 25
 * gradient.toArray() // → 6,8
 * ```
 */
export function valueAndGrad<
  A extends readonly unknown[] = DefaultArguments,
  Aux = unknown,
  const N extends Argnums = 0,
>(
  f: (...args: A) => readonly [Tensor, Aux],
  options: GradOptions<N> & { readonly hasAux: true },
): (...args: Arguments<A>) => [[Tensor, Aux], Selected<A, N>]
export function valueAndGrad<
  A extends readonly unknown[] = DefaultArguments,
  const N extends Argnums = 0,
>(
  f: (...args: A) => Tensor,
  options?: GradOptions<N> & { readonly hasAux?: false },
): (...args: Arguments<A>) => [Tensor, Selected<A, N>]
export function valueAndGrad(f: AnyFunction, options: GradOptions = {}): AnyFunction {
  checkFunction('valueAndGrad', f)
  return (...args: unknown[]) => {
    const { value, gradient, aux } = differentiate('valueAndGrad', f, args, options)
    return options.hasAux === true ? [[value, aux], gradient] : [value, gradient]
  }
}

/** Value, gradient and aux of f; errors name the operation that the caller wrote. */
export function differentiate(
  operation: string,
  f: AnyFunction,
  args: readonly unknown[],
  { argnums, hasAux = false }: GradOptions,
): { value: Tensor; gradient: unknown; aux: unknown } {
  const prepared = prepare(operation, f, args, chosenArguments(operation, argnums, args.length))
  checkDifferentiable(operation, prepared.leaves)
  const { program, resultCount, structure, rebuildAux } = traceAt(operation, prepared, {
    differentiated: true,
    hasAux,
  })
  const aval = program.aval(program.outputs[0])
  if (structure.kind !== 'leaf' || sizeOf(aval.shape) !== 1 || aval.shape.length > 0) {
    const given = structure.kind === 'leaf' ? formatAval(aval) : `a tree of ${resultCount} tensors`
    throw new ShapeError(
      `${operation}: the function must return a scalar, but returned ${given}; ` +
        'reduce it, for example with sum() or mean(), or use jacobian.',
    )
  }
  if (!isFloat(aval.dtype)) {
    throw new DTypeError(
      `${operation}: the function returned ${formatAval(aval)}, which has no derivative; ` +
        'compute the loss in floating point.',
    )
  }
  const count = program.outputs.length
  const results = perform('grad', program, prepared.leaves, valueAndPullback)
  const gradients = prepared.rebuild(results.slice(count))
  return {
    value: results[0],
    gradient: Array.isArray(argnums) ? gradients : gradients[0],
    aux: rebuildAux(results.slice(1, count)),
  }
}

/** All outputs, then the cotangents of the inputs for a cotangent 1 of the first output. */
function valueAndPullback(program: Program, leaves: readonly Tensor[]): Tensor[] {
  const map = LinearMap.at(program, leaves)
  const seeds = program.outputs.map((output, i) =>
    i === 0 ? literal(1, program.aval(output).dtype) : null,
  )
  return [...map.outputs, ...map.pullBack(seeds)]
}
