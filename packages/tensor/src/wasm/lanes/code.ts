/**
 * Trees of instructions that share parts: what a graph of lanes becomes for a number of lanes, with
 * what loads and addresses it needs. A value is the result of one instruction; it varies if it is
 * another one each time the innermost loop runs. All are pure, but for what memory and locals hold.
 */
import type { ValueType } from '../assembler.ts'
import type { Instruction } from '../instructions.ts'

export type ImmediateValue = number | bigint | Uint8Array

export interface Value {
  /** An escape is a test and, where it holds, a call of the function that `immediates` gives. */
  readonly instruction: Instruction | 'escape'
  readonly type: ValueType
  readonly operands: readonly Value[]
  readonly immediates: readonly ImmediateValue[]
  readonly varies: boolean
}

export function operation(
  type: ValueType,
  instruction: Instruction | 'escape',
  operands: readonly Value[],
  ...immediates: ImmediateValue[]
): Value {
  return { instruction, type, operands, immediates, varies: operands.some((x) => x.varies) }
}

/** What a local holds at the time. */
export function localValue(type: ValueType, local: number, varies: boolean): Value {
  return { instruction: 'local.get', type, operands: [], immediates: [local], varies }
}

export function i32Constant(value: number): Value {
  return operation('i32', 'i32.const', [], value)
}

/** What is no more than a constant or a local: never worth another local. */
export function isTrivial({ operands }: Value): boolean {
  return operands.length === 0
}

/** 16 bytes of equal float64 numbers, by the bits. */
export function splat64(bits: bigint): Value {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, bits, true)
  view.setBigUint64(8, bits, true)
  return operation('v128', 'v128.const', [], bytes)
}

/** 16 bytes of equal 32-bit words. */
export function splat32(word: number): Value {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < 16; i += 4) view.setUint32(i, word, true)
  return operation('v128', 'v128.const', [], bytes)
}

/** The bytes of two vectors by their place, those of the second from 16 on. */
export function shuffle(x: Value, y: Value, places: readonly number[]): Value {
  return operation('v128', 'i8x16.shuffle', [x, y], Uint8Array.from(places))
}

/** Something done in order: a store, or a local that is set. */
export type Effect =
  | {
      readonly kind: 'store'
      readonly instruction: Instruction
      readonly address: Value
      readonly value: Value
      readonly immediates: readonly ImmediateValue[]
      /** What must be loaded before, as the store overwrites it. */
      readonly before: readonly Value[]
    }
  | { readonly kind: 'set'; readonly local: number; readonly value: Value }
  /** Leaves the value on the stack. */
  | { readonly kind: 'leave'; readonly value: Value }
