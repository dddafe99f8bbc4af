/**
 * Dense Jacobians and Hessians. Forward mode pushes a basis vector for each input element, reverse
 * mode pulls one back for each output element (jacobian-blocks.ts), so `auto` takes forward where
 * there are no more inputs than outputs.
 *
 * Shapes: for each leaf of the output and each leaf of the input, output shape ++ input shape.
 */
import { ArgumentError, type Tensor } from '@wengert/tensor'
import { unflattenTree, type Aval } from '@wengert/tensor/internal'
import { perform } from '../cache/perform.ts'
import type { Program } from '../program.ts'
import { simplify } from '../simplify.ts'
import { checkDifferentiable, checkFunction, chosenArguments, prepare } from './arguments.ts'
import { forwardBlocks, reverseBlocks } from './jacobian-blocks.ts'
import { LinearMap } from './linear-map.ts'
import { traceAt } from './traced.ts'
import type { AnyFunction, Argnums, Arguments, DefaultArguments, Selected } from './types.ts'

export type JacobianMode = 'auto' | 'forward' | 'reverse'

export interface JacobianOptions<N extends Argnums = Argnums> {
  /** Which arguments to differentiate with respect to; the first by default. */
  readonly argnums?: N
  readonly mode?: JacobianMode
  /** The function returns `[result, aux]`; aux is handed through. */
  readonly hasAux?: boolean
}

/** The output's tree, with the input's tree in the place of each leaf. */
export type JacobianTree<R, X> = R extends Tensor ? X : { [K in keyof R]: JacobianTree<R[K], X> }

type HessianTree<R, X> = JacobianTree<JacobianTree<R, X>, X>

/**
 * The Jacobian `J[i, j] = ∂fᵢ/∂xⱼ`, dense: for tensors, a tensor of shape `output.shape ++ x.shape` and
 * the output's dtype; for trees, the output's tree with the input's tree in place of each leaf.
 * `mode` is chosen by shape unless given. With `hasAux`, f returns `[result, aux]` and the Jacobian
 * of the result comes as `[J, aux]`.
 *
 * Costs min(n, m) products with J for n input and m output elements, all as one batch (or a few,
 * where one would take more than 256 MiB); a single `jvp`, `vjp` or `linearize` needs none of that.
 *
 * @throws DTypeError when a differentiated leaf is an integer or bool.
 * @throws ArgumentError when `argnums` or `mode` is not one.
 * @throws FunctionError when f is asynchronous, returns nothing, or no pair with `hasAux`.
 * @example
 * ```ts
 * import { jacobian } from '@wengert/autodiff'
 * import { concatenate, tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => concatenate([x.square(), x.sum().reshape([1])])
 * jacobian(f)(tensor([1, 2])).toArray() // → 2,0,0,4,1,1
 * ```
 */
export function jacobian<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  Aux = unknown,
  const N extends Argnums = 0,
>(
  f: (...args: A) => readonly [R, Aux],
  options: JacobianOptions<N> & { readonly hasAux: true },
): (...args: Arguments<A>) => [JacobianTree<R, Selected<A, N>>, Aux]
export function jacobian<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  const N extends Argnums = 0,
>(
  f: (...args: A) => R,
  options?: JacobianOptions<N> & { readonly hasAux?: false },
): (...args: Arguments<A>) => JacobianTree<R, Selected<A, N>>
export function jacobian(f: AnyFunction, options: JacobianOptions = {}): AnyFunction {
  return jacobianOf('jacobian', f, options)
}

/** A Jacobian; errors name the operation that the caller wrote. */
function jacobianOf(
  operation: string,
  f: AnyFunction,
  { argnums, mode = 'auto', hasAux = false }: JacobianOptions,
): (...args: unknown[]) => unknown {
  checkFunction(operation, f)
  if (!['auto', 'forward', 'reverse'].includes(mode)) {
    throw new ArgumentError(`${operation}: mode is ${String(mode)}; give auto, forward or reverse.`)
  }
  return (...args) => {
    const prepared = prepare(operation, f, args, chosenArguments(operation, argnums, args.length))
    checkDifferentiable(operation, prepared.leaves)
    const traced = traceAt(operation, prepared, { differentiated: true, hasAux })
    const { program, resultCount } = traced
    const inputs = prepared.leaves.map((leaf) => leaf.aval)
    const outputs = program.outputs.slice(0, resultCount).map((operand) => program.aval(operand))
    const forward = mode === 'auto' ? total(inputs) <= total(outputs) : mode === 'forward'
    const results = perform(
      `${forward ? 'forward' : 'reverse'} Jacobian of ${resultCount}`,
      program,
      prepared.leaves,
      (p, leaves) => {
        const map = LinearMap.at(p, leaves)
        const linear = firstOutputs(map.linear, resultCount)
        const blocks = (forward ? forwardBlocks : reverseBlocks)(linear, outputs, inputs)
        return [...blocks.flat(), ...map.outputs.slice(resultCount)]
      },
    )
    const rows = outputs.map((_, i) => {
      const trees = prepared.rebuild(results.slice(i * inputs.length, (i + 1) * inputs.length))
      return Array.isArray(argnums) ? trees : trees[0]
    })
    const J = unflattenTree(traced.structure, rows)
    return hasAux ? [J, traced.rebuildAux(results.slice(outputs.length * inputs.length))] : J
  }
}

