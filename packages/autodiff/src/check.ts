/**
 * `checkProgram` asserts that a program is well formed: every operand is defined before it is used,
 * every variable once, nothing refers outside but captures, and every aval is what the primitive's
 * shape rule says. The tests call it after every transform.
 */
import { WengertError } from '@wengert/tensor'
import { formatAval, sameAval, type Aval } from '@wengert/tensor/internal'
import { Program, type Operand } from './program.ts'

/**
 * Returns the program when it is well formed; one walk over its equations.
 *
 * @example
 * ```ts
 * import { checkProgram, trace } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * checkProgram(trace((x: Tensor) => x.sin(), 1)).equations.length // → 1
 * ```
 * @throws WengertError, with code `program`, that names the first equation at fault.
 */
export function checkProgram(program: Program): Program {
  const defined = new Set<number>()
  const define = (variable: number, where: string): void => {
    if (program.avals[variable] === undefined) fail(where, `variable ${variable} has no aval`)
    if (defined.has(variable)) fail(where, `variable ${variable} is defined twice`)
    defined.add(variable)
  }
  const use = (operand: Operand, where: string): Aval => {
    if (typeof operand !== 'number') {
      if (operand.trace !== null || operand.ndim !== 0) fail(where, 'a literal is not a scalar')
      return operand.aval
    }
    if (!defined.has(operand)) fail(where, `variable ${operand} is used before it is defined`)
    return program.avals[operand]
  }

  program.inputs.forEach((variable) => define(variable, 'inputs'))
  for (const { variable, tensor } of program.captures) {
    define(variable, 'captures')
    if (!sameAval(program.avals[variable], tensor.aval)) {
      fail('captures', `variable ${variable} is not ${formatAval(tensor.aval)}`)
    }
  }
  program.equations.forEach(({ primitive, operands, params, output, count }, i) => {
    const where = `equation ${i} (${primitive.name})`
    const result = primitive.shape(
      operands.map((operand) => use(operand, where)),
      params,
    )
    const expected: readonly Aval[] = isList(result) ? result : [result]
    if ((count ?? 1) !== expected.length || isList(result) !== (count !== null)) {
      fail(where, `defines ${count ?? 'one'} outputs where the shape rule gives ${expected.length}`)
    }
    nestedPrograms(params).forEach(checkProgram)
    expected.forEach((aval, k) => {
      define(output + k, where)
      const actual = program.avals[output + k]
      if (!sameAval(actual, aval)) {
        fail(where, `is ${formatAval(actual)} where the shape rule gives ${formatAval(aval)}`)
      }
    })
  })
  program.outputs.forEach((operand) => use(operand, 'outputs'))
  return program
}

/** Programs among an equation's params, alone or in lists. */
export function nestedPrograms(params: unknown): Program[] {
  return Object.values(params as object)
    .flat()
    .filter((value): value is Program => value instanceof Program)
}

function isList(avals: Aval | readonly Aval[]): avals is readonly Aval[] {
  return Array.isArray(avals)
}

function fail(where: string, what: string): never {
  throw new WengertError('program', `checkProgram: ${where}: ${what}; a transform is at fault.`)
}
