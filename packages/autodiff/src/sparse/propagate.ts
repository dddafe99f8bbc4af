/**
 * Sparsity propagation: a walk over a program that carries, for every element of a value, the set of
 * input elements on which it may depend. It walks the linear program of a derivative, so that what is
 * propagated is what will be run: constants and piecewise constant steps are gone from it already,
 * and custom rules stand in it as they derive. Values that depend on no input are computed, for
 * their integers say which elements a gather moves. An operation without a rule makes each of its
 * results depend on all that it takes: the sets may be too large, never too small.
 *
 * After C. Bischof, P. Khademi, A. Bouaricha and A. Carle, "Efficient computation of gradients and
 * Jacobians by dynamic exploitation of sparsity in automatic differentiation" (1996).
 */
import { evaluate, setRecorder, type Aval } from '@wengert/tensor/internal'
import type { Equation, Program } from '../program.ts'
import { Environment, store } from '../run.ts'
import type { Dependence } from './index-sets.ts'
import { moveRules } from './moves.ts'
import { nestedRules } from './nested.ts'
import type { Uniter } from './union.ts'
import { concrete, isDependent, isKnown, type Step, type Value } from './value.ts'

export class Propagator {
  private readonly uniter: Uniter

  constructor(uniter: Uniter) {
    this.uniter = uniter
  }

  /** The values of a program's outputs for those of its inputs. */
  run(program: Program, inputs: readonly Value[]): Value[] {
    const recorder = setRecorder(null)
    try {
      return this.walk(program, inputs)
    } finally {
      setRecorder(recorder)
    }
  }

  private readonly walk = (program: Program, inputs: readonly Value[]): Value[] => {
    const environment = new Environment<Value>(program)
    const { values } = environment
    program.inputs.forEach((variable, i) => (values[variable] = inputs[i]))
    for (const { variable, tensor } of program.captures) values[variable] = tensor
    program.equations.forEach((equation, i) => {
      const operands = equation.operands.map((operand) =>
        typeof operand === 'number' ? values[operand]! : operand,
      )
      store(values, equation, this.apply(program, equation, operands))
      environment.release(i)
    })
    return program.outputs.map((operand) =>
      typeof operand === 'number' ? values[operand]! : operand,
    )
  }

  private apply(program: Program, equation: Equation, operands: Value[]): Value | readonly Value[] {
    const { primitive, params, count } = equation
    const outputs = program.outputAvals(equation)
    if (operands.every(isKnown)) {
      const known = operands.map((tensor) => concrete(tensor, this.uniter.operation))
      return evaluate(primitive, known, params, outputs)
    }
    const step: Step = {
      primitive,
      params,
      operands,
      avals: equation.operands.map((operand) => program.aval(operand)),
      outputs: count === null ? [outputs as Aval] : (outputs as readonly Aval[]),
    }
    const results =
      nestedRules[primitive.name]?.(step, this.uniter.operation, this.walk) ??
      moveRules[primitive.name]?.(step, this.uniter) ??
      this.everything(step)
    return count === null ? results[0] : results
  }

  /** Each result depends on all that the operands depend on. */
  private everything({ operands, outputs }: Step): Dependence[] {
    const all = this.uniter.uniteAll(operands.filter(isDependent))
    return outputs.map(({ size }) => ({
      sets: all.sets,
      ids: new Int32Array(size).fill(all.ids[0]),
    }))
  }
}
