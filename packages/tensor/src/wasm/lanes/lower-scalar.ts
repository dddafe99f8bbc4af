/**
 * A graph for one lane: numbers are f64, f32 and i32, masks i32 of 0 or 1, and operations on bits go by way
 * of i64. Functions are called, not repeated.
 */
import type { Lane } from '../../emitter.ts'
import type { ValueType } from '../assembler.ts'
import type { Instruction } from '../instructions.ts'
import { i32Constant, operation, type Value } from './code.ts'
import { numberOf } from './folding.ts'
import type { LaneGraph, LaneNode } from './graph.ts'
import {
  arithmetic,
  comparisons,
  signed,
  type Arithmetic,
  type Comparison,
  type Operation,
} from './operations.ts'
import type { LaneLibrary } from './library.ts'

/** The scalars of the roots and what they need. */
export function lowerScalar(
  graph: LaneGraph,
  roots: readonly Lane[],
  library: LaneLibrary,
  input: (index: number) => Value,
): (lane: Lane) => Value {
  const values: Value[] = []
  const uses = graph.uses(roots)
  for (let i = 0; i < graph.nodes.length; i++) {
    if (uses[i] > 0) values[i] = scalar(graph.nodes[i], values, library, input)
  }
  return (lane) => values[lane]
}

const bitInstructions: Partial<
  Record<Operation, 'and' | 'or' | 'xor' | 'add' | 'sub' | 'shl' | 'shr_u'>
> = {
  bitAnd: 'and',
  bitOr: 'or',
  bitXor: 'xor',
  addBits: 'add',
  subBits: 'sub',
  shiftLeft: 'shl',
  shiftRight: 'shr_u',
}

function scalar(
  node: LaneNode,
  values: readonly Value[],
  library: LaneLibrary,
  input: (index: number) => Value,
): Value {
  const { operation: name, type, bits, number, f } = node
  const operands = node.operands.map((lane) => values[lane])
  const bitInstruction = bitInstructions[name]
  if (bitInstruction !== undefined) {
    const isDouble = type === 'f64'
    const count = isDouble ? operation('i64', 'i64.const', [], BigInt(number)) : i32Constant(number)
    const [x, y = count] = operands.map(bitsOfScalar)
    return isDouble
      ? operation('f64', 'f64.reinterpret_i64', [operation('i64', `i64.${bitInstruction}`, [x, y])])
      : operation('f32', 'f32.reinterpret_i32', [operation('i32', `i32.${bitInstruction}`, [x, y])])
  }
  switch (name) {
    case 'constant':
      if (type === 'mask') return i32Constant(Number(bits))
      return operation(type, `${type as 'f64' | 'f32' | 'i32'}.const`, [], numberOf(bits))
    case 'input':
      return input(number)
    case 'promote':
      return operation('f64', 'f64.promote_f32', operands)
    case 'demote':
      return operation('f32', 'f32.demote_f64', operands)
    case 'convert':
      return operation(type as ValueType, `${type as 'f64' | 'f32'}.convert_i32_s`, operands)
    case 'truncate':
      return operation('i32', 'i32.trunc_sat_f64_s', operands)
    case 'and':
    case 'or':
      return operation('i32', `i32.${name}`, operands)
    case 'not':
      return operation('i32', 'i32.eqz', operands)
    case 'select': {
      const [mask, x, y] = operands
      return operation(type === 'mask' ? 'i32' : type, 'select', [x, y, mask])
    }
    case 'call': {
      const float = type as 'f64' | 'f32'
      return operation(float, 'call', operands, library.scalarFunction(f!, float, operands.length))
    }
    case 'escape': {
      const second = operands.length < 4 ? [operation('f64', 'f64.const', [], 0)] : []
      const { target, index } = library.escape(f!)
      return operation('f64', 'escape', [...operands, ...second], target, index)
    }
    default: {
      const wide = operands[0].type as 'f64' | 'f32' | 'i32'
      const isNumber = (arithmetic as readonly string[]).includes(name)
      const instruction = numberInstructions[wide][name as Arithmetic | Comparison]
      return operation(isNumber ? wide : 'i32', instruction, operands)
    }
  }
}

/** The instructions of arithmetic operations and comparisons, for one number. */
export const numberInstructions: Readonly<
  Record<'f64' | 'f32' | 'i32', Readonly<Record<Arithmetic | Comparison, Instruction>>>
> = { f64: instructionsOn('f64'), f32: instructionsOn('f32'), i32: instructionsOn('i32') }

function instructionsOn(type: ValueType): Record<Arithmetic | Comparison, Instruction> {
  const names = [...arithmetic, ...comparisons].map((name) => {
    const isSigned = type === 'i32' && signed.includes(name)
    return [name, `${type}.${name}${isSigned ? '_s' : ''}`]
  })
  return Object.fromEntries(names) as Record<Arithmetic | Comparison, Instruction>
}

/** The bits of a float as an integer. */
function bitsOfScalar(x: Value): Value {
  const { instruction, operands, type } = x
  if (instruction === 'f64.reinterpret_i64' || instruction === 'f32.reinterpret_i32') {
    return operands[0]
  }
  return type === 'f64'
    ? operation('i64', 'i64.reinterpret_f64', [x])
    : operation('i32', 'i32.reinterpret_f32', [x])
}
