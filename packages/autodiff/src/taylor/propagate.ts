/**
 * Taylor mode: a walk over a program that carries the first coefficients of the series of each
 * variable along a line. It is forward mode with more beside each value: equations without a moving
 * operand run once, coefficients that are zero are `null`, and the walk happens in the current context.
 */
import type { Tensor } from '@wengert/tensor/internal'
import type { JetWalk } from '../lift.ts'
import type { Equation, Program } from '../program.ts'
import { begin, enter, leave } from '../provenance.ts'
import { Environment, store } from '../run.ts'
import { isStructured } from '../structured.ts'
import { expand } from './expand.ts'
import { Family } from './family.ts'
import { coefficients, jetOf, seriesOf, type LazySeries } from './series.ts'

/** The jets of a program's outputs from those of its inputs, up to `order`. */
export function taylorWalk(order: number): JetWalk {
  return {
    order,
    through: (program, jets) => {
      const outer = begin()
      const inputs = jets.map((jet) => seriesOf(jet as [Tensor, ...Tensor[]]))
      const outputs = walk(program, inputs, constant, (equation, operands) => {
        enter(outer, equation.origin)
        const series = expand(program, equation, operands, new Family())
        return series.map((x) => settled(x, order, equation))
      })
      leave(outer)
      return outputs.map((x) => jetOf(x, order))
    },
  }
}

function constant(x: Tensor): LazySeries {
  return seriesOf([x])
}

/** All coefficients up to `order`, and nothing of what they were computed from. */
function settled(x: LazySeries, order: number, { primitive }: Equation): LazySeries {
  // Upwards the calls do not nest; downwards a program is lifted once, to the highest order.
  if (isStructured(primitive)) x.at(order)
  return seriesOf([x.value, ...coefficients(x, order)])
}

/** The series of a program's outputs as members of a family, to be computed on demand. */
export function within(
  family: Family,
  program: Program,
  inputs: readonly LazySeries[],
): LazySeries[] {
  return walk(
    program,
    inputs,
    (x) => family.constant(x),
    (equation, operands) => expand(program, equation, operands, family),
  )
}

function walk(
  program: Program,
  inputs: readonly LazySeries[],
  constantOf: (x: Tensor) => LazySeries,
  through: (equation: Equation, operands: readonly LazySeries[]) => readonly LazySeries[],
): LazySeries[] {
  const environment = new Environment<LazySeries>(program)
  const { values } = environment
  program.inputs.forEach((variable, i) => (values[variable] = inputs[i]))
  for (const { variable, tensor } of program.captures) values[variable] = constantOf(tensor)
  const seriesAt = (operand: number | Tensor): LazySeries =>
    typeof operand === 'number' ? values[operand]! : constantOf(operand)

  program.equations.forEach((equation, i) => {
    const series = through(equation, equation.operands.map(seriesAt))
    store(values, equation, equation.count === null ? series[0] : series)
    environment.release(i)
  })
  return program.outputs.map(seriesAt)
}
