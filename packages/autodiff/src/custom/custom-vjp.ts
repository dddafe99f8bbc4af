/**
 * `customVjp`: a function whose pullback is what you say. When tangents arrive, `forward` is traced in
 * the function's place, and its result gets a tangent by a `customLinear` equation whose transpose is
 * `backward`: so reverse mode runs backward as it is, and forward over reverse sees ordinary
 * equations. Forward mode alone transposes the traced backward, which is linear in the cotangent.
 */
import { FunctionError, type Tensor, type TensorTree, type TreeLike } from '@wengert/tensor'
import {
  avalsOf,
  bindMany,
  flattenResult,
  flattenTree,
  isFloat,
  unflattenTree,
  zerosOf,
  type Aval,
  type MaybeTensor,
  type Structure,
} from '@wengert/tensor/internal'
import { broadcastBatch, runBatched } from '../batch.ts'
import { checkFunction } from '../api/arguments.ts'
import type { AnyFunction } from '../api/types.ts'
import { vmap } from '../api/vmap.ts'
import { pushedBy, type Jet, type JetWalk } from '../lift.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import {
  close,
  inputAvals,
  nothingPrimitive,
  outputAvals,
  programOf,
  type SplitEquation,
  type StructuredPrimitive,
} from '../structured.ts'
import { transposeProgram } from '../transpose.ts'
import { callWith, floatPositions, takeApart } from './arguments.ts'

export interface CustomLinearParams {
  /** From residuals and the outputs' cotangents to those of the linear operands. */
  readonly backward: Program
  readonly residuals: number
}

/** Operands: residuals, then the tangents in which it is linear. */
export const customLinearPrimitive: StructuredPrimitive<CustomLinearParams> = {
  name: 'customLinear',
  shape: (_, { backward, residuals }) => inputAvals(backward).slice(residuals),
  kernel: (operands, params) =>
    run(transposedBackward(avalsOf(operands), params), operands).map((x) => x.host!),
  jvp: null,
  pushforward: pushedBy(liftLinear),
  lift: liftLinear,
  split: (params, linear): SplitEquation => ({
    known: { primitive: nothingPrimitive, params: {}, operands: [] },
    knownOutputs: [],
    residuals: [],
    linear: {
      primitive: customLinearPrimitive,
      params,
      operands: linear.map((_, index) => ({ kind: 'operand', index })),
    },
  }),
  transpose: (cotangents, operands, { backward, residuals }) => {
    const avals = inputAvals(backward).slice(residuals)
    const known = operands.slice(0, residuals) as Tensor[]
    const cts = run(backward, [...known, ...cotangents.map((ct, i) => ct ?? zerosOf(avals[i]))])
    return [...known.map(() => null), ...cts]
  },
  batch: (operands, _, { backward, residuals }, size) => {
    const avals = inputAvals(backward)
    const all = avals.map(() => true)
    const stretched = operands.map((x, i) => {
      const expected =
        i < residuals ? avals[i].shape.length : outputAvals(backward)[i - residuals].shape.length
      return x.ndim > expected ? x : x.reshape([1, ...x.shape]).broadcastTo([size, ...x.shape])
    })
    const batched = programOf(
      'customVjp',
      avals.map((aval): Aval => ({
        shape: [size, ...aval.shape],
        dtype: aval.dtype,
        size: size * aval.size,
      })),
      (tensors) => broadcastBatch(runBatched(backward, tensors, all, size), size),
    )
    return bindMany(customLinearPrimitive, stretched, { backward: batched, residuals })
  },
}

function liftLinear(jets: readonly Jet[], params: CustomLinearParams, walk: JetWalk): Jet[] {
  return walk.through(
    transposedBackward(
      jets.map(([x]) => x.aval),
      params,
    ),
    jets,
  )
}

/** The linear function of which `backward` is the transpose, over residuals and tangents. */
export function transposedBackward(
  operands: readonly Aval[],
  { backward, residuals }: CustomLinearParams,
): Program {
  const cotangents = inputAvals(backward).slice(residuals)
  return programOf('customVjp', operands, (tensors) => {
    const fixed: MaybeTensor[] = [...tensors.slice(0, residuals), ...cotangents.map(() => null)]
    const outputs = transposeProgram(backward, tensors.slice(residuals), fixed)
    return outputs.slice(residuals).map((t, i) => t ?? zerosOf(cotangents[i]))
  })
}

interface CustomVjpParams {
  readonly program: Program
  /** Outputs and residuals at the operands, traced in the current context. */
  readonly forward: (operands: readonly Tensor[]) => { outputs: Tensor[]; residuals: Tensor[] }
  /** Cotangents of the float operands from residuals and those of the outputs. */
  readonly backward: (residuals: readonly Tensor[], cts: readonly Tensor[]) => Tensor[]
}

