/**
 * A loop that is being put together: one pass over a space of indices, in which elementwise operations
 * hand their results on in registers. The space's axes of length 1 are left out, so that a column and a
 * row of the same length can share a loop.
 */
import {
  broadcastStrided,
  isFloat,
  rowMajor,
  sizeOf,
  type DType,
  type Shape,
} from '@wengert/tensor/internal'
import type { LoopOperation, LoopValue } from '@wengert/tensor/internal/wasm'
import type { Equation } from '../program.ts'
import { newBuffer, newPlace, viewedAs, type Buffer, type Place } from './place.ts'
import type { LoopSink, LoopStep } from './plan.ts'

/** More would make code that engines take long to compile. */
const maxOperations = 2000

/** The shape without its axes of length 1. */
export function spaceOf(shape: Shape): Shape {
  return shape.includes(1) ? shape.filter((n) => n !== 1) : shape
}

/** An operation of a loop, which stands for its result. */
export interface Computed extends LoopOperation {
  readonly kind: 'step'
  readonly index: number
  readonly draft: LoopDraft
}

export class LoopDraft implements LoopStep {
  readonly kind = 'loop'
  readonly shape: Shape
  readonly inputs: Place[] = []
  readonly operations: Computed[] = []
  readonly sinks: LoopSink[] = []
  /** What it needs is known once the loop is complete. */
  scratch = newBuffer(0)
  /** Its position among the plan's steps. */
  readonly position: number
  /** The floating-point type in which it computes; null while it has none. */
  private float: DType | null = null
  private axes: readonly number[] | null = null
  private readonly known = new Map<Buffer, Map<string, LoopValue>>()
  private readonly stored = new Map<number, Place>()

  constructor(shape: Shape, position: number) {
    this.shape = shape
    this.position = position
  }

  /** Whether an operation with this result and these operands, or a reduction over these axes, may join. */
  accepts(result: DType, operands: readonly DType[], axes: readonly number[] | null): boolean {
    if (this.operations.length >= maxOperations) return false
    if (axes !== null && this.axes !== null && String(axes) !== String(this.axes)) return false
    let float = this.float ?? (isFloat(result) ? result : null)
    if (isFloat(result) && result !== float) return false
    for (let i = 0; i < operands.length; i++) {
      if (!isFloat(operands[i])) continue
      float ??= operands[i]
      if (operands[i] !== float) return false
    }
    return true
  }

  /** The value of a place in this loop, over `full`, to which the place's shape broadcasts. */
  read(place: Place, full: Shape): LoopValue {
    const { strides, offset } = broadcastStrided(place.layout, full)
    const own =
      full.length === this.shape.length ? strides : strides.filter((_, axis) => full[axis] !== 1)
    const key = `${offset}:${String(own)}`
    const inBuffer = this.known.get(place.buffer) ?? new Map<string, LoopValue>()
    this.known.set(place.buffer, inBuffer)
    const known = inBuffer.get(key)
    if (known !== undefined) return known
    this.note(place.dtype)
    const view = viewedAs(place, { shape: this.shape, strides: own, offset })
    const value: LoopValue = { kind: 'input', index: this.inputs.push(view) - 1 }
    inBuffer.set(key, value)
    return value
  }

  compute({ primitive, params }: Equation, operands: readonly LoopValue[], dtype: DType): Computed {
    this.note(dtype)
    const index = this.operations.length
    const computed = {
      kind: 'step',
      index,
      draft: this,
      primitive,
      params,
      operands,
      dtype,
    } as const
    this.operations.push(computed)
    return computed
  }

  /** Where an operation's result is stored, in the shape given. */
  store(value: Computed, shape: Shape): Place {
    const { dtype } = value
    let place = this.stored.get(value.index)
    if (place === undefined) {
      place = this.sink('store', [], value, dtype)
      this.stored.set(value.index, place)
    }
    return viewedAs(place, rowMajor(shape))
  }

  /** Stores a value in a place whose elements correspond to the space's. */
  storeInto({ buffer, dtype, layout }: Place, value: LoopValue): void {
    const { shape, strides, offset } = layout
    const own =
      shape.length === this.shape.length ? strides : strides.filter((_, axis) => shape[axis] !== 1)
    const view = { buffer, dtype, layout: { shape: this.shape, strides: own, offset } }
    this.note(dtype)
    this.sinks.push({ kind: 'store', axes: [], value, place: view })
  }

  sink(kind: LoopSink['kind'], axes: readonly number[], value: LoopValue, dtype: DType): Place {
    const shape = this.shape.filter((_, axis) => !axes.includes(axis))
    const place = newPlace({ shape, dtype, size: sizeOf(shape) })
    if (kind !== 'store') this.axes = axes
    this.sinks.push({ kind, axes, value, place })
    return place
  }

  private note(dtype: DType): void {
    if (isFloat(dtype)) this.float ??= dtype
  }
}
