/**
 * `customJvp`: a function whose derivative is what a rule says. The function is recorded as one
 * equation; when tangents arrive, the rule is traced in its place, so everything after (splitting,
 * transposition, higher orders) sees ordinary equations.
 */
import { FunctionError, type Tensor, type TreeLike } from '@wengert/tensor'
import {
  bindMany,
  flattenLike,
  flattenResult,
  isFloat,
  unflattenTree,
  zerosOf,
  type MaybeTensor,
  type Structure,
} from '@wengert/tensor/internal'
import { broadcastBatch, runBatched } from '../batch.ts'
import { checkFunction } from '../api/arguments.ts'
import type { AnyFunction } from '../api/types.ts'
import { vmap } from '../api/vmap.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import { close, outputAvals, programOf, type StructuredPrimitive } from '../structured.ts'
import { callWith, takeApart } from './arguments.ts'

interface CustomJvpParams {
  readonly program: Program
  /** From primals and tangents of all operands to outputs and their tangents. */
  readonly rule: (primals: readonly Tensor[], tangents: readonly Tensor[]) => [Tensor[], Tensor[]]
}

export const customJvpPrimitive: StructuredPrimitive<CustomJvpParams> = {
  name: 'customJvp',
  shape: (_, { program }) => outputAvals(program),
  kernel: (operands, { program }) => run(program, operands).map((x) => x.host!),
  jvp: null,
  pushforward: (operands, tangents, { rule }) => {
    const [outputs, slopes] = rule(
      operands,
      tangents.map((t, i) => t ?? zerosOf(operands[i].aval)),
    )
    return { outputs, tangents: slopes.map((t): MaybeTensor => (isFloat(t.dtype) ? t : null)) }
  },
  batch: (operands, batched, { program, rule }, size) => {
    const inAxes = batched.map((on) => (on ? 0 : null))
    const batchedProgram = programOf(
      'customJvp',
      operands.map(({ aval }) => aval),
      (tensors) => broadcastBatch(runBatched(program, tensors, batched, size), size),
    )
    const batchedRule: CustomJvpParams['rule'] = (primals, tangents) => {
      const both = (...all: Tensor[]): Tensor[][] =>
        rule(all.slice(0, primals.length), all.slice(primals.length))
      const mapped = vmap(both, { inAxes: [...inAxes, ...inAxes] })
      return mapped(...(primals as [Tensor]), ...tangents) as [Tensor[], Tensor[]]
    }
    return bindMany(customJvpPrimitive, operands, { program: batchedProgram, rule: batchedRule })
  },
}

/**
 * f with a derivative of your own: `rule(primals, tangents)` gets both as lists of f's arguments and
 * returns `[y, dy]`, the value and its tangent. The rule must be linear in the tangents for reverse
 * mode to work. Arguments that hold no tensors (options, strings, functions) are handed through, in
 * the place of their tangents too.
 *
 * @example
 * ```ts
 * import { customJvp, grad } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const log1pexp = customJvp(
 *   (x: Tensor) => x.exp().add(1).log(),
 *   ([x], [dx]) => [x.softplus(), x.sigmoid().mul(dx)],
 * )
 * grad(log1pexp)(1000).item() // → 1
 * ```
 */
export function customJvp<A extends readonly unknown[], R = Tensor>(
  f: (...args: A) => R,
  rule: (primals: A, tangents: A) => readonly [R, R],
): (...args: { [K in keyof A]: TreeLike<A[K]> }) => R {
  checkFunction('customJvp', f)
  checkFunction('customJvp', rule)
  return (...args) => {
    const call = takeApart('customJvp', args)
    let structure: Structure | null = null
    const traced = programOf(
      'customJvp',
      call.leaves.map(({ aval }) => aval),
      (tensors) => {
        const flat = flattenResult('customJvp', callWith(f as AnyFunction, call.args(tensors)))
        structure = flat.structure
        return flat.leaves
      },
    )
    const { program, captured } = close(traced)
    const shape = structure!
    const count = call.leaves.length
    const flatRule: CustomJvpParams['rule'] = (primals, tangents) => {
      const result = (rule as (p: unknown, t: unknown) => unknown)(
        call.args(primals.slice(0, count)),
        call.args(tangents.slice(0, count)),
      )
      if (!Array.isArray(result) || result.length !== 2) {
        throw new FunctionError('customJvp: the rule must return [y, dy]; return an array of two.')
      }
      const [y, dy] = result as [unknown, unknown]
      return [
        flattenLike('customJvp', shape, y, 'the value of the rule'),
        flattenLike('customJvp', shape, dy, 'the tangent of the rule'),
      ]
    }
    const results = bindMany(customJvpPrimitive, [...call.leaves, ...captured], {
      program,
      rule: flatRule,
    })
    return unflattenTree(shape, results) as R
  }
}
