/**
 * `simplify` makes an equivalent, shorter program without changing a bit of any result: equations
 * that nothing needs go, equal equations are computed once, scalar constants are folded, and
 * identities that are exact in floating point (x·1, x/1, −−x) fall away.
 * x + 0 stays, because it turns −0 into 0.
 */
import {
  hostBackend,
  isPlainObject,
  literal,
  makeAval,
  noParams,
  sameShape,
  type Tensor,
} from '@wengert/tensor/internal'
import { Computations } from './computations.ts'
import { Program, type Equation, type Operand } from './program.ts'
import { isStructured } from './structured.ts'

/**
 * An equivalent program without dead and repeated equations, constants folded; no result changes by a
 * bit. Linear in the number of equations. It does not look into a `checkpoint`, which would undo it.
 *
 * @example
 * ```ts
 * import { simplify, trace } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const program = trace((x: Tensor) => x.sin().add(x.sin()).mul(1), 1)
 * program.equations.length // → 4
 * simplify(program).equations.length // → 2
 * ```
 */
export function simplify(program: Program): Program {
  return removeDead(rewrite(program))
}

/** Drops the equations on which no output depends, and captures that nothing uses. */
export function removeDead(program: Program): Program {
  const needed = new Uint8Array(program.avals.length)
  need(program.outputs, needed)
  const kept: Equation[] = []
  for (let i = program.equations.length - 1; i >= 0; i--) {
    const equation = program.equations[i]
    const { output, count } = equation
    let used = false
    for (let k = output; k < output + (count ?? 1); k++) used ||= needed[k] === 1
    if (!used) continue
    kept.push(equation)
    need(equation.operands, needed)
  }
  return program.with({
    equations: kept.reverse(),
    captures: program.captures.filter(({ variable }) => needed[variable] === 1),
  })
}

function need(operands: readonly Operand[], needed: Uint8Array): void {
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]
    if (typeof operand === 'number') needed[operand] = 1
  }
}

type Replacements = readonly (Operand | undefined)[]

/** One pass forwards: replaces operands by what they are known to equal. */
function rewrite(program: Program): Program {
  const replacements = new Array<Operand | undefined>(program.avals.length)
  const definitions = new Map<number, Equation>()
  const known = new Computations(program.equations.length)
  const uniform = new Map<number, Tensor>()

  const equations: Equation[] = []
  for (let i = 0; i < program.equations.length; i++) {
    const resolved = withReplaced(program.equations[i], replacements)
    const { primitive, params } = resolved
    const equation =
      params !== noParams && isStructured(primitive)
        ? simplifyInside(resolved)
        : withLiterals(program, resolved, uniform)
    if (equation.count === null) {
      const equal = simpler(program, equation, definitions) ?? known.find(equation)
      if (equal !== null) {
        replacements[equation.output] = equal
        continue
      }
      if (primitive.name === 'neg') definitions.set(equation.output, equation)
      noteUniform(program, equation, uniform)
    }
    equations.push(equation)
  }
  const outputs = program.outputs.map((operand) => replaced(operand, replacements))
  return program.with({ equations, outputs })
}

function replaced(operand: Operand, replacements: Replacements): Operand {
  return typeof operand === 'number' ? (replacements[operand] ?? operand) : operand
}

/** The equation with its operands replaced; itself where none is. */
function withReplaced(equation: Equation, replacements: Replacements): Equation {
  const { operands } = equation
  for (let i = 0; i < operands.length; i++) {
    const operand = operands[i]
    if (typeof operand === 'number' && replacements[operand] !== undefined) {
      return { ...equation, operands: operands.map((x) => replaced(x, replacements)) }
    }
  }
  return equation
}

/**
 * Notes what a number was rearranged to, and what is computed of such: `uniform` has the variables whose
 * elements are all the same.
 */
