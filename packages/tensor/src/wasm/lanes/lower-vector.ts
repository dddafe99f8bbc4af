/**
 * A graph for 2, 4 or more lanes at once. A float64 takes a vector for two lanes, a float32 or an i32 one
 * for four (for two lanes its lower half); masks are all ones or all zeros, as wide as the numbers that
 * they are for. So a graph of several kinds of numbers needs no other rule.
 */
import type { Lane } from '../../emitter.ts'
import type { Instruction } from '../instructions.ts'
import { i32Constant, operation, shuffle, splat32, splat64, type Value } from './code.ts'
import { numberOf } from './folding.ts'
import type { LaneGraph, LaneNode } from './graph.ts'
import { signed, type LaneType, type Operation } from './operations.ts'
import type { LaneLibrary } from './library.ts'

/** Bytes of a lane of a mask. */
export type MaskWidth = 4 | 8

export interface VectorInputs {
  number(index: number): readonly Value[]
  mask(index: number, width: MaskWidth): readonly Value[]
}

export interface VectorOptions {
  /** How many lanes: 2 or a multiple of 4. */
  readonly lanes: number
  /** Lets a product that is added be rounded once. */
  readonly fused: boolean
}

const float32 = new Float32Array(1)
const float32Word = new Uint32Array(float32.buffer)

type NumberType = Exclude<LaneType, 'mask'>
type FloatShape = 'f64x2' | 'f32x4'
const shapes = { f64: 'f64x2', f32: 'f32x4', i32: 'i32x4' } as const

const bitInstructions: Partial<Record<Operation, Instruction>> = {
  bitAnd: 'v128.and',
  bitOr: 'v128.or',
  bitXor: 'v128.xor',
}

/** On bits as integers. */
const integerInstructions: Partial<Record<Operation, 'add' | 'sub' | 'shl' | 'shr_u'>> = {
  addBits: 'add',
  subBits: 'sub',
  shiftLeft: 'shl',
  shiftRight: 'shr_u',
}

const lowHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]
const highHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]
const lowWords = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27]
const doubledWords = [
  [0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7, 4, 5, 6, 7],
  [8, 9, 10, 11, 8, 9, 10, 11, 12, 13, 14, 15, 12, 13, 14, 15],
]

export class VectorLowering {
  private readonly graph: LaneGraph
  private readonly library: LaneLibrary
  private readonly inputs: VectorInputs
  private readonly options: VectorOptions
  private readonly uses: Uint32Array
  private readonly values: (readonly Value[])[] = []
  private readonly masks: Record<MaskWidth, (readonly Value[])[]> = { 4: [], 8: [] }

  /** Lowers the roots and what they need. */
  constructor(
    graph: LaneGraph,
    roots: readonly Lane[],
    library: LaneLibrary,
    inputs: VectorInputs,
    options: VectorOptions,
  ) {
    this.graph = graph
    this.library = library
    this.inputs = inputs
    this.options = options
    this.uses = graph.uses(roots)
    for (let i = 0; i < graph.nodes.length; i++) {
      const node = graph.nodes[i]
      if (this.uses[i] > 0 && node.type !== 'mask') this.values[i] = this.numberParts(node)
    }
  }

  /** The vectors of a number. */
  parts(lane: Lane): readonly Value[] {
    return this.values[lane]
  }

  /** The vectors of a mask whose lanes have this width. */
  mask(lane: Lane, width: MaskWidth): readonly Value[] {
    return (this.masks[width][lane] ??= this.maskParts(this.graph.node(lane), width))
  }

  /** The width in which a mask comes without a conversion. */
  naturalWidth(lane: Lane): MaskWidth {
    const { operation: name, operands } = this.graph.node(lane)
    if (operands.length === 0) return this.options.lanes === 2 ? 8 : 4
    if (this.graph.type(operands[0]) === 'mask') {
      return this.naturalWidth(operands[name === 'select' ? 1 : 0])
    }
    return this.graph.type(operands[0]) === 'f64' ? 8 : 4
  }

