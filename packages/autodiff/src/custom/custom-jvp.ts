/**
 * `customJvp`: a function whose derivative is what a rule says. Function and rule are traced into one
 * equation; when tangents arrive, the rule's program runs in its place, so everything after (splitting,
 * transposition, higher orders) sees ordinary equations.
 */
import { FunctionError, type Tensor, type TreeLike } from '@wengert/tensor'
import {
  avalsOf,
  bindMany,
  flattenLike,
  isFloat,
  zerosOf,
  type MaybeTensor,
} from '@wengert/tensor/internal'
import { batchedProgram } from '../batch.ts'
import { checkFunction, fitLeaf } from '../api/arguments.ts'
import type { AnyFunction } from '../api/types.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import {
  closeTogether,
  outputAvals,
  runningItsProgram,
  type StructuredPrimitive,
} from '../structured.ts'
import { callWith, floatPositions, refuseClosures, traceCall } from './arguments.ts'
import { ruled } from './ruled.ts'

interface CustomJvpParams {
  /** From arguments and what is closed over to outputs. */
  readonly program: Program
  /** From arguments, tangents of the float ones, and what is closed over, to outputs and tangents of the float ones. */
  readonly rule: Program
  /** How many operands are arguments. */
  readonly count: number
}

export const customJvpPrimitive: StructuredPrimitive<CustomJvpParams> = {
  name: 'customJvp',
  ...runningItsProgram<CustomJvpParams>(),
  pushforward: (operands, tangents, { program, rule, count }) => {
    refuseClosures('customJvp', tangents.slice(count))
    const args = operands.slice(0, count)
    const slopes = floatPositions(args).map((i) => tangents[i] ?? zerosOf(args[i].aval))
    const results = run(rule, [...args, ...slopes, ...operands.slice(count)])
    const outputs = results.slice(0, program.outputs.length)
    let next = outputs.length
    return {
      outputs,
      tangents: outputs.map(({ dtype }): MaybeTensor => (isFloat(dtype) ? results[next++] : null)),
    }
  },
  batch: (operands, batched, { program, rule, count }, size) => {
    const whole = (part: Program, tensors: readonly Tensor[], flags: readonly boolean[]) =>
      batchedProgram('customJvp', part, avalsOf(tensors), flags, size)
    const floats = floatPositions(operands.slice(0, count))
    const withTangents = <T>(list: readonly T[]): T[] => [
      ...list.slice(0, count),
      ...floats.map((i) => list[i]),
      ...list.slice(count),
    ]
    return bindMany(customJvpPrimitive, operands, {
      program: whole(program, operands, batched),
      rule: whole(rule, withTangents(operands), withTangents(batched)),
      count,
    })
  },
}

/**
 * f with a derivative of your own: `rule(primals, tangents)` gets both as lists of f's arguments and
 * returns `[y, dy]`, the value and its tangent. The rule must be linear in the tangents for reverse
 * mode to work. Arguments that hold no tensors (options, strings, functions) are handed through, in
 * the place of their tangents too. f and the rule may close over other values, but not over one that
 * is being differentiated: it must be an argument. The rule may call the function that it is the rule of.
 *
 * @throws FunctionError when the rule does not return a pair.
 * @throws TreeError, ShapeError or DTypeError when value and tangent are not like f's result.
 * @throws DerivativeError when f or the rule closes over a value that is being differentiated.
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
  return ruled('customJvp', f as AnyFunction, ({ leaves, args }, { program, structure }) => {
    const count = leaves.length
    const floats = floatPositions(leaves)
    const avals = outputAvals(program)
    const slopes = floats.map((i) => leaves[i].aval)
    const traced = traceCall('customJvp', leaves, slopes, (tensors) => {
      const primals = tensors.slice(0, count)
      const tangents = primals.map(({ aval }) => zerosOf(aval))
      floats.forEach((i, k) => (tangents[i] = tensors[count + k]))
      const result = callWith(rule as AnyFunction, [args(primals), args(tangents)])
      if (!Array.isArray(result) || result.length !== 2) {
        throw new FunctionError('customJvp: the rule must return [y, dy]; return an array of two.')
      }
      const [y, dy] = (['value', 'tangent'] as const).map((what, i) =>
        flattenLike('customJvp', structure, result[i], `the ${what} of the rule`),
      )
      const fit = (what: string, leaf: Tensor, i: number): Tensor =>
        fitLeaf('customJvp', `the ${what} of the rule`, leaf, avals[i])
      return [
        ...y.map((leaf, i) => fit('value', leaf, i)),
        ...floatPositions(avals).map((i) => fit('tangent', dy[i], i)),
      ]
    })
    const { programs, captured } = closeTogether([program, traced])
    return bindMany(customJvpPrimitive, [...leaves, ...captured], {
      program: programs[0],
      rule: programs[1],
      count,
    })
  }) as (...args: { [K in keyof A]: TreeLike<A[K]> }) => R
}
