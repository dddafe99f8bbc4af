/**
 * Where the views of a space are while its loops run. Views with the same steps move together and share
 * a local, so that most kernels have one or two; what tells them apart is the constant offset of each
 * access. A local begins so that it never falls below 0, however negative a step.
 */
import type { FunctionBuilder } from '../assembler.ts'
import { i32Constant, localValue, operation, type Value } from '../lanes/code.ts'
import { pushAddress } from '../moves.ts'
import { sameOffsets, type Access, type Piece, type Space } from './space.ts'

interface Group {
  readonly steps: readonly number[]
  /** What it was made for. */
  readonly first: Access
  /** Its value at the first element. */
  readonly start: number
  readonly local: number
  readonly pointer: Value
}

/** An address as the operand of an access and its constant offset. */
export interface Address {
  readonly base: Value
  readonly offset: number
}

export class Pointers {
  private readonly builder: FunctionBuilder
  private readonly lengths: readonly number[]
  private readonly groups: Group[] = []
  private readonly groupOf = new Map<Access, Group>()
  private readonly innermost: number
  private readonly piece: Piece | null
  /** How many elements of the innermost axis the locals have moved on. */
  private moved = 0

  /** Emits what sets the locals; to be released. */
  constructor(builder: FunctionBuilder, { lengths, inputs, targets, piece }: Space) {
    this.builder = builder
    this.lengths = lengths
    this.innermost = lengths.length - 1
    this.piece = piece ?? null
    for (const access of [...inputs, ...targets]) this.groupOf.set(access, this.find(access))
  }

  release(): void {
    for (const { local } of this.groups) if (local >= 0) this.builder.release(local)
  }

  /** Of the element so far along the innermost axis, from where it begins. */
  address(access: Access, element: number): Address {
    const { start, pointer } = this.groupOf.get(access)!
    const offset = access.address - start + (element - this.moved) * this.step(access)
    if (offset >= 0) return { base: pointer, offset }
    return { base: operation('i32', 'i32.add', [pointer, i32Constant(offset)]), offset: 0 }
  }

  /** The step along the innermost axis. */
  step(access: Access): number {
    return this.innermost < 0 ? 0 : access.steps[this.innermost]
  }

  /** Emits a move along the innermost axis; `moveOn` says how many of them there are in all. */
  move(elements: number): void {
    for (const group of this.groups) this.add(group, elements * (group.steps[this.innermost] ?? 0))
  }

  moveOn(elements: number): void {
    this.moved += elements
  }

  /** Emits the move to the next place along an outer axis, from the end of those within. */
  next(axis: number): void {
    const within = axis + 1
    for (const group of this.groups) {
      const count = within === this.innermost ? this.moved : this.lengths[within]
      this.add(group, group.steps[axis] - count * group.steps[within])
    }
  }

  private add({ local }: Group, bytes: number): void {
    if (bytes === 0) return
    this.builder.get(local).i32(bytes).emit('i32.add').set(local)
  }

  private find(access: Access): Group {
    const known = this.groups.find(
      ({ steps, first }) =>
        steps.every((s, i) => s === access.steps[i]) && sameOffsets(first, access),
    )
    if (known !== undefined) return known
    const { steps, offsets = [] } = access
    const start = -steps.reduce((sum, s, i) => sum + Math.min(0, s * (this.lengthOf(i) - 1)), 0)
    const moves = steps.some((s) => s !== 0)
    const isLocal = moves || offsets.length > 0
    const local = isLocal ? this.builder.local('i32') : -1
    if (isLocal) this.begin(local, start, access)
    const varies = moves && steps[this.innermost] !== 0
    const pointer = isLocal ? localValue('i32', local, varies) : i32Constant(0)
    const group: Group = { steps, first: access, start, local, pointer }
    this.groups.push(group)
    return group
  }

  private begin(local: number, start: number, { steps, offsets = [] }: Access): void {
    const { builder, piece } = this
    pushAddress(builder, start, offsets)
    if (piece !== null) {
      const bytes = piece.length * steps[piece.axis]
      builder.get(piece.local).i32(bytes).emit('i32.mul').emit('i32.add')
    }
    builder.set(local)
  }

  /** Elements of an axis, those of all pieces included. */
  private lengthOf(axis: number): number {
    const { piece } = this
    return piece?.axis === axis ? piece.all : this.lengths[axis]
  }
}