  private partCount(width: MaskWidth): number {
    return Math.max(1, (this.options.lanes * width) / 16)
  }

  private splat(count: number, value: Value): Value[] {
    return new Array<Value>(count).fill(value)
  }

  private numberParts(node: LaneNode): readonly Value[] {
    const { operation: name, type, bits, number, f } = node
    const isDouble = type === 'f64'
    const shape = shapes[type as NumberType]
    switch (name) {
      case 'constant':
        return this.splat(
          this.partCount(isDouble ? 8 : 4),
          isDouble ? splat64(bits) : splat32(wordOf(type, numberOf(bits))),
        )
      case 'input':
        return this.inputs.number(number)
      case 'promote':
        return this.toDouble('f64x2.promote_low_f32x4', this.operandParts(node)[0])
      case 'demote':
        return fromDouble('f32x4.demote_f64x2_zero', this.operandParts(node)[0])
      case 'convert':
        return isDouble
          ? this.toDouble('f64x2.convert_low_i32x4_s', this.operandParts(node)[0])
          : this.each(node, 'f32x4.convert_i32x4_s')
      case 'truncate':
        return fromDouble('i32x4.trunc_sat_f64x2_s_zero', this.operandParts(node)[0])
      case 'select':
        return this.selected(node, isDouble ? 8 : 4)
      case 'addBits':
      case 'subBits':
      case 'shiftLeft':
      case 'shiftRight': {
        const instruction: Instruction = `${isDouble ? 'i64x2' : 'i32x4'}.${integerInstructions[name]!}`
        return this.each(node, instruction, node.operands.length > 1 ? [] : [i32Constant(number)])
      }
      case 'call': {
        const target = this.library.vectorFunction(f!, type as 'f64' | 'f32', node.operands.length)
        return zip(this.operandParts(node), (x) => operation('v128', 'call', x, target))
      }
      case 'escape': {
        const [mask, ...numbers] = node.operands
        const target = this.library.vectorEscape(f!, numbers.length - 1)
        const parts = [this.mask(mask, 8), ...numbers.map((x) => this.parts(x))]
        return zip(parts, (x) => operation('v128', 'escape', x, target))
      }
      case 'min':
      case 'max':
        return this.extremum(node, name, shape as FloatShape)
      case 'add':
      case 'sub':
        if (this.options.fused && type !== 'i32') {
          const fused = this.fusedParts(node, name, shape as FloatShape)
          if (fused !== null) return fused
        }
        break
    }
    return this.each(node, bitInstructions[name] ?? (`${shape}.${name}` as Instruction))
  }

  private operandParts(node: LaneNode): (readonly Value[])[] {
    return node.operands.map((x) => this.parts(x))
  }

  private each(
    node: LaneNode,
    instruction: Instruction,
    more: readonly Value[] = [],
  ): readonly Value[] {
    return zip(this.operandParts(node), (x) => operation('v128', instruction, [...x, ...more]))
  }

  /**
   * The minimum of IEEE is many instructions on x64; next to a number that is known, and neither 0 nor
   * NaN, "c if c < x, else x" is the same and one.
   */
  private extremum(node: LaneNode, name: 'min' | 'max', shape: FloatShape): readonly Value[] {
    const [x, y] = node.operands
    const [known, other] = this.graph.value(x) === null ? [y, x] : [x, y]
    const value = this.graph.value(known)
    if (value === null || value === 0 || value !== value) return this.each(node, `${shape}.${name}`)
    const parts = [this.parts(other), this.parts(known)]
    return zip(parts, (pair) => operation('v128', `${shape}.p${name}`, pair))
  }

  private fusedParts(
    { operands: [x, y] }: LaneNode,
    name: 'add' | 'sub',
    shape: FloatShape,
  ): readonly Value[] | null {
    const isProduct = (lane: Lane): boolean =>
      this.graph.node(lane).operation === 'mul' && this.uses[lane] === 1
    const product = isProduct(y) ? y : name === 'add' && isProduct(x) ? x : null
    if (product === null) return null
    const parts = [
      ...this.operandParts(this.graph.node(product)),
      this.parts(product === y ? x : y),
    ]
    const instruction: Instruction = `${shape}.${name === 'add' ? 'relaxed_madd' : 'relaxed_nmadd'}`
    return zip(parts, (list) => operation('v128', instruction, list))
  }

