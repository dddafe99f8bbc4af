/**
 * The fewest residuals that carry a split program from its known to its linear part: what the known
 * part computes twice is one residual, and literals and inputs are none. Only the known part is
 * simplified. Merging equations of the linear part would change the order in which its transpose adds,
 * and so the last bits of gradients.
 */
import type { Operand, Program } from './program.ts'
import { simplify } from './simplify.ts'

interface Parts {
  readonly known: Program
  readonly linear: Program
  readonly residuals: readonly number[]
}

/** The same parts, with the residuals that are left; those that are inputs of the known part remain. */
export function compact<P extends Parts>(parts: P): P {
  const { known, linear, residuals } = parts
  const simple = simplify(known)
  const results = simple.outputs.length - residuals.length
  const operands = simple.outputs.slice(results)
  const renamed = new Map(residuals.map((variable, i) => [variable, operands[i]]))
  const rename = (operand: Operand): Operand =>
    typeof operand === 'number' ? (renamed.get(operand) ?? operand) : operand
  const kept = [...new Set(operands.filter((operand) => typeof operand === 'number'))]
  return {
    ...parts,
    known: simple.with({ outputs: [...simple.outputs.slice(0, results), ...kept] }),
    linear: linear.with({
      equations: linear.equations.map((equation) => ({
        ...equation,
        operands: equation.operands.map(rename),
      })),
      outputs: linear.outputs.map(rename),
    }),
    residuals: kept,
  }
}
