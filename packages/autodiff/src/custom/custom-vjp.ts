/**
 * `customVjp`: a function whose pullback is what you say. Function, `forward` and `backward` are traced
 * into one equation. When tangents arrive, `forward` runs in its place, and its result gets a tangent by
 * a `customLinear` equation whose transpose is `backward`: so reverse mode runs backward as it is, and
 * forward over reverse sees ordinary equations.
 */
import { FunctionError, type Tensor, type TensorTree, type TreeLike } from '@wengert/tensor'
import {
  avalsOf,
  bindMany,
  flattenLike,
  isFloat,
  unflattenTree,
  zerosOf,
  type MaybeTensor,
} from '@wengert/tensor/internal'
import { batchedProgram, broadcastBatch, runBatched } from '../batch.ts'
import { checkFunction, fitLeaf } from '../api/arguments.ts'
import type { AnyFunction } from '../api/types.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import {
  closeTogether,
  inputAvals,
  outputAvals,
  programOf,
  runningItsProgram,
  stackedAval,
  type StructuredPrimitive,
} from '../structured.ts'
import {
  callWith,
  cotangentsOf,
  floatPositions,
  refuseClosures,
  takeApart,
  traceCall,
  type CustomCall,
} from './arguments.ts'
import { customLinearPrimitive } from './custom-linear.ts'
import { ruled } from './ruled.ts'

interface CustomVjpParams {
  /** From arguments and what is closed over to outputs. */
  readonly program: Program
  /** From the same to outputs and residuals. */
  readonly forward: Program
  /** From residuals and the outputs' cotangents to those of the float arguments. */
  readonly backward: Program
  /** How many operands are arguments. */
  readonly count: number
}

export const customVjpPrimitive: StructuredPrimitive<CustomVjpParams> = {
  name: 'customVjp',
  ...runningItsProgram<CustomVjpParams>(),
  pushforward: (operands, tangents, { program, forward, backward, count }) => {
    refuseClosures('customVjp', tangents.slice(count))
    const results = run(forward, operands)
    const outputs = results.slice(0, program.outputs.length)
    const residuals = results.slice(outputs.length)
    const args = operands.slice(0, count)
    const given = floatPositions(args).map((i) => tangents[i] ?? zerosOf(args[i].aval))
    const slopes = bindMany(customLinearPrimitive, [...residuals, ...given], {
      backward,
      residuals: residuals.length,
      checked: true,
    })
    return { outputs, tangents: slopes.map((t): MaybeTensor => (isFloat(t.dtype) ? t : null)) }
  },
  batch: (operands, batched, { program, forward, backward, count }, size) => {
    const outputs = program.outputs.length
    const avals = avalsOf(operands)
    let flags: boolean[] = []
    const batchedForward = programOf('customVjp', avals, (tensors) => {
      const result = runBatched(forward, tensors, batched, size)
      const full = broadcastBatch(result, size)
      flags = [...result.batched.slice(outputs), ...full.slice(0, outputs).map(() => true)]
      return result.outputs.map((x, i) => (i < outputs ? full[i] : x))
    })
    const given = inputAvals(backward).map((aval, i) => (flags[i] ? stackedAval(size, aval) : aval))
    const batchedBackward = programOf('customVjp', given, (tensors) => {
      const cts = broadcastBatch(runBatched(backward, tensors, flags, size), size)
      // What all examples share gets the sum of their cotangents.
      const shared = floatPositions(operands.slice(0, count)).map((i) => !batched[i])
      return cts.map((ct, k) => (shared[k] ? ct.sum(0) : ct))
    })
    return bindMany(customVjpPrimitive, operands, {
      program: batchedProgram('customVjp', program, avals, batched, size),
      forward: batchedForward,
      backward: batchedBackward,
      count,
    })
  },
}

