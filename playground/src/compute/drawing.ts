/**
 * The program of the typed function, of its gradient or of its Hessian–vector product, as a graph to
 * draw: a node for each input, equation and output, with the value and the cotangent that flow there, the
 * loop that computes it once compiled, and the first equation whose result is not finite though its
 * operands are.
 */
import {
  fusedLoops,
  grad,
  hvp,
  inspect,
  simplify,
  trace,
  type Equation,
  type Program,
} from '@wengert/autodiff'
import type { Tensor } from '@wengert/tensor'
import { evaluate } from '../expression/evaluate.ts'
import type { Expression } from '../expression/syntax.ts'
import type { Point } from '../plot/view.ts'
import type { ProgramChoice } from '../tape/programs.ts'

export interface DrawingRequest {
  readonly expression: Expression
  readonly program: ProgramChoice
  readonly at: Point
  /** The vector that the Hessian is multiplied by. */
  readonly direction: Point
  /** The output whose cotangent is 1; the others' are 0. */
  readonly seed: number
}

/** A tensor to show: its first elements. */
export interface Shown {
  readonly shape: readonly number[]
  readonly dtype: string
  readonly elements: readonly number[]
}

export interface DrawnNode {
  readonly id: string
  readonly kind: 'input' | 'capture' | 'equation' | 'output'
  /** The variable's letter. */
  readonly letter: string
  readonly label: string
  /** As in the printed program. */
  readonly text: string
  readonly value: Shown
  readonly cotangent: Shown | null
  readonly loop: number | null
  readonly isFirstBroken: boolean
}

export interface Drawing {
  readonly nodes: readonly DrawnNode[]
  readonly edges: readonly { readonly from: string; readonly to: string }[]
  /** The names of the equations in each loop. */
  readonly loops: readonly string[]
  readonly outputs: readonly string[]
  readonly text: string
}

export function drawing(request: DrawingRequest): Drawing {
  const { program, names, outputs, inputs } = traced(request)
  const seeds = program.outputs.map((_, i) => (i === request.seed ? 1 : 0))
  const { values, cotangents } = inspect(program, inputs, seeds)
  const letters = program.names()
  const loops = fusedLoops(program)
  const broken = firstBroken(program, values)
  const loopOf = new Map(loops.flatMap((loop, k) => loop.map((i) => [i, k] as const)))
  const nodes: DrawnNode[] = []
  const add = (
    variable: number,
    node: Pick<DrawnNode, 'kind' | 'label' | 'text'> & Partial<DrawnNode>,
  ): void => {
    const cotangent = cotangents.get(variable)
    nodes.push({
      id: `v${variable}`,
      letter: letters.get(variable)!,
      value: shown(values.get(variable)!),
      cotangent: cotangent === undefined ? null : shown(cotangent),
      loop: null,
      isFirstBroken: false,
      ...node,
    })
  }
  program.inputs.forEach((variable, i) =>
    add(variable, {
      kind: 'input',
      label: names[i],
      text: `${letters.get(variable)}: ${names[i]}`,
    }),
  )
  for (const { variable } of program.captures)
    add(variable, {
      kind: 'capture',
      label: 'indices',
      text: `${letters.get(variable)}: indices of a sum`,
    })
  program.equations.forEach((equation, i) => {
    add(equation.output, {
      kind: 'equation',
      label: labelOf(equation, letters),
      text: textOf(equation, letters),
      loop: loopOf.get(i) ?? null,
      isFirstBroken: i === broken,
    })
  })
  const edges = program.equations.flatMap(({ operands, output }) =>
    operands.flatMap((x) => (typeof x === 'number' ? [{ from: `v${x}`, to: `v${output}` }] : [])),
  )
  program.outputs.forEach((operand, i) => {
    const from = typeof operand === 'number' ? `v${operand}` : null
    const value = typeof operand === 'number' ? values.get(operand)! : operand
    nodes.push({
      id: `out${i}`,
      kind: 'output',
      letter: typeof operand === 'number' ? letters.get(operand)! : '',
      label: outputs[i],
      text: `return ${outputs[i]}`,
      value: shown(value),
      cotangent: { shape: [], dtype: 'float64', elements: [seeds[i]] },
      loop: null,
      isFirstBroken: false,
    })
    if (from !== null) edges.push({ from, to: `out${i}` })
  })
  return {
    nodes,
    edges,
    loops: loops.map((loop) => loop.map((i) => program.equations[i].primitive.name).join(', ')),
    outputs,
    text: String(program),
  }
}

interface Traced {
  readonly program: Program
  readonly names: readonly string[]
  readonly outputs: readonly string[]
  readonly inputs: readonly number[]
}

function traced({ expression, program, at, direction }: DrawingRequest): Traced {
  const f = (x: Tensor, y: Tensor): Tensor => evaluate(expression, x, y)
  const [x, y] = at
  switch (program) {
    case 'function': {
      return {
        program: simplify(trace(f, x, y)),
        names: ['x', 'y'],
        outputs: ['f'],
        inputs: [x, y],
      }
    }
    case 'gradient': {
      const gradient = grad(f, { argnums: [0, 1] })
      return {
        program: simplify(trace((a: Tensor, b: Tensor) => gradient(a, b), x, y)),
        names: ['x', 'y'],
        outputs: ['∂f/∂x', '∂f/∂y'],
        inputs: [x, y],
      }
    }
    case 'hvp': {
      const product = (a: Tensor, b: Tensor, u: Tensor, v: Tensor): unknown =>
        hvp(([p, q]: readonly [Tensor, Tensor]) => f(p, q), [a, b], [u, v])
      return {
        program: simplify(trace(product, x, y, ...direction)),
        names: ['x', 'y', 'v₁', 'v₂'],
        outputs: ['(Hv)₁', '(Hv)₂'],
        inputs: [x, y, ...direction],
      }
    }
  }
}

/** The position of the first equation that makes a NaN or an infinity of finite operands, or −1. */
function firstBroken(program: Program, values: ReadonlyMap<number, Tensor>): number {
  const isFinite = (x: Tensor): boolean =>
    Array.from(x.data as ArrayLike<number>).every(Number.isFinite)
  return program.equations.findIndex(
    ({ operands, output }) =>
      !isFinite(values.get(output)!) &&
      operands.every((x) => isFinite(typeof x === 'number' ? values.get(x)! : x)),
  )
}

/** The primitive with its operands, as printed: `mul a 2`. */
function labelOf({ primitive, operands }: Equation, letters: ReadonlyMap<number, string>): string {
  const words = operands.map((x) =>
    typeof x === 'number' ? letters.get(x)! : String(Number(x.item().toPrecision(4))),
  )
  return [primitive.name, ...words].join(' ')
}

function textOf(equation: Equation, letters: ReadonlyMap<number, string>): string {
  const { primitive, operands, params, output } = equation
  const words = operands.map((x) => (typeof x === 'number' ? letters.get(x)! : String(x.item())))
  const plain = Object.entries(params as Record<string, unknown>).map(
    ([key, value]) => `${key}: ${JSON.stringify(value)}`,
  )
  const braces = plain.length === 0 ? '' : ` {${plain.join(', ')}}`
  return `${letters.get(output)} = ${[primitive.name, ...words].join(' ')}${braces}`
}

function shown(x: Tensor): Shown {
  return {
    shape: x.shape,
    dtype: x.dtype,
    elements: Array.from({ length: Math.min(6, x.size) }, (_, i) => Number(x.data[i])),
  }
}
