/**
 * The solution of A x = b as a primitive, with A a program in x and constants. Its derivative is
 * another solution, A dx = db − dA x, and its transpose a solution with Aᵀ: no derivative passes
 * through the iteration, and no matrix is formed.
 */
import { DerivativeError, sub } from '@wengert/tensor'
import {
  bindMany,
  byteWidth,
  makeAval,
  Tensor,
  zerosOf,
  type Aval,
  type MaybeTensor,
} from '@wengert/tensor/internal'
import { batchedProgram, repeated } from '../batch.ts'
import { pushforward } from '../jvp.ts'
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
import { gmres } from './gmres.ts'

export interface LinearSolveParams {
  /** From constants and v to A v, linear in v. */
  readonly operator: Program
  readonly constants: number
}

export const linearSolvePrimitive: StructuredPrimitive<LinearSolveParams> = {
  name: 'linearSolve',
  shape: (_, { operator }) => outputAvals(operator),
  kernel: (operands, { operator, constants }) => {
    const known = operands.slice(0, constants)
    const b = operands.slice(constants)
    const avals = b.map(({ aval }) => aval)
    const apply = (v: Float64Array): Float64Array =>
      flatten(run(operator, [...known, ...unflatten(v, avals)]))
    const single = avals.some(({ dtype }) => byteWidth(dtype) === 4)
    const tolerance = single ? 1e-6 : 1e-13
    const { x, residual } = gmres(apply, flatten(b), tolerance)
    if (!(residual <= Math.sqrt(tolerance))) {
      throw new DerivativeError(
        `implicit: the linear system of the derivative was not solved (relative residual ${residual.toExponential(1)}); ` +
          'the optimality condition must determine the solution: its Jacobian there looks singular.',
      )
    }
    return unflatten(x, avals).map((t) => t.host!)
  },
  jvp: null,
  pushforward: (operands, tangents, params) => {
    const { operator, constants } = params
    const known = operands.slice(0, constants)
    const outputs = bindMany(linearSolvePrimitive, operands, params)
    const dKnown = tangents.slice(0, constants)
    const moved: readonly MaybeTensor[] = dKnown.every((t) => t === null)
      ? outputs.map(() => null)
      : pushforward(operator, [...known, ...outputs], [...dKnown, ...outputs.map(() => null)])
          .tangents
    const rhs = outputs.map((x, i) => {
      const db = tangents[constants + i] ?? zerosOf(x.aval)
      const dAx = moved[i]
      return dAx === null ? db : sub(db, dAx)
    })
    return { outputs, tangents: bindMany(linearSolvePrimitive, [...known, ...rhs], params) }
  },
  split: (params, linear) => splitAsItIs(linearSolvePrimitive, params, linear),
  transpose: (cotangents, operands, { operator, constants }, avals) => {
    if (operands.slice(0, constants).includes(null)) throw notLinear('implicit')
    const known = operands.slice(0, constants) as Tensor[]
    const cts = cotangents.map((ct, i) => ct ?? zerosOf(avals[constants + i]))
    const transposed = programOf(
      'implicit',
      [...known, ...cts].map(({ aval }) => aval),
      (tensors) => {
        const fixed: MaybeTensor[] = [...tensors.slice(0, constants), ...cts.map(() => null)]
        const back = transposeProgram(operator, tensors.slice(constants), fixed).slice(constants)
        return back.map((ct, i) => ct ?? zerosOf(avals[constants + i]))
      },
    )
    const solved = bindMany(linearSolvePrimitive, [...known, ...cts], {
      operator: transposed,
      constants,
    })
    return [...known.map(() => null), ...solved]
  },
  batch: (operands, batched, { operator, constants }, size) => {
    const flags = batched.map((on, i) => on || i >= constants)
    const avals = inputAvals(operator).map((aval, i) => (flags[i] ? stackedAval(size, aval) : aval))
    const whole = batchedProgram('implicit', operator, avals, flags, size)
    const stretched = operands.map((x, i) => (flags[i] && !batched[i] ? repeated(x, size) : x))
    return bindMany(linearSolvePrimitive, stretched, { operator: whole, constants })
  },
}

function flatten(tensors: readonly Tensor[]): Float64Array {
  const result = new Float64Array(tensors.reduce((total, { size }) => total + size, 0))
  let offset = 0
  for (const x of tensors) {
    result.set(x.host!, offset)
    offset += x.size
  }
  return result
}

function unflatten(vector: Float64Array, avals: readonly Aval[]): Tensor[] {
  let offset = 0
  return avals.map(({ shape, dtype, size }) => {
    const part = vector.slice(offset, (offset += size))
    return new Tensor(makeAval(shape, dtype), dtype === 'float32' ? Float32Array.from(part) : part)
  })
}