/**
 * The Jacobian by forward mode, one pushforward for each input element, batched: for functions with few inputs.
 * Otherwise as `jacobian`.
 *
 * @example
 * ```ts
 * import { jacfwd } from '@wengert/autodiff'
 * import { stack, type Tensor } from '@wengert/tensor'
 * jacfwd((t: Tensor) => stack([t.cos(), t.sin()]))(0).toArray() // → 0,1
 * ```
 */
export function jacfwd<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  Aux = unknown,
  const N extends Argnums = 0,
>(
  f: (...args: A) => readonly [R, Aux],
  options: Omit<JacobianOptions<N>, 'mode'> & { readonly hasAux: true },
): (...args: Arguments<A>) => [JacobianTree<R, Selected<A, N>>, Aux]
export function jacfwd<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  const N extends Argnums = 0,
>(
  f: (...args: A) => R,
  options?: Omit<JacobianOptions<N>, 'mode'> & { readonly hasAux?: false },
): (...args: Arguments<A>) => JacobianTree<R, Selected<A, N>>
export function jacfwd(f: AnyFunction, options: Omit<JacobianOptions, 'mode'> = {}): AnyFunction {
  return jacobianOf('jacfwd', f, { ...options, mode: 'forward' })
}

/**
 * The Jacobian by reverse mode, one pullback for each output element, batched: for functions with few outputs.
 * Otherwise as `jacobian`.
 *
 * @example
 * ```ts
 * import { jacrev } from '@wengert/autodiff'
 * import { stack, tensor, type Tensor } from '@wengert/tensor'
 * jacrev((x: Tensor) => stack([x.sum(), x.prod()]))(tensor([2, 3, 4])).toArray() // → 1,1,1,12,8,6
 * ```
 */
export function jacrev<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  Aux = unknown,
  const N extends Argnums = 0,
>(
  f: (...args: A) => readonly [R, Aux],
  options: Omit<JacobianOptions<N>, 'mode'> & { readonly hasAux: true },
): (...args: Arguments<A>) => [JacobianTree<R, Selected<A, N>>, Aux]
export function jacrev<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  const N extends Argnums = 0,
>(
  f: (...args: A) => R,
  options?: Omit<JacobianOptions<N>, 'mode'> & { readonly hasAux?: false },
): (...args: Arguments<A>) => JacobianTree<R, Selected<A, N>>
export function jacrev(f: AnyFunction, options: Omit<JacobianOptions, 'mode'> = {}): AnyFunction {
  return jacobianOf('jacrev', f, { ...options, mode: 'reverse' })
}

/**
 * The Hessian `H[i, j] = ∂²f/∂xᵢ∂xⱼ`, dense, forward over reverse: for a tensor argument a tensor of
 * shape `x.shape ++ x.shape`, for trees a tree of trees. A function with several outputs gives the
 * Hessian of each, `output.shape ++ x.shape ++ x.shape`. Options as for `jacobian`.
 *
 * Costs n Hessian–vector products for n elements, and O(n²) memory; `hvp` and `linearize(grad(f), x)`
 * give single products, `sparseHessian` the entries that are not 0.
 *
 * @throws DTypeError when a differentiated leaf is an integer or bool.
 * @throws FunctionError when f is asynchronous, returns nothing, or no pair with `hasAux`.
 * @example
 * ```ts
 * import { hessian } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.at(0).pow(2).mul(x.at(1))
 * hessian(f)(tensor([3, 5])).toArray() // → 10,6,6,0
 * ```
 */
export function hessian<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  Aux = unknown,
  const N extends Argnums = 0,
>(
  f: (...args: A) => readonly [R, Aux],
  options: Omit<JacobianOptions<N>, 'mode'> & { readonly hasAux: true },
): (...args: Arguments<A>) => [HessianTree<R, Selected<A, N>>, Aux]
export function hessian<
  A extends readonly unknown[] = DefaultArguments,
  R = Tensor,
  const N extends Argnums = 0,
>(
  f: (...args: A) => R,
  options?: Omit<JacobianOptions<N>, 'mode'> & { readonly hasAux?: false },
): (...args: Arguments<A>) => HessianTree<R, Selected<A, N>>
export function hessian(f: AnyFunction, options: Omit<JacobianOptions, 'mode'> = {}): AnyFunction {
  const first = jacobianOf('hessian', f, { ...options, mode: 'reverse' })
  return jacobianOf('hessian', first, { ...options, mode: 'forward' })
}

/** The linear program of the first outputs only, without what the others need. */
function firstOutputs(linear: Program, count: number): Program {
  if (count === linear.outputs.length) return linear
  return simplify(linear.with({ outputs: linear.outputs.slice(0, count) }))
}

function total(avals: readonly Aval[]): number {
  return avals.reduce((sum, { size }) => sum + size, 0)
}
