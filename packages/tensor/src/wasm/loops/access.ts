/**
 * Loads and stores of so many elements along the innermost axis: whole vectors where they are next to
 * each other, one number for all lanes where the view is stretched, and lane by lane else. A bool is a
 * byte in memory and a mask in code.
 */
import { byteWidth, type DType } from '../../dtype.ts'
import type { ValueType } from '../assembler.ts'
import type { Instruction } from '../instructions.ts'
import {
  operation,
  shuffle,
  splat32,
  splat64,
  type Effect,
  type ImmediateValue,
  type Value,
} from '../lanes/code.ts'
import type { MaskWidth } from '../lanes/lower-vector.ts'
import type { Pointers } from './pointers.ts'
import type { Access } from './space.ts'

/** What a number or bool is in code, and how one is loaded and stored. */
export const numberTypes: Record<DType, ValueType> = {
  float64: 'f64',
  float32: 'f32',
  int32: 'i32',
  bool: 'i32',
}
export const loadOf = {
  float64: 'f64.load',
  float32: 'f32.load',
  int32: 'i32.load',
  bool: 'i32.load8_u',
} as const
export const storeOf = {
  float64: 'f64.store',
  float32: 'f32.store',
  int32: 'i32.store',
  bool: 'i32.store8',
} as const

export class Memory {
  private readonly pointers: Pointers

  constructor(pointers: Pointers) {
    this.pointers = pointers
  }

  /** The vectors of a view of numbers. */
  load(access: Access, lanes: number, element: number): readonly Value[] {
    const width = byteWidth(access.dtype)
    const step = this.pointers.step(access)
    const count = Math.max(1, (lanes * width) / 16)
    const each = lanes / count
    if (step === 0) {
      const name = width === 8 ? 'v128.load64_splat' : 'v128.load32_splat'
      return new Array<Value>(count).fill(this.read('v128', name, access, element))
    }
    return Array.from({ length: count }, (_, p) => {
      const first = element + p * each
      if (step !== width) return this.gather(access, each, first)
      const name = each * width === 16 ? 'v128.load' : 'v128.load64_zero'
      return this.read('v128', name, access, first)
    })
  }

  /** The masks of a view of bools. */
  loadMask(access: Access, lanes: number, width: MaskWidth, element: number): readonly Value[] {
    const each = Math.min(lanes, 16 / width)
    const step = this.pointers.step(access)
    if (step === 0) {
      const byte = this.read('i32', 'i32.load8_u', access, element)
      const mask = negated(operation('v128', 'i32x4.splat', [byte]))
      return new Array<Value>(lanes / each).fill(mask)
    }
    return Array.from({ length: lanes / each }, (_, p) => {
      const first = element + p * each
      if (step === 1) {
        // The byte of its lane in each word, and zeros.
        const places = Array.from({ length: 16 }, (_, i) =>
          i % 4 === 0 ? Math.min(Math.floor(i / width), each - 1) : 16,
        )
        return negated(shuffle(this.readBytes(access, each, first), splat32(0), places))
      }
      let words = splat32(0)
      for (let k = 0; k < each; k++) {
        const byte = this.read('i32', 'i32.load8_u', access, first + k)
        for (let copy = 0; copy < width / 4; copy++) {
          const lane = (k * width) / 4 + copy
          words = operation('v128', 'i32x4.replace_lane', [words, byte], lane)
        }
      }
      return negated(words)
    })
  }

  loadScalar(access: Access, element: number): Value {
    return this.read(numberTypes[access.dtype], loadOf[access.dtype], access, element)
  }

  /** Stores vectors of numbers. */
  store(
    access: Access,
    lanes: number,
    element: number,
    parts: readonly Value[],
    before: readonly Value[],
  ): Effect[] {
    const width = byteWidth(access.dtype)
    const each = lanes / parts.length
    return parts.flatMap((value, p) => {
      const first = element + p * each
      if (this.pointers.step(access) === width) {
        return each * width === 16
          ? [this.write('v128.store', access, first, value, before)]
          : [this.write('v128.store64_lane', access, first, value, before, 0)]
      }
      const name = width === 8 ? 'v128.store64_lane' : 'v128.store32_lane'
      return Array.from({ length: each }, (_, k) =>
        this.write(name, access, first + k, value, before, k),
      )
    })
  }

  /** Stores masks, of which each lane has this width, as bytes. */
  storeMask(
    access: Access,
    lanes: number,
    element: number,
    masks: readonly Value[],
    width: MaskWidth,
    before: readonly Value[],
  ): Effect[] {
    const each = lanes / masks.length
    const one = width === 8 ? splat64(1n) : splat32(1)
    const places = Array.from({ length: 16 }, (_, i) => (i % each) * width)
    return masks.flatMap((mask, p) => {
      const first = element + p * each
      const bits = operation('v128', 'v128.and', [mask, one])
      if (this.pointers.step(access) === 1) {
        const name = each === 2 ? 'v128.store16_lane' : 'v128.store32_lane'
        return [this.write(name, access, first, shuffle(bits, bits, places), before, 0)]
      }
      return Array.from({ length: each }, (_, k) => {
        const bit = operation('i32', 'i32x4.extract_lane', [bits], (k * width) / 4)
        return this.write('i32.store8', access, first + k, bit, before)
      })
    })
  }

  storeScalar(access: Access, element: number, value: Value, before: readonly Value[]): Effect {
    return this.write(storeOf[access.dtype], access, element, value, before)
  }

  private read(type: Value['type'], name: Instruction, access: Access, element: number): Value {
    const { base, offset } = this.pointers.address(access, element)
    return operation(type, name, [base], offset)
  }

  private write(
    instruction: Instruction,
    access: Access,
    element: number,
    value: Value,
    before: readonly Value[],
    ...lane: ImmediateValue[]
  ): Effect {
    const { base, offset } = this.pointers.address(access, element)
    return {
      kind: 'store',
      instruction,
      address: base,
      value,
      immediates: [offset, ...lane],
      before,
    }
  }

  /** Lane by lane, the others 0. */
  private gather(access: Access, count: number, element: number): Value {
    const bits = 8 * byteWidth(access.dtype)
    const first: Instruction = bits === 64 ? 'v128.load64_zero' : 'v128.load32_zero'
    const others: Instruction = bits === 64 ? 'v128.load64_lane' : 'v128.load32_lane'
    let value = this.read('v128', first, access, element)
    for (let k = 1; k < count; k++) {
      const { base, offset } = this.pointers.address(access, element + k)
      value = operation('v128', others, [base, value], offset, k)
    }
    return value
  }

  /** Two or four bytes next to each other, the first ones of a vector. */
  private readBytes(access: Access, count: number, element: number): Value {
    if (count === 4) return this.read('v128', 'v128.load32_zero', access, element)
    const pair = this.read('i32', 'i32.load16_u', access, element)
    return operation('v128', 'i32x4.splat', [pair])
  }
}

/** Words of 0 or 1 as masks. */
function negated(words: Value): Value {
  return operation('v128', 'i32x4.neg', [words])
}
