/**
 * What lanes can do: the operations, by the names of WebAssembly where it has them, and the interface of
 * whatever takes them down.
 */
import type { Lane, LaneFunction } from '../../emitter.ts'

export type LaneType = 'f64' | 'f32' | 'i32' | 'mask'

/** Operations that WebAssembly has by this name for both kinds of floats; the first three for i32 too. */
export const arithmetic = [
  'add',
  'sub',
  'mul',
  'div',
  'min',
  'max',
  'sqrt',
  'abs',
  'neg',
  'floor',
  'ceil',
  'trunc',
  'nearest',
] as const
export const comparisons = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const
/** Comparisons that are others for numbers without a sign. */
export const signed: readonly string[] = ['lt', 'le', 'gt', 'ge']
/** On the bits of a number. */
export const bitOperations = ['bitAnd', 'bitOr', 'bitXor', 'addBits', 'subBits'] as const

export type Arithmetic = (typeof arithmetic)[number]
export type Comparison = (typeof comparisons)[number]
export type BitOperation = (typeof bitOperations)[number]

export const operations = [
  ...arithmetic,
  ...comparisons,
  ...bitOperations,
  'shiftLeft',
  'shiftRight',
  'and',
  'or',
  'not',
  'select',
  'promote',
  'demote',
  'convert',
  'truncate',
  'constant',
  'input',
  'call',
  'escape',
] as const
export type Operation = (typeof operations)[number]

/** What takes down the operations of lanes: a graph, or code at once. */
export interface LaneRecorder {
  type(lane: Lane): LaneType
  /** The number that is known of a lane, or null. */
  value(lane: Lane): number | null
  /** A constant of this type; for a mask, whether it is not 0. */
  constant(value: number, type: LaneType): Lane
  input(index: number, type: LaneType): Lane
  /** Of one operand or two. */
  arithmetic(operation: Arithmetic, x: Lane, y?: Lane): Lane
  compare(operation: Comparison, x: Lane, y: Lane): Lane
  and(p: Lane, q: Lane): Lane
  or(p: Lane, q: Lane): Lane
  not(p: Lane): Lane
  select(mask: Lane, x: Lane, y: Lane): Lane
  /** As float64. */
  promote(x: Lane): Lane
  /** Rounded to float32. */
  demote(x: Lane): Lane
  /** An i32 as a float. */
  convert(x: Lane, type: 'f64' | 'f32'): Lane
  /** A float64 whose integer part is an i32, as that; NaN as 0. */
  truncate(x: Lane): Lane
  call(f: LaneFunction, operands: readonly Lane[]): Lane
}
