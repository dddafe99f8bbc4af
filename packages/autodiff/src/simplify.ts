/**
 * `simplify` makes an equivalent, shorter program without changing a bit of any result: equations
 * that nothing needs go, equal equations are computed once, scalar constants are folded, and
 * identities that are exact in floating point (x·1, x/1, −−x) fall away.
 * x + 0 stays, because it turns −0 into 0.
 */
import { evaluate, literal, type Tensor } from '@wengert/tensor/internal'
import type { Equation, Operand, Program } from './program.ts'

export function simplify(program: Program): Program {
  return removeDead(rewrite(program))
}

/** Drops the equations on which no output depends, and captures that nothing uses. */
function removeDead(program: Program): Program {
  const needed = new Set<Operand>(program.outputs)
  const kept: Equation[] = []
  for (let i = program.equations.length - 1; i >= 0; i--) {
    const equation = program.equations[i]
    const { output, count } = equation
    let used = false
    for (let k = output; k < output + (count ?? 1); k++) used ||= needed.has(k)
    if (!used) continue
    kept.push(equation)
    for (const operand of equation.operands) needed.add(operand)
  }
  return program.with({
    equations: kept.reverse(),
    captures: program.captures.filter(({ variable }) => needed.has(variable)),
  })
}

/** One pass forwards: replaces operands by what they are known to equal. */
function rewrite(program: Program): Program {
  const replacement = new Map<number, Operand>()
  const definitions = new Map<number, Equation>()
  const seen = new Map<string, number>()
  const numbering = new Map<unknown, number>()
  const resolve = (operand: Operand): Operand =>
    typeof operand === 'number' ? (replacement.get(operand) ?? operand) : operand

  const equations: Equation[] = []
  for (const original of program.equations) {
    const equation = { ...original, operands: original.operands.map(resolve) }
    if (equation.count === null) {
      const equal = simpler(program, equation, definitions) ?? duplicate(equation)
      if (equal !== null) {
        replacement.set(equation.output, equal)
        continue
      }
      definitions.set(equation.output, equation)
    }
    equations.push(equation)
  }
  return program.with({ equations, outputs: program.outputs.map(resolve) })

  function duplicate({ primitive, operands, params, output }: Equation): number | null {
    const key = [
      number(primitive),
      paramsKey(params),
      ...operands.map((x) => (typeof x === 'number' ? x : `${x.dtype}:${literalKey(x)}`)),
    ].join('|')
    const known = seen.get(key)
    if (known === undefined) seen.set(key, output)
    return known ?? null
  }

  /** A number for each object, by identity. */
  function number(object: unknown): number {
    let id = numbering.get(object)
    if (id === undefined) numbering.set(object, (id = numbering.size))
    return id
  }

  function paramsKey(params: unknown): string {
    return JSON.stringify(params, (_, value: unknown) => {
      const isPlain =
        typeof value !== 'function' &&
        (typeof value !== 'object' ||
          value === null ||
          Array.isArray(value) ||
          Object.getPrototypeOf(value) === Object.prototype)
      if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
      return isPlain ? (Object.is(value, -0) ? '-0' : value) : `#${number(value)}`
    })
  }
}

function literalKey(x: Tensor): string {
  const value = x.host![0]
  return Object.is(value, -0) ? '-0' : String(value)
}

/** What a single-output equation is known to equal, exactly; null when nothing simpler. */
function simpler(
  program: Program,
  equation: Equation,
  definitions: ReadonlyMap<number, Equation>,
): Operand | null {
  const { primitive, operands, params, output } = equation
  const aval = program.avals[output]
  const literals = operands.filter((operand) => typeof operand !== 'number')
  if (literals.length === operands.length && operands.length > 0 && aval.shape.length === 0) {
    const value = evaluate(primitive, literals, params, aval) as Tensor
    return literal(value.host![0], aval.dtype)
  }
  const same = (operand: Operand): Operand | null =>
    program.aval(operand).shape.length === aval.shape.length ? operand : null
  const [x, y] = operands
  switch (primitive.name) {
    case 'mul':
      return isLiteral(y, 1) ? same(x) : isLiteral(x, 1) ? same(y) : null
    case 'div':
      return isLiteral(y, 1) ? same(x) : null
    case 'neg': {
      const inner = typeof x === 'number' ? definitions.get(x) : undefined
      return inner?.primitive.name === 'neg' ? inner.operands[0] : null
    }
    default:
      return null
  }
}

function isLiteral(operand: Operand, value: number): boolean {
  return typeof operand !== 'number' && operand.host![0] === value
}
