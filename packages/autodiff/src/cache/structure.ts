/**
 * The structure of a program: everything but the tensors that it captures. Two traces of a function at
 * arguments of the same avals give programs of one structure, which can share what was derived from it.
 * Equal structures have equal hashes; the comparison is exact.
 */
import { noParams, sameAval, Tensor, type Aval } from '@wengert/tensor/internal'
import { Program, type Equation, type Operand } from '../program.ts'

/** A number for each object, by identity. */
const numbers = new WeakMap<object, number>()
let nextNumber = 1

function identityOf(object: object): number {
  let id = numbers.get(object)
  if (id === undefined) numbers.set(object, (id = nextNumber++))
  return id
}

function mix(hash: number, value: number): number {
  return (Math.imul(hash, 0x01000193) ^ value) | 0
}

export function hashProgram(program: Program): number {
  const { inputs, captures, equations, outputs } = program
  let hash = mix(mix(inputs.length, captures.length), equations.length)
  for (const variable of inputs) hash = mixAval(hash, program.avals[variable])
  for (const { variable, tensor } of captures) hash = mixAval(mix(hash, variable), tensor.aval)
  for (const equation of equations) {
    hash = mix(mix(hash, equation.output), hashOperation(equation))
  }
  for (const operand of outputs) hash = mix(hash, hashOperand(operand))
  return hash
}

/** Of what an equation computes, and from what. */
export function hashOperation({ primitive, operands, params }: Equation): number {
  let hash = identityOf(primitive)
  for (let i = 0; i < operands.length; i++) hash = mix(hash, hashOperand(operands[i]))
  return mix(hash, hashParams(params))
}

function mixAval(hash: number, { shape, dtype }: Aval): number {
  let result = mix(hash, dtype.length + shape.length)
  for (const length of shape) result = mix(result, length)
  return result
}

function hashOperand(operand: Operand): number {
  return typeof operand === 'number' ? operand : hashNumber(operand.host![0])
}

function hashNumber(x: number): number {
  return (x | 0) === x ? x : mix(x * 0x10000, x / 0x10000)
}

/** Where the hash of a list of parts begins. */
const noParts = 7

function hashParams(params: unknown): number {
  if (params === noParams) return noParts
  if (typeof params === 'number') return hashNumber(params)
  if (typeof params === 'string') return params.length
  if (typeof params !== 'object' || params === null) {
    return typeof params === 'function' ? identityOf(params) : Number(Boolean(params))
  }
  if (params instanceof Program) return hashProgram(params)
  if (!isComposite(params)) return identityOf(params)
  let hash = noParts
  if (Array.isArray(params)) for (const part of params) hash = mix(hash, hashParams(part))
  else for (const key in params) hash = mix(hash, hashParams((params as Params)[key]))
  return hash
}

type Params = Record<string, unknown>

/** Arrays and plain objects are compared by their parts, everything else by identity. */
function isComposite(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Array.prototype || prototype === Object.prototype
}

export function sameStructure(a: Program, b: Program): boolean {
  return (
    a.equations.length === b.equations.length &&
    sameVariables(a, b) &&
    a.captures.length === b.captures.length &&
    a.captures.every(
      ({ variable, tensor }, i) =>
        variable === b.captures[i].variable && sameAval(tensor.aval, b.captures[i].tensor.aval),
    ) &&
    a.equations.every((equation, i) => sameEquation(equation, b.equations[i])) &&
    sameOperands(a.outputs, b.outputs)
  )
}

function sameVariables(a: Program, b: Program): boolean {
  return (
    a.inputs.length === b.inputs.length &&
    a.inputs.every(
      (variable, i) => variable === b.inputs[i] && sameAval(a.avals[variable], b.avals[variable]),
    )
  )
}

function sameEquation(a: Equation, b: Equation): boolean {
  return (
    a.primitive === b.primitive &&
    a.output === b.output &&
    a.count === b.count &&
    sameOperands(a.operands, b.operands) &&
    sameParams(a.params, b.params)
  )
}

export function sameOperands(a: readonly Operand[], b: readonly Operand[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!sameOperand(a[i], b[i])) return false
  return true
}

function sameOperand(a: Operand, b: Operand): boolean {
  if (a === b) return true
  if (typeof a === 'number' || typeof b === 'number') return false
  return a.dtype === b.dtype && Object.is(a.host![0], b.host![0])
}

/** @param samePrograms - Whether nested programs count as the same. */
export function sameParams(
  a: unknown,
  b: unknown,
  samePrograms: (a: Program, b: Program) => boolean = sameNested,
): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Program) return b instanceof Program && samePrograms(a, b)
  if (a instanceof Tensor || !isComposite(a) || !isComposite(b)) return false
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((part, i) => sameParams(part, b[i], samePrograms))
    )
  }
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) => key in b && sameParams((a as Params)[key], (b as Params)[key], samePrograms),
    )
  )
}

function sameNested(a: Program, b: Program): boolean {
  return sameStructure(a, b) && sameCaptures(a, b)
}

/** What a nested program captures is part of it: nothing binds that at run time. */
function sameCaptures(a: Program, b: Program): boolean {
  return a.captures.every(({ tensor }, i) => tensor === b.captures[i].tensor)
}
