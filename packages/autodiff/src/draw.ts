/**
 * Programs as graphs in the DOT language of Graphviz: a box for each equation, an edge for each use
 * of a variable, labelled with its dtype and shape. Letters are those of the printed program, so that
 * the two can be read side by side; literals stand inside their equation's box; a nested program is a
 * cluster, tied to its equation by a dashed line.
 */
import { formatAval } from '@wengert/tensor/internal'
import { describeParams } from './describe-params.ts'
import { variableNames } from './print.ts'
import type { Equation, Operand, Program } from './program.ts'

export function drawProgram(program: Program): string {
  const drawing = new Drawing()
  drawing.add(program, '  ')
  return [
    'digraph program {',
    '  compound=true',
    '  node [shape=box, style=rounded, fontname="monospace"]',
    '  edge [fontname="monospace", fontsize=10]',
    ...drawing.lines,
    '}',
  ].join('\n')
}

class Drawing {
  readonly lines: string[] = []
  private count = 0

  /** Draws a program's nodes and edges; returns the name of a node inside it. */
  add(program: Program, indent: string): string {
    const names = variableNames(program)
    const nodes = new Map<number, string>()
    const first = `n${this.count}`
    const input = (variable: number, style: string): void => {
      const label = `${names.get(variable)}: ${formatAval(program.avals[variable])}`
      nodes.set(variable, this.node(label, `shape=ellipse, style=${style}`, indent))
    }
    for (const variable of program.inputs) input(variable, 'solid')
    for (const { variable } of program.captures) input(variable, 'dashed')
    for (const equation of program.equations) this.equation(program, equation, names, nodes, indent)
    const last = this.node('return', 'shape=ellipse, style=bold', indent)
    this.edges(program, program.outputs, last, nodes, indent)
    return first
  }

  private equation(
    program: Program,
    equation: Equation,
    names: ReadonlyMap<number, string>,
    nodes: Map<number, string>,
    indent: string,
  ): void {
    const { primitive, operands, params, output, count } = equation
    const { plain, programs } = describeParams(params)
    const variables = Array.from({ length: count ?? 1 }, (_, i) => output + i)
    const words = operands.map((x) => (typeof x === 'number' ? names.get(x) : String(x.host![0])))
    const defined = variables.map((variable) => names.get(variable)).join(', ')
    const label = `${defined} = ${[primitive.name, ...words].join(' ')}`
    const node = this.node(plain === '' ? label : `${label}\\n${plain}`, '', indent)
    for (const variable of variables) nodes.set(variable, node)
    this.edges(program, operands, node, nodes, indent)
    for (const [name, nested] of programs) {
      const cluster = `cluster_${this.count}`
      this.lines.push(`${indent}subgraph ${cluster} {`, `${indent}  label=${quote(name)}`)
      const inside = this.add(nested, `${indent}  `)
      this.lines.push(`${indent}}`)
      this.lines.push(`${indent}${node} -> ${inside} [style=dashed, dir=none, lhead=${cluster}]`)
    }
  }

  private node(label: string, style: string, indent: string): string {
    const name = `n${this.count++}`
    const attributes = style === '' ? '' : `, ${style}`
    this.lines.push(`${indent}${name} [label=${quote(label)}${attributes}]`)
    return name
  }

  private edges(
    program: Program,
    operands: readonly Operand[],
    to: string,
    nodes: ReadonlyMap<number, string>,
    indent: string,
  ): void {
    for (const operand of operands) {
      if (typeof operand !== 'number') continue
      const label = quote(formatAval(program.avals[operand]))
      this.lines.push(`${indent}${nodes.get(operand)} -> ${to} [label=${label}]`)
    }
  }
}

/** A DOT string; `\n` inside stays a line break. */
function quote(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`
}