export const customVjpPrimitive: StructuredPrimitive<CustomVjpParams> = {
  name: 'customVjp',
  shape: (_, { program }) => outputAvals(program),
  kernel: (operands, { program }) => run(program, operands).map((x) => x.host!),
  jvp: null,
  pushforward: (operands, tangents, { forward, backward }) => {
    const { outputs, residuals } = forward(operands)
    const floats = floatPositions(operands)
    const avals = [...residuals, ...outputs].map(({ aval }) => aval)
    const traced = programOf('customVjp', avals, (tensors) =>
      backward(tensors.slice(0, residuals.length), tensors.slice(residuals.length)),
    )
    const { program, captured } = close(traced)
    const own = residuals.length
    const inputs = program.inputs
    const reordered = program.with({
      inputs: [
        ...inputs.slice(0, own),
        ...inputs.slice(avals.length),
        ...inputs.slice(own, avals.length),
      ],
    })
    const slopes = bindMany(
      customLinearPrimitive,
      [...residuals, ...captured, ...floats.map((i) => tangents[i] ?? zerosOf(operands[i].aval))],
      { backward: reordered, residuals: own + captured.length },
    )
    return { outputs, tangents: slopes.map((t): MaybeTensor => (isFloat(t.dtype) ? t : null)) }
  },
  batch: (operands, batched, { program, forward, backward }, size) => {
    const inAxes = batched.map((on) => (on ? 0 : null))
    const mapped = programOf(
      'customVjp',
      operands.map(({ aval }) => aval),
      (tensors) => broadcastBatch(runBatched(program, tensors, batched, size), size),
    )
    return bindMany(customVjpPrimitive, operands, {
      program: mapped,
      forward: (xs) => vmap((...all: Tensor[]) => forward(all), { inAxes })(...xs),
      backward: (residuals, cts) => {
        const pulled = vmap((...all: Tensor[]) =>
          backward(all.slice(0, residuals.length), all.slice(residuals.length)),
        )(...(residuals as [Tensor]), ...cts)
        // What all examples share gets the sum of their cotangents.
        return floatPositions(operands).map((i, k) => (batched[i] ? pulled[k] : pulled[k].sum(0)))
      },
    })
  },
}

/**
 * f with a pullback of your own: `forward(...args)` returns `[y, residuals]`, and
 * `backward(residuals, ct)` the cotangents of the arguments, as a list with one for each (or null for
 * none). Residuals are any tree. Works in reverse mode, forward over reverse, and forward mode, for
 * which `backward` must be linear in the cotangent. Arguments that hold no float tensors get no
 * cotangent.
 *
 * @throws FunctionError when forward does not return a pair, or backward not a list.
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
  return (...args) => {
    const call = takeApart('customVjp', args)
    const count = call.leaves.length
    let structure: Structure | null = null
    const traced = programOf(
      'customVjp',
      call.leaves.map(({ aval }) => aval),
      (tensors) => {
        const flat = flattenResult('customVjp', callWith(f as AnyFunction, call.args(tensors)))
        structure = flat.structure
        return flat.leaves
      },
    )
    const { program, captured } = close(traced)
    let kept: Structure | null = null
    const results = bindMany(customVjpPrimitive, [...call.leaves, ...captured], {
      program,
      forward: (operands) => {
        const result = callWith(forward as AnyFunction, call.args(operands.slice(0, count)))
        if (!Array.isArray(result) || result.length !== 2) {
          throw new FunctionError(
            'customVjp: forward must return [y, residuals]; return an array of two.',
          )
        }
        const residuals = flattenTree('customVjp', result[1] ?? [], 'the residuals')
        kept = residuals.structure
        return {
          outputs: flattenResult('customVjp', result[0]).leaves,
          residuals: residuals.leaves,
        }
      },
      backward: (residuals, cts) => {
        const list = (backward as (r: unknown, ct: unknown) => unknown)(
          unflattenTree(kept!, residuals),
          unflattenTree(structure!, cts),
        )
        const mine = cotangentLeaves(list, call.counts, call.leaves)
        return [
          ...mine,
          ...captured.filter(({ dtype }) => isFloat(dtype)).map(({ aval }) => zerosOf(aval)),
        ]
      },
    })
    return unflattenTree(structure!, results) as R
  }
}

/** One cotangent for each float leaf of the arguments; zeros where backward gives null. */
function cotangentLeaves(
  list: unknown,
  counts: readonly number[],
  leaves: readonly Tensor[],
): Tensor[] {
  if (!Array.isArray(list) || list.length !== counts.length) {
    throw new FunctionError(
      `customVjp: backward must return a list of ${counts.length} cotangents, one for each argument (null for none).`,
    )
  }
  let start = 0
  return counts.flatMap((count, i) => {
    const own = leaves.slice(start, (start += count))
    const given = list[i] as unknown
    const cts =
      given === null || given === undefined
        ? own.map(({ aval }) => zerosOf(aval))
        : flattenTree('customVjp', given, `cotangent ${i}`).leaves
    return cts
      .filter((_, k) => isFloat(own[k].dtype))
      .map((ct, k) => ct.cast(own[k].dtype).broadcastTo(own[k].shape))
  })
}
