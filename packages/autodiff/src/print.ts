/**
 * Programs as text: typed inputs, then one equation a line, `name: dtype[shape] = primitive operands
 * {params}`, then what is returned. Variables are lettered in the order in which they appear; a nested
 * program follows its equation, indented, with letters of its own.
 */
import { formatAval } from '@wengert/tensor/internal'
import { describeParams } from './describe-params.ts'
import type { Equation, Operand, Program } from './program.ts'

export function printProgram(program: Program): string {
  const names = variableNames(program)
  const name = (variable: number): string => names.get(variable)!
  const typed = (variable: number): string =>
    `${name(variable)}: ${formatAval(program.avals[variable])}`
  const operand = (value: Operand): string =>
    typeof value === 'number' ? name(value) : String(value.host![0])
  const equation = ({ primitive, operands, params, output, count }: Equation): string => {
    const defined = Array.from({ length: count ?? 1 }, (_, i) => typed(output + i)).join(', ')
    const words = [primitive.name, ...operands.map(operand)].join(' ')
    return `  ${defined} = ${words}${printParams(params)}`
  }

  const inputs = program.inputs.map(typed).join(', ')
  const captures = program.captures.map(({ variable }) => typed(variable)).join(', ')
  return [
    `(${inputs})${captures === '' ? '' : ` capturing (${captures})`} {`,
    ...program.equations.map(equation),
    `  return ${program.outputs.map(operand).join(', ')}`,
    '}',
  ].join('\n')
}

/** Letters for a program's variables: inputs, captures, then what equations define. */
export function variableNames(program: Program): ReadonlyMap<number, string> {
  const { inputs, captures, equations } = program
  const variables = [
    ...inputs,
    ...captures.map(({ variable }) => variable),
    ...equations.flatMap(({ output, count }) =>
      Array.from({ length: count ?? 1 }, (_, i) => output + i),
    ),
  ]
  return new Map(variables.map((variable, i) => [variable, letters(i)]))
}

/** a … z, aa, ab, … */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}

function printParams(params: unknown): string {
  const { plain, programs } = describeParams(params)
  const nested = programs.map(
    ([name, program]) => `\n${indent(`${name} ${printProgram(program)}`)}`,
  )
  return (plain === '' ? '' : ` {${plain}}`) + nested.join('')
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ')
}
