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
  sameShape,
  type Tensor,
} from '@wengert/tensor/internal'
import { hashOperation, sameOperands, sameParams } from './cache/structure.ts'
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
  const need = (operand: Operand): void => {
    if (typeof operand === 'number') needed[operand] = 1
  }
  program.outputs.forEach(need)
  const kept: Equation[] = []
  for (let i = program.equations.length - 1; i >= 0; i--) {
    const equation = program.equations[i]
    const { output, count } = equation
    let used = false
    for (let k = output; k < output + (count ?? 1); k++) used ||= needed[k] === 1
    if (!used) continue
    kept.push(equation)
    equation.operands.forEach(need)
  }
  return program.with({
    equations: kept.reverse(),
    captures: program.captures.filter(({ variable }) => needed[variable] === 1),
  })
}

/** One pass forwards: replaces operands by what they are known to equal. */
function rewrite(program: Program): Program {
  const replacement: (Operand | undefined)[] = new Array<undefined>(program.avals.length)
  const definitions = new Map<number, Equation>()
  const known = new Map<number, Equation[]>()
  const uniform = new Map<number, Tensor>()
  const resolve = (operand: Operand): Operand =>
    typeof operand === 'number' ? (replacement[operand] ?? operand) : operand

  const equations: Equation[] = []
  for (const original of program.equations) {
    const resolved = withOperands(original, original.operands.map(resolve))
    const equation = isStructured(resolved.primitive)
      ? simplifyInside(resolved)
      : withLiterals(program, resolved, uniform)
    if (equation.count === null) {
      const equal = simpler(program, equation, definitions) ?? duplicate(equation, known)
      if (equal !== null) {
        replacement[equation.output] = equal
        continue
      }
      if (equation.primitive.name === 'neg') definitions.set(equation.output, equation)
      noteUniform(program, equation, uniform)
    }
    equations.push(equation)
  }
  return program.with({ equations, outputs: program.outputs.map(resolve) })
}

function withOperands(equation: Equation, operands: readonly Operand[]): Equation {
  const isSame = operands.every((operand, i) => operand === equation.operands[i])
  return isSame ? equation : { ...equation, operands }
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
  if (primitive.emit === undefined || operands.length < 2 || uniform.size === 0) return equation
  const { shape } = program.avals[output]
  const isFull = (operand: Operand): boolean =>
    typeof operand === 'number' &&
    !uniform.has(operand) &&
    sameShape(program.avals[operand].shape, shape)
  if (!operands.some(isFull)) return equation
  return withOperands(
    equation,
    operands.map((x) => (typeof x === 'number' ? (uniform.get(x) ?? x) : x)),
  )
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

/** The output of an earlier equation that computes the same; `known` has those by hash. */
function duplicate(equation: Equation, known: Map<number, Equation[]>): number | null {
  const { primitive, operands, params } = equation
  const hash = hashOperation(equation)
  const candidates = known.get(hash)
  if (candidates === undefined) {
    known.set(hash, [equation])
    return null
  }
  const equal = candidates.find(
    (other) =>
      other.primitive === primitive &&
      sameOperands(other.operands, operands) &&
      // Two programs that look alike may be there to be run twice, as a checkpoint's are.
      sameParams(other.params, params, Object.is),
  )
  if (equal === undefined) candidates.push(equation)
  return equal?.output ?? null
}

/** What a single-output equation is known to equal, exactly; null when nothing simpler. */
function simpler(
  program: Program,
  equation: Equation,
  definitions: ReadonlyMap<number, Equation>,
): Operand | null {
  const { primitive, operands, params, output } = equation
  const aval = program.avals[output]
  if (operands.length > 0 && aval.shape.length === 0 && operands.every(isTensor)) {
    // On the host, whatever the backend: the simplified program is kept for all of them.
    const value = hostBackend.run(primitive, operands, params, aval) as Tensor
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

function isTensor(operand: Operand): operand is Tensor {
  return typeof operand !== 'number'
}

function isLiteral(operand: Operand, value: number): boolean {
  return typeof operand !== 'number' && operand.host![0] === value
}