/**
 * f with a pullback of your own: `forward(...args)` returns `[y, residuals]`, and
 * `backward(residuals, ct)` the cotangents of the arguments, as a list with one for each (null for
 * none, for an argument or for parts of it). Residuals are any tree; what is no tensor in them
 * (options, strings) is handed through. Works in reverse mode, forward over reverse, and forward mode,
 * for which `backward` must be linear in the cotangent. Arguments that hold no float tensors get no
 * cotangent. The three may close over other values, but not over one that is being differentiated: it
 * must be an argument. `forward` and `backward` may call the function that they belong to.
 *
 * @throws FunctionError when forward does not return a pair, or backward not a list.
 * @throws TreeError, ShapeError or DTypeError when forward's value is not like f's, or cotangents are not
 *   like the arguments.
 * @throws DerivativeError in forward mode when backward is not linear; in any mode when a value is being
 *   differentiated that the functions close over.
 * @example
 * ```ts
 * import { customVjp, grad } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * // The identity, with its gradient limited to [-1, 1].
 * const limited = customVjp(
 *   (x: Tensor) => x,
 *   (x: Tensor) => [x, null],
 *   (_, ct: Tensor) => [ct.clip(-1, 1)],
 * )
 * grad((x: Tensor) => limited(x).mul(5))(2).item() // → 1
 * ```
 */
export function customVjp<A extends readonly unknown[], R = Tensor, S = unknown>(
  f: (...args: A) => R,
  forward: (...args: A) => readonly [R, S],
  backward: (residuals: S, ct: TensorTree<R>) => readonly unknown[],
): (...args: { [K in keyof A]: TreeLike<A[K]> }) => R {
  for (const part of [f, forward, backward]) checkFunction('customVjp', part)
  return ruled('customVjp', f as AnyFunction, ({ leaves, args }, { program, structure }) => {
    const avals = outputAvals(program)
    let kept: CustomCall | null = null
    const ahead = traceCall('customVjp', leaves, [], (tensors) => {
      const result = callWith(forward as AnyFunction, args(tensors))
      if (!Array.isArray(result) || result.length !== 2) {
        throw new FunctionError(
          'customVjp: forward must return [y, residuals]; return an array of two.',
        )
      }
      kept = takeApart('customVjp', [result[1]])
      const what = "forward's value"
      const outputs = flattenLike('customVjp', structure, result[0], what)
      return [
        ...outputs.map((leaf, i) => fitLeaf('customVjp', what, leaf, avals[i])),
        ...kept.leaves,
      ]
    })
    const residuals = outputAvals(ahead).slice(avals.length)
    const back = traceCall('customVjp', [], [...residuals, ...avals], (tensors) => {
      const given = args(leaves)
      const list = callWith(backward as AnyFunction, [
        kept!.args(tensors.slice(0, residuals.length))[0],
        unflattenTree(structure, tensors.slice(residuals.length)),
      ])
      if (!Array.isArray(list) || list.length !== given.length) {
        throw new FunctionError(
          `customVjp: backward must return a list of ${given.length} cotangents, one for each argument (null for none).`,
        )
      }
      const cts = cotangentsOf(given, list)
      return floatPositions(leaves).map((i) => cts[i] ?? zerosOf(leaves[i].aval))
    })
    const { programs, captured } = closeTogether([program, ahead, back])
    const [closed, closedAhead] = programs
    // What backward closes over becomes residuals, which forward hands on.
    const handed = back.captures.map(
      ({ tensor }) => closedAhead.inputs[leaves.length + captured.indexOf(tensor)],
    )
    const inputs = [...back.inputs]
    inputs.splice(residuals.length, 0, ...back.captures.map(({ variable }) => variable))
    return bindMany(customVjpPrimitive, [...leaves, ...captured], {
      program: closed,
      forward: closedAhead.with({ outputs: [...closedAhead.outputs, ...handed] }),
      backward: back.with({ inputs, captures: [] }),
      count: leaves.length,
    })
  }) as (...args: { [K in keyof A]: TreeLike<A[K]> }) => R
}