  /** Where one side is 0, one operation does. */
  private selected({ operands }: LaneNode, width: MaskWidth): readonly Value[] {
    const [mask, x, y] = operands
    const masks = this.mask(mask, width)
    const isZero = (lane: Lane): boolean => Object.is(this.graph.value(lane), 0)
    if (isZero(y)) return zip([this.parts(x), masks], (pair) => operation('v128', 'v128.and', pair))
    if (isZero(x)) {
      return zip([this.parts(y), masks], (pair) => operation('v128', 'v128.andnot', pair))
    }
    const parts = [this.parts(x), this.parts(y), masks]
    return zip(parts, (list) => operation('v128', 'v128.bitselect', list))
  }

  /** Words as float64 numbers, by an instruction that takes the lower two. */
  private toDouble(instruction: Instruction, parts: readonly Value[]): readonly Value[] {
    return Array.from({ length: this.partCount(8) }, (_, p) => {
      const whole = parts[p >> 1]
      const half = p % 2 === 0 ? whole : shuffle(whole, whole, highHalf)
      return operation('v128', instruction, [half])
    })
  }

  private maskParts(node: LaneNode, width: MaskWidth): readonly Value[] {
    const { operation: name, operands, bits, number } = node
    switch (name) {
      case 'constant':
        return this.splat(this.partCount(width), splat32(bits === 0n ? 0 : 0xffffffff))
      case 'input':
        return this.inputs.mask(number, width)
      case 'and':
      case 'or': {
        const parts = operands.map((x) => this.mask(x, width))
        return zip(parts, (pair) => operation('v128', `v128.${name}`, pair))
      }
      case 'not':
        return this.mask(operands[0], width).map((x) => operation('v128', 'v128.not', [x]))
      case 'select': {
        const [p, x, y] = operands.map((lane) => this.mask(lane, width))
        return zip([x, y, p], (list) => operation('v128', 'v128.bitselect', list))
      }
      default: {
        const type = this.graph.type(operands[0]) as NumberType
        const isDouble = type === 'f64'
        const suffix = type === 'i32' && signed.includes(name) ? '_s' : ''
        const made = this.each(node, `${shapes[type]}.${name}${suffix}` as Instruction)
        if (isDouble === (width === 8)) return made
        return isDouble ? this.narrowed(made) : this.widened(made)
      }
    }
  }

  private narrowed(parts: readonly Value[]): readonly Value[] {
    if (parts.length === 1) return [shuffle(parts[0], parts[0], lowWords)]
    return pairs(parts, (low, high) => shuffle(low, high, lowWords))
  }

  private widened(parts: readonly Value[]): readonly Value[] {
    return Array.from({ length: this.partCount(8) }, (_, p) =>
      shuffle(parts[p >> 1], parts[p >> 1], doubledWords[p & 1]),
    )
  }
}

/** Float64 numbers as words, by an instruction that gives the lower two. */
function fromDouble(instruction: Instruction, parts: readonly Value[]): readonly Value[] {
  const halves = parts.map((x) => operation('v128', instruction, [x]))
  if (halves.length === 1) return halves
  return pairs(halves, (low, high) => shuffle(low, high, lowHalves))
}

/** The vectors of one place together, for each place. */
function zip(
  parts: readonly (readonly Value[])[],
  f: (values: readonly Value[]) => Value,
): readonly Value[] {
  return parts[0].map((_, p) => f(parts.map((list) => list[p])))
}

function pairs(parts: readonly Value[], f: (low: Value, high: Value) => Value): Value[] {
  return Array.from({ length: parts.length / 2 }, (_, q) => f(parts[2 * q], parts[2 * q + 1]))
}

/** The bits of a number of one word. */
function wordOf(type: LaneType, value: number): number {
  if (type === 'i32') return value >>> 0
  float32[0] = value
  return float32Word[0]
}
