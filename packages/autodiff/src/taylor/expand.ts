/**
 * The Taylor series of one equation's outputs. Products and quotients have rules of their own. What
 * else has a tangent, y′ = J(x, y) x′, has a series by it: the tangent rule is traced as a program of
 * x′, x and y, their series go through it, and coefficient k of y is coefficient k − 1 of y′ over k,
 * for which coefficients of y below k will do. So the recurrences of Griewank and Walther (Evaluating
 * Derivatives, 2nd ed., section 13.2) come out of the rules of forward mode. Where J does not change
 * with x, the tangent rule is applied to the coefficients as they are.
 */
import { isFloat, type MaybeTensor } from '@wengert/tensor/internal'
import type { Equation, Program } from '../program.ts'
import { apply, listOf } from '../run.ts'
import { hasDerivative, isStructured } from '../structured.ts'
import { currentTape } from '../tape.ts'
import type { Family } from './family.ts'
import { taylorWalk } from './propagate.ts'
import { jetOf, LazySeries } from './series.ts'
import { byTangent, type Application } from './tangent.ts'

/** The coefficients of the same number of all outputs. */
type Row = readonly MaybeTensor[]

export function expand(
  program: Program,
  equation: Equation,
  operands: readonly LazySeries[],
  family: Family,
): readonly LazySeries[] {
  const { primitive, params } = equation
  const known = family.find(primitive, params, operands)
  if (known !== null) return known
  const avals = listOf(program.outputAvals(equation))
  const still = operands.every((x) => x.constant) || !hasDerivative(primitive)
  const rows: Row[] = []
  const first = (): Row =>
    listOf(
      apply(
        program,
        equation,
        operands.map((x) => x.value),
        currentTape(),
      ),
    )
  const outputs = avals.map(
    (aval, i) =>
      new LazySeries(
        aval,
        still || !isFloat(aval.dtype),
        (k) => (rows[k] ??= k === 0 ? first() : higher(k))[i],
      ),
  )
  const higher = higherRows({ primitive, params, operands, outputs }, family, rows)
  family.add(primitive, { params, operands, outputs })
  return outputs
}

/** How rows from the first on are found. */
function higherRows(application: Application, family: Family, rows: Row[]): (k: number) => Row {
  const { primitive, params, operands, outputs } = application
  const { taylor } = primitive
  if (taylor !== undefined) return (k) => [taylor(k, operands, outputs[0], params)]
  if (!isStructured(primitive) || primitive.lift === undefined) {
    return byTangent(application, family)
  }
  const { lift } = primitive
  return (order) => {
    const jets = lift(
      operands.map((x) => jetOf(x, order)),
      params,
      taylorWalk(order),
    )
    for (let k = 0; k <= order; k++) rows[k] ??= jets.map((jet) => jet[k] ?? null)
    return rows[order]
  }
}
