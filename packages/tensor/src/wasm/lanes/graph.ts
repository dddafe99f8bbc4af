/**
 * What shall be computed for one element, as a graph: a node is one operation on float64 or float32
 * numbers or masks, and a lane is the number of a node. Equal nodes are one node, and what is known is
 * computed at once, so that a kernel of many steps shares its constants and common parts. Nodes come
 * after their operands.
 */
import type { Lane, LaneFunction } from '../../emitter.ts'
import { arithmeticOf, bitsOf, bitwiseOf, comparisonOf, numberOf } from './folding.ts'
import {
  operations,
  type Arithmetic,
  type BitOperation,
  type Comparison,
  type LaneRecorder,
  type LaneType,
  type Operation,
} from './operations.ts'

export interface LaneNode {
  readonly operation: Operation
  readonly type: LaneType
  readonly operands: readonly Lane[]
  /** The index of an input, the count of a shift. */
  readonly number: number
  /** The bits of a constant: of a float64, whatever its number's type; 0 or 1 for a mask. */
  readonly bits: bigint
  /** What is called, or called where a mask holds. */
  readonly f: LaneFunction | null
}

const operationIndex = new Map(operations.map((operation, i) => [operation, i]))
const typeIndex: Record<LaneType, number> = { f64: 0, f32: 1, i32: 2, mask: 3 }
/** Nodes and their details are fewer, so that three numbers make a key. */
const radix = 2 ** 21

export class LaneGraph implements LaneRecorder {
  readonly nodes: LaneNode[] = []
  private readonly known = new Map<number | string, Lane>()
  private readonly functions: LaneFunction[] = []

  node(lane: Lane): LaneNode {
    return this.nodes[lane]
  }

  type(lane: Lane): LaneType {
    return this.nodes[lane].type
  }

  /** A float64 constant by its bits. */
  bits(bits: bigint): Lane {
    return this.intern(`f64 ${bits}`, { ...leaf, operation: 'constant', type: 'f64', bits })
  }

  constant(value: number, type: LaneType): Lane {
    if (type === 'f64') return this.bits(bitsOf(value))
    const known = type === 'f32' ? Math.fround(value) : value
    const bits = type === 'mask' ? (value !== 0 ? 1n : 0n) : bitsOf(known)
    return this.intern(`${type} ${bits}`, { ...leaf, operation: 'constant', type, bits })
  }

  value(lane: Lane): number | null {
    const { operation, type, bits } = this.nodes[lane]
    if (operation !== 'constant') return null
    return type === 'mask' ? Number(bits) : numberOf(bits)
  }

  input(index: number, type: LaneType): Lane {
    return this.numbered('input', type, [], index)
  }

  arithmetic(operation: Arithmetic, x: Lane, y?: Lane): Lane {
    const operands = y === undefined ? [x] : [x, y]
    const type = this.expect(operands, ['f64', 'f32', 'i32'])
    if (type === 'i32') return this.numbered(operation, type, operands, 0)
    const folded = this.fold((a, b) => arithmeticOf[operation](a, b), operands)
    // What bits a NaN gets is the engine's to decide.
    if (folded !== null && folded === folded) return this.constant(folded, type)
    return this.numbered(operation, type, operands, 0)
  }

  compare(operation: Comparison, x: Lane, y: Lane): Lane {
    this.expect([x, y], ['f64', 'f32', 'i32'])
    const folded = this.fold((a, b) => Number(comparisonOf[operation](a, b)), [x, y])
    if (folded !== null) return this.constant(folded, 'mask')
    return this.numbered(operation, 'mask', [x, y], 0)
  }

  and(p: Lane, q: Lane): Lane {
    this.expect([p, q], ['mask'])
    const known = this.value(p) ?? this.value(q)
    if (known !== null) return known === 0 ? this.constant(0, 'mask') : this.other(p, q)
    return p === q ? p : this.numbered('and', 'mask', [p, q], 0)
  }

  or(p: Lane, q: Lane): Lane {
    this.expect([p, q], ['mask'])
    const known = this.value(p) ?? this.value(q)
    if (known !== null) return known !== 0 ? this.constant(1, 'mask') : this.other(p, q)
    return p === q ? p : this.numbered('or', 'mask', [p, q], 0)
  }

  not(p: Lane): Lane {
    this.expect([p], ['mask'])
    const { operation, operands } = this.nodes[p]
    if (operation === 'not') return operands[0]
    const known = this.value(p)
    if (known !== null) return this.constant(1 - known, 'mask')
    return this.numbered('not', 'mask', [p], 0)
  }

  select(mask: Lane, x: Lane, y: Lane): Lane {
    this.expect([mask], ['mask'])
    const type = this.expect([x, y], ['f64', 'f32', 'i32', 'mask'])
    const known = this.value(mask)
    if (known !== null) return known !== 0 ? x : y
    if (x === y) return x
    const { operation, operands } = this.nodes[mask]
    if (operation === 'not') return this.select(operands[0], y, x)
    return this.intern(`select ${mask} ${x} ${y}`, {
      ...leaf,
      operation: 'select',
      type,
      operands: [mask, x, y],
    })
  }

  bitwise(operation: BitOperation, x: Lane, y: Lane): Lane {
    const type = this.expect([x, y], ['f64', 'f32'])
    const [a, b] = [this.nodes[x], this.nodes[y]]
    if (type === 'f64' && a.operation === 'constant' && b.operation === 'constant') {
      return this.bits(BigInt.asUintN(64, bitwiseOf[operation](a.bits, b.bits)))
    }
    return this.numbered(operation, type, [x, y], 0)
  }

