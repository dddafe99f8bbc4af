/**
 * Where the values of a program are while it is planned, step by step: in memory, or in a register of a
 * loop that is still being put together, and stored by it once someone asks for the place. An operation
 * joins the last loop over its space unless it needs what a later step computes.
 */
import type { Tensor } from '@wengert/tensor'
import { makeAval, type DType, type Shape } from '@wengert/tensor/internal'
import type { LoopValue } from '@wengert/tensor/internal/wasm'
import type { Operand, Program } from '../program.ts'
import { LoopDraft, spaceOf, type Computed } from './loop-draft.ts'
import { isDense, newPlace, reshapedPlace, type Place } from './place.ts'
import { copyOnce, type Step } from './plan.ts'

/** Where a variable's value is: in memory after some step, or in a register of a loop. */
export type Location =
  { readonly kind: 'memory'; readonly place: Place; readonly after: number } | Computed

export class PlannedValues {
  protected readonly program: Program
  protected readonly steps: Step[]
  protected readonly locations: Location[]
  /** The last loop over each space. */
  protected readonly drafts = new Map<string, LoopDraft>()

  constructor(program: Program, steps: Step[]) {
    this.program = program
    this.steps = steps
    this.locations = new Array<Location>(program.avals.length)
  }

  push(step: Step): void {
    this.steps.push(step)
  }

  /** The value of a variable is in memory from now on. */
  protected define(variable: number, place: Place): void {
    this.locations[variable] = { kind: 'memory', place, after: this.steps.length - 1 }
  }

  /** The loop that an operation over a space can join without waiting for what comes after it. */
  protected draftFor(
    shape: Shape,
    operands: readonly Operand[],
    result: DType,
    dtypes: readonly DType[],
    axes: readonly number[] | null,
  ): LoopDraft {
    const space = spaceOf(shape)
    const key = space.length === 0 ? '' : String(space)
    const draft = this.drafts.get(key)
    if (draft?.accepts(result, dtypes, axes) === true && this.areReady(operands, draft)) {
      return draft
    }
    const fresh = this.newDraft(space)
    this.drafts.set(key, fresh)
    return fresh
  }

  /** Whether the operands are there before a loop, or computed in it. */
  private areReady(operands: readonly Operand[], draft: LoopDraft): boolean {
    for (let i = 0; i < operands.length; i++) {
      const operand = operands[i]
      if (typeof operand !== 'number') continue
      const location = this.locations[operand]
      const isInside = location.kind === 'step' && location.draft === draft
      if (!isInside && this.after(operand) >= draft.position) return false
    }
    return true
  }

  protected newDraft(space: Shape): LoopDraft {
    const draft = new LoopDraft(space, this.steps.length)
    this.steps.push(draft)
    return draft
  }

  /** An operand inside a loop over `shape`, to which it broadcasts. */
  protected valueIn(draft: LoopDraft, operand: Operand, shape: Shape, whole = false): LoopValue {
    if (typeof operand !== 'number') {
      return { kind: 'literal', value: operand.host![0], dtype: operand.dtype }
    }
    const location = this.locations[operand]
    if (location.kind === 'step' && location.draft === draft && !whole) return location
    return draft.read(this.place(operand), shape)
  }

  /** The place of an operand's value. */
  place(operand: Operand): Place {
    if (typeof operand !== 'number') return this.fill(operand)
    const location = this.locations[operand]
    if (location.kind === 'memory') return location.place
    return location.draft.store(location, this.program.avals[operand].shape)
  }

  /** The loop that computes a variable, once all is planned; null where none does. */
  loopOf(variable: number): LoopDraft | null {
    const step = this.steps[this.after(variable)]
    return step instanceof LoopDraft ? step : null
  }

  /** The step after which it is there. */
  protected after(operand: number): number {
    const location = this.locations[operand]
    return location.kind === 'memory' ? location.after : location.draft.position
  }

  /** The place of an operand's value in row-major order. */
  dense(operand: Operand): Place {
    const place = this.place(operand)
    return isDense(place) ? place : this.moved(place)
  }

  /** A copy of a place's elements, in row-major order. */
  moved(place: Place): Place {
    const { shape } = place.layout
    if (isDense(place)) {
      const copy = newPlace(makeAval(shape, place.dtype))
      this.steps.push({ kind: 'copy', copies: [copyOnce(place, copy)] })
      return copy
    }
    const draft = this.newDraft(spaceOf(shape))
    return reshapedPlace(draft.sink('store', [], draft.read(place, shape), place.dtype), shape)
  }

  /** Memory that holds a literal. */
  private fill(literal: Tensor): Place {
    const { dtype, host } = literal
    const draft = this.newDraft([])
    return draft.sink('store', [], { kind: 'literal', value: host![0], dtype }, dtype)
  }
}
