/**
 * `customLinear`: the tangent of a function with a pullback of its own. It is defined by its transpose, a
 * backward program that is linear in the cotangent, so that reverse mode runs that as it is. Forward
 * mode transposes it, and finds out here whether it is linear.
 */
import { DerivativeError, type Tensor } from '@wengert/tensor'
import { bindMany, zerosOf, type MaybeTensor } from '@wengert/tensor/internal'
import { batchedProgram, repeated } from '../batch.ts'
import { pushedBy, type Jet, type JetWalk } from '../lift.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import { notLinear } from '../split.ts'
import {
  inputAvals,
  outputAvals,
  programOf,
  splitAsItIs,
  stackedAval,
  type StructuredPrimitive,
} from '../structured.ts'
import { transposeProgram } from '../transpose.ts'

export interface CustomLinearParams {
  /** From residuals and the outputs' cotangents to those of the linear operands. */
  readonly backward: Program
  readonly residuals: number
  /** Whether the kernel checks that backward is 0 at 0. */
  readonly checked: boolean
}

/** Operands: residuals, then the tangents in which it is linear. */
export const customLinearPrimitive: StructuredPrimitive<CustomLinearParams> = {
  name: 'customLinear',
  shape: (_, { backward, residuals }) => inputAvals(backward).slice(residuals),
  kernel: (operands, params) => {
    const transposed = transposedBackward(params)
    if (params.checked) checkLinear(operands, params)
    return run(transposed, operands).map((x) => x.host!)
  },
  onDevice: (device, operands, params) => {
    const transposed = transposedBackward(params)
    if (params.checked) {
      checkLinear(
        operands.map((x) => device.read(x)),
        params,
      )
    }
    return device.run(transposed, operands)
  },
  jvp: null,
  pushforward: pushedBy(liftLinear),
  lift: liftLinear,
  split: (params, linear) => splitAsItIs(customLinearPrimitive, params, linear),
  transpose: (cotangents, operands, { backward, residuals }) => {
    const avals = inputAvals(backward).slice(residuals)
    const known = operands.slice(0, residuals).map((x) => {
      if (x === null) throw notLinear('customVjp')
      return x
    })
    const cts = run(backward, [...known, ...cotangents.map((ct, i) => ct ?? zerosOf(avals[i]))])
    return [...known.map(() => null), ...cts]
  },
  batch: (operands, batched, { backward, residuals, checked }, size) => {
    const flags = inputAvals(backward).map((_, i) => i >= residuals || batched[i])
    const avals = inputAvals(backward).map((aval, i) => (flags[i] ? stackedAval(size, aval) : aval))
    const stretched = operands.map((x, i) => (batched[i] || i < residuals ? x : repeated(x, size)))
    return bindMany(customLinearPrimitive, stretched, {
      backward: batchedProgram('customVjp', backward, avals, flags, size),
      residuals,
      // Among residuals of a batch may be what stands for those of a branch that was not taken.
      checked: checked && !batched.slice(0, residuals).includes(true),
    })
  },
}

/** The outputs stay an equation of this primitive, whose kernel checks that backward is linear. */
function liftLinear(jets: readonly Jet[], params: CustomLinearParams, walk: JetWalk): Jet[] {
  const lifted = walk.through(transposedBackward(params), jets)
  const operands = jets.map(([x]) => x)
  const outputs = bindMany(customLinearPrimitive, operands, params)
  return lifted.map(([, ...beside], i) => [outputs[i], ...beside])
}

const transposes = new WeakMap<Program, Program>()

/** The linear function of which `backward` is the transpose, over residuals and tangents. */
export function transposedBackward({ backward, residuals }: CustomLinearParams): Program {
  const known = transposes.get(backward)
  if (known !== undefined) return known
  const avals = inputAvals(backward)
  const cotangents = avals.slice(residuals)
  const operands = [...avals.slice(0, residuals), ...outputAvals(backward)]
  const transposed = programOf('customVjp', operands, (tensors) => {
    const fixed: MaybeTensor[] = [...tensors.slice(0, residuals), ...cotangents.map(() => null)]
    const outputs = transposeProgram(backward, tensors.slice(residuals), fixed)
    return outputs.slice(residuals).map((t, i) => t ?? zerosOf(cotangents[i]))
  })
  transposes.set(backward, transposed)
  return transposed
}

/**
 * Transposing finds products and functions of the cotangent, but not what is added to it: a linear
 * function is 0 at 0 (or NaN, where it multiplies by an infinity).
 */
function checkLinear(
  operands: readonly Tensor[],
  { backward, residuals }: CustomLinearParams,
): void {
  const zeros = inputAvals(backward).slice(residuals).map(zerosOf)
  const values = run(backward, [...operands.slice(0, residuals), ...zeros])
  if (values.some((x) => x.host!.some((value) => value !== 0 && !Number.isNaN(value)))) {
    throw new DerivativeError(
      'customVjp: backward is not 0 for the cotangent 0, so it is not linear in it, which forward mode ' +
        'needs; leave out what it adds, or differentiate in reverse mode.',
    )
  }
}