function noteUniform(
  program: Program,
  { primitive, operands, params, output }: Equation,
  uniform: Map<number, Tensor>,
): void {
  if (uniform.size === 0 && !areTensors(operands)) return
  const values = operands.map((x) => (typeof x === 'number' ? uniform.get(x) : x))
  if (values.length === 0 || !values.every((value) => value !== undefined)) return
  if (primitive.view !== undefined) uniform.set(output, values[0])
  else if (primitive.emit !== undefined) {
    const { dtype } = program.avals[output]
    const value = hostBackend.run(primitive, values, params, makeAval([], dtype)) as Tensor
    uniform.set(output, literal(value.host![0], dtype))
  }
}

/** An elementwise equation with numbers for uniform operands, as long as another one has its shape. */
function withLiterals(
  program: Program,
  equation: Equation,
  uniform: ReadonlyMap<number, Tensor>,
): Equation {
  const { primitive, operands, output } = equation
  if (uniform.size === 0 || primitive.emit === undefined || operands.length < 2) return equation
  const { shape } = program.avals[output]
  const isFull = (operand: Operand): boolean =>
    typeof operand === 'number' &&
    !uniform.has(operand) &&
    sameShape(program.avals[operand].shape, shape)
  if (!operands.some(isFull)) return equation
  return {
    ...equation,
    operands: operands.map((x) => (typeof x === 'number' ? (uniform.get(x) ?? x) : x)),
  }
}

/** The equation with the programs inside it simplified, each by itself. */
function simplifyInside(equation: Equation): Equation {
  const params = simplifyParams(equation.params)
  return params === equation.params ? equation : { ...equation, params }
}

/** By the program given: equal equations must go on having the very same programs. */
const simplified = new WeakMap<Program, Program>()

function simplifyParams(params: unknown): unknown {
  if (params instanceof Program) {
    let result = simplified.get(params)
    if (result === undefined) {
      result = simplify(params)
      simplified.set(params, result)
      simplified.set(result, result)
    }
    return result
  }
  if (Array.isArray(params)) return mapped(params, simplifyParams)
  if (!isPlainObject(params)) return params
  const values = Object.values(params)
  const results = mapped(values, simplifyParams)
  if (results === values) return params
  return Object.fromEntries(Object.keys(params).map((key, i) => [key, results[i]]))
}

/** The list with each element mapped; itself where none changes. */
function mapped(list: readonly unknown[], f: (x: unknown) => unknown): readonly unknown[] {
  const results = list.map(f)
  return results.every((x, i) => x === list[i]) ? list : results
}

/** What a single-output equation is known to equal, exactly; null when nothing simpler. */
function simpler(
  program: Program,
  equation: Equation,
  definitions: ReadonlyMap<number, Equation>,
): Operand | null {
  const { primitive, operands, params, output } = equation
  const aval = program.avals[output]
  if (operands.length > 0 && aval.shape.length === 0 && areTensors(operands)) {
    // On the host, whatever the backend: the simplified program is kept for all of them.
    const value = hostBackend.run(primitive, operands, params, aval) as Tensor
    return literal(value.host![0], aval.dtype)
  }
  const x = operands[0]
  const y = operands[1]
  switch (primitive.name) {
    case 'mul':
    case 'div': {
      const isLeft = primitive.name === 'mul' && isLiteral(x, 1)
      const rest = isLiteral(y, 1) ? x : isLeft ? y : null
      return rest !== null && program.aval(rest).shape.length === aval.shape.length ? rest : null
    }
    case 'neg': {
      const inner = typeof x === 'number' ? definitions.get(x) : undefined
      return inner?.primitive.name === 'neg' ? inner.operands[0] : null
    }
    default:
      return null
  }
}

function areTensors(operands: readonly Operand[]): operands is readonly Tensor[] {
  for (let i = 0; i < operands.length; i++) if (typeof operands[i] === 'number') return false
  return true
}

function isLiteral(operand: Operand, value: number): boolean {
  return typeof operand !== 'number' && operand.host![0] === value
}
