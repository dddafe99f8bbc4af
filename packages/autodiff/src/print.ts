/**
 * Programs as text: typed inputs, then one equation a line, `name: dtype[shape] = primitive operands
 * {params}`, then what is returned. Variables are lettered in the order in which they appear.
 */
import { formatAval } from '@wengert/tensor/internal'
import { Program, type Equation, type Operand } from './program.ts'

export function printProgram(program: Program): string {
  const names = new Map<number, string>()
  const name = (variable: number): string => {
    let known = names.get(variable)
    if (known === undefined) names.set(variable, (known = letters(names.size)))
    return known
  }
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

/** a … z, aa, ab, … */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26))
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last
}

function printParams(params: unknown): string {
  const entries = Object.entries(params as Record<string, unknown>)
  if (entries.length === 0) return ''
  return ` {${entries.map(([key, value]) => `${key}: ${printParam(value)}`).join(', ')}}`
}

function printParam(value: unknown): string {
  if (value instanceof Program) return `\n${indent(printProgram(value))}`
  if (typeof value === 'function') return value.name === '' ? 'function' : value.name
  return JSON.stringify(value)
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '    ')
}