  shift(operation: 'shiftLeft' | 'shiftRight', x: Lane, count: number): Lane {
    const type = this.expect([x], ['f64', 'f32'])
    const { operation: inner, bits } = this.nodes[x]
    if (type === 'f64' && inner === 'constant') {
      const by = BigInt(count)
      return this.bits(operation === 'shiftLeft' ? BigInt.asUintN(64, bits << by) : bits >> by)
    }
    return this.numbered(operation, type, [x], count)
  }

  promote(x: Lane): Lane {
    const { type, operation, bits } = this.nodes[x]
    if (type === 'f64') return x
    this.expect([x], ['f32'])
    if (operation === 'constant') return this.bits(bits)
    return this.numbered('promote', 'f64', [x], 0)
  }

  demote(x: Lane): Lane {
    const { type, operation, operands } = this.nodes[x]
    if (type === 'f32') return x
    this.expect([x], ['f64'])
    if (operation === 'promote') return operands[0]
    const value = this.value(x)
    if (value !== null) return this.constant(value, 'f32')
    return this.numbered('demote', 'f32', [x], 0)
  }

  convert(x: Lane, type: 'f64' | 'f32'): Lane {
    this.expect([x], ['i32'])
    const value = this.value(x)
    return value === null ? this.numbered('convert', type, [x], 0) : this.constant(value, type)
  }

  truncate(x: Lane): Lane {
    this.expect([x], ['f64'])
    return this.numbered('truncate', 'i32', [x], 0)
  }

  call(f: LaneFunction, operands: readonly Lane[]): Lane {
    const type = this.expect(operands, ['f64', 'f32'])
    const key = `call ${this.functionIndex(f)} ${operands.join(' ')}`
    return this.intern(key, { ...leaf, operation: 'call', type, operands, f })
  }

  /** The operands of the node are the mask, y and the operands of f. */
  escape(mask: Lane, f: LaneFunction, operands: readonly Lane[], y: Lane): Lane {
    this.expect([mask], ['mask'])
    this.expect([y, ...operands], ['f64'])
    if (this.value(mask) === 0) return y
    const key = `escape ${this.functionIndex(f)} ${mask} ${y} ${operands.join(' ')}`
    const all = [mask, y, ...operands]
    return this.intern(key, { ...leaf, operation: 'escape', type: 'f64', operands: all, f })
  }

  /** How often each node is an operand of those that the roots need; the roots count once. */
  uses(roots: readonly Lane[]): Uint32Array {
    const uses = new Uint32Array(this.nodes.length)
    for (const root of roots) uses[root]++
    for (let i = this.nodes.length - 1; i >= 0; i--) {
      if (uses[i] > 0) for (const operand of this.nodes[i].operands) uses[operand]++
    }
    return uses
  }

  /** The most values that are needed more than once and at the same time, where nodes run in order. */
  pressure(roots: readonly Lane[]): number {
    const { nodes } = this
    const uses = this.uses(roots)
    const last = new Map<Lane, number>()
    nodes.forEach(({ operands }, i) => {
      if (uses[i] > 0) for (const operand of operands) last.set(operand, i)
    })
    const ending = new Uint32Array(nodes.length)
    let live = 0
    let most = 0
    nodes.forEach(({ operation }, i) => {
      const end = last.get(i as Lane)
      if (operation !== 'constant' && uses[i] > 1 && end !== undefined) {
        ending[end]++
        most = Math.max(most, ++live)
      }
      live -= ending[i]
    })
    return most
  }

  private functionIndex(f: LaneFunction): number {
    const index = this.functions.indexOf(f)
    return index >= 0 ? index : this.functions.push(f) - 1
  }

  /** Of two operands of which one is known, the other. */
  private other(p: Lane, q: Lane): Lane {
    return this.value(p) === null ? p : q
  }

  private fold(f: (x: number, y: number) => number, operands: readonly Lane[]): number | null {
    const x = this.value(operands[0])
    const y = operands.length > 1 ? this.value(operands[1]) : 0
    return x === null || y === null ? null : f(x, y)
  }

  /** That the operands have one type, one of these. */
  private expect(operands: readonly Lane[], types: readonly LaneType[]): LaneType {
    const type = this.nodes[operands[0]].type
    if (!types.includes(type) || operands.some((x) => this.nodes[x].type !== type)) {
      const given = operands.map((x) => this.nodes[x].type).join(', ')
      throw new Error(`lanes of type ${given} where ${types.join(' or ')} is wanted`)
    }
    return type
  }

  /** A node with at most two operands, or one and a number. */
  private numbered(
    operation: Operation,
    type: LaneType,
    operands: readonly Lane[],
    number: number,
  ): Lane {
    const kind = operationIndex.get(operation)! * 4 + typeIndex[type]
    const second = operands.length > 1 ? operands[1] : number
    const key = (kind * radix + (operands.length > 0 ? operands[0] : 0)) * radix + second
    return this.intern(key, { ...leaf, operation, type, operands, number })
  }

  private intern(key: number | string, node: LaneNode): Lane {
    const known = this.known.get(key)
    if (known !== undefined) return known
    const lane = (this.nodes.push(node) - 1) as Lane
    this.known.set(key, lane)
    return lane
  }
}

const leaf: Pick<LaneNode, 'operands' | 'number' | 'bits' | 'f'> = {
  operands: [],
  number: 0,
  bits: 0n,
  f: null,
}
