/**
 * A series by way of its derivative: y′ = J(x, y) x′ as a program, and what it needs. The tangent rule
 * is recorded for the operands that move; the others are constants of the program.
 */
import type { MaybeTensor, Primitive, Tensor } from '@wengert/tensor/internal'
import type { Program } from '../program.ts'
import { listOf } from '../run.ts'
import { hasDerivative, isStructured } from '../structured.ts'
import { record } from '../tape.ts'
import type { Family } from './family.ts'
import { within } from './propagate.ts'
import { integrated, type LazySeries } from './series.ts'

/** An operation on series. */
export interface Application {
  readonly primitive: Primitive
  readonly params: unknown
  readonly operands: readonly LazySeries[]
  readonly outputs: readonly LazySeries[]
}

/** Coefficients k ≥ 1 of the outputs. */
export function byTangent(
  application: Application,
  family: Family,
): (k: number) => readonly MaybeTensor[] {
  const { operands, outputs } = application
  const values = (list: readonly LazySeries[]): Tensor[] => list.map((x) => x.value)
  let slopes: readonly (LazySeries | null)[] | 'linear' | null = null
  return (k) => {
    slopes ??= derivatives(application, family)
    if (slopes !== 'linear') return slopes.map((slope) => slope && integrated(slope, k))
    const coefficients = operands.map((x) => x.at(k))
    if (coefficients.every((c) => c === null)) return outputs.map(() => null)
    return pushed(application, coefficients, values(operands), values(outputs))
  }
}

/** The outputs' derivatives; null where one is zero. Or that y′ is linear in x′ alone. */
function derivatives(
  application: Application,
  family: Family,
): readonly (LazySeries | null)[] | 'linear' {
  const { operands, outputs } = application
  const moving = operands.filter((x) => !x.constant)
  const at = [...moving, ...outputs.filter((y) => !y.constant)]
  // Values are made here, before the tape opens, so that nothing of them is recorded there.
  const [xs, ys] = [operands, outputs].map((list) => list.map((x) => x.value))
  let given: readonly MaybeTensor[] = []
  const program = record(
    'taylor',
    [
      ...moving.map(({ aval }) => ({ aval, value: null, differentiated: true })),
      ...at.map(({ aval, value }) => ({ aval, value, differentiated: true })),
    ],
    (tensors) => {
      const slopes = tensors.slice(0, moving.length)
      const points = tensors.slice(moving.length)
      given = pushed(
        application,
        operands.map((x) => (x.constant ? null : slopes.shift()!)),
        operands.map((x, i) => (x.constant ? xs[i] : points.shift()!)),
        outputs.map((y, i) => (y.constant ? ys[i] : points.shift()!)),
      )
      return given.filter((t) => t !== null)
    },
  )
  if (!dependsOn(program, program.inputs.slice(moving.length))) return 'linear'
  const inputs = [...moving.map((x) => x.derivative), ...at]
  const series = within(family, program, inputs)
  return given.map((t) => (t === null ? null : series.shift()!))
}

/** The tangents of the outputs. */
function pushed(
  { primitive, params }: Application,
  tangents: readonly MaybeTensor[],
  operands: readonly Tensor[],
  outputs: readonly Tensor[],
): readonly MaybeTensor[] {
  if (isStructured(primitive)) return primitive.pushforward(operands, tangents, params).tangents
  return listOf(primitive.jvp!(tangents, operands, outputs, params))
}

/** Whether the outputs of a program move with those inputs. */
function dependsOn(program: Program, inputs: readonly number[]): boolean {
  const moves = new Set<unknown>(inputs)
  for (const { primitive, operands, output, count } of program.equations) {
    if (!hasDerivative(primitive) || !operands.some((operand) => moves.has(operand))) continue
    for (let i = output; i < output + (count ?? 1); i++) moves.add(i)
  }
  return program.outputs.some((operand) => moves.has(operand))
}
