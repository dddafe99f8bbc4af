/**
 * What the operations of lanes give for numbers that are known, and numbers as bits and back. Constants
 * of float32 are float64 here too: an operation on float64, rounded to float32 afterwards, is that on float32.
 */
import { roundHalfEven } from '../../primitives/piecewise.ts'
import type { Arithmetic, BitOperation, Comparison } from './operations.ts'

const float = new Float64Array(1)
const word = new BigUint64Array(float.buffer)

export function bitsOf(value: number): bigint {
  float[0] = value
  return word[0]
}

export function numberOf(bits: bigint): number {
  word[0] = bits
  return float[0]
}

export const arithmeticOf: Record<Arithmetic, (x: number, y: number) => number> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  min: Math.min,
  max: Math.max,
  sqrt: Math.sqrt,
  abs: Math.abs,
  neg: (x) => -x,
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  nearest: roundHalfEven,
}

export const comparisonOf: Record<Comparison, (x: number, y: number) => boolean> = {
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
}

export const bitwiseOf: Record<BitOperation, (x: bigint, y: bigint) => bigint> = {
  bitAnd: (x, y) => x & y,
  bitOr: (x, y) => x | y,
  bitXor: (x, y) => x ^ y,
  addBits: (x, y) => x + y,
  subBits: (x, y) => x - y,
}
