/**
 * Runs loops that hand large arrays on strip by strip: all of them over some rows, then all over the next,
 * so that what one computes is in the processor's caches when the next one reads it. An array that nothing
 * else needs is never whole: a window of the rows at hand takes its place, whose last rows, where loops
 * read behind others, move to its front for the next strip. The first and the last strip are loops of their
 * own; those between, which are alike, are a body that is repeated. Every element is computed once and as
 * before, so that no bit changes.
 */
import { byteWidth, makeAval, sizeOf } from '@wengert/tensor/internal'
import { blockTotalKernel, scratchBytes } from '@wengert/tensor/internal/wasm'
import { chainOf, touchedBy, writtenBy } from './memory.ts'
import { newBuffer, newPlace, viewedAs, type Buffer, type Place } from './place.ts'
import {
  kernelOf,
  withPlans,
  type Copy,
  type LoopStep,
  type Plan,
  type Step,
  type StripsStep,
} from './plan.ts'
import {
  isWholeSum,
  layoutOf,
  rowsIn,
  type StripArray,
  type StripLayout,
  type StripLimits,
  type StripLoop,
} from './strip-layout.ts'

/** The plan, with loops in strips where that keeps large arrays out of memory. */
export function inStrips(plan: Plan, limits: StripLimits): Plan {
  const given = plan.steps.map((step) => withPlans(step, (inner) => inStrips(inner, limits)))
  if (bytesOf(plan) < limits.leastBytes) return { ...plan, steps: given }
  const rowLengths = rowLengthsOf(given)
  const uses = usesOf(plan.steps)
  for (const { buffer } of plan.outputs) for (const own of chainOf(buffer)) uses.set(own, Infinity)
  const steps: Step[] = []
  let held: Step[] = []
  let group: LoopStep[] = []
  let layout: StripLayout | null = null
  const joined = (step: Step): StripLayout | null =>
    step.kind === 'loop' ? layoutOf([...group, step], rowLengths, limits) : null
  const close = (): void => {
    const strips = layout === null ? null : stripsOf(layout, uses, limits)
    if (strips === null) steps.push(...held)
    else steps.push(...held.filter((step) => !strips.loops.includes(step as LoopStep)), strips)
    held = []
    group = []
    layout = null
  }
  for (const step of given) {
    let next = joined(step)
    if (next === null && (isAsLarge(step, group) || !isApart(step, group))) {
      close()
      next = joined(step)
    }
    held.push(step)
    if (next === null) continue
    group.push(step as LoopStep)
    layout = next
  }
  close()
  return { ...plan, steps, buffers: [...new Set(steps.flatMap(writtenBy))] }
}

function bytesOf({ buffers }: Plan): number {
  return buffers.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** Whether a step is a loop that had better begin a group of its own. */
function isAsLarge(step: Step, [first]: readonly LoopStep[]): boolean {
  return step.kind === 'loop' && first !== undefined && sizeOf(step.shape) >= sizeOf(first.shape)
}

/** Whether a step can as well run before the loops. */
function isApart(step: Step, loops: readonly LoopStep[]): boolean {
  const written = new Set(loops.flatMap(writtenBy))
  const touched = new Set(loops.flatMap(touchedBy))
  return (
    touchedBy(step).every((buffer) => !written.has(buffer)) &&
    writtenBy(step).every((buffer) => !touched.has(buffer))
  )
}

/** By how many elements loops that fill an array move on along their first axis. */
function rowLengthsOf(steps: readonly Step[]): Map<Buffer, number> {
  const lengths = new Map<Buffer, number>()
  for (const step of steps) {
    if (step.kind !== 'loop') continue
    for (const { buffer, layout } of step.sinks.map(({ place }) => place)) {
      const [stride = 0] = layout.strides
      if (stride > (lengths.get(buffer) ?? 0)) lengths.set(buffer, stride)
    }
  }
  return lengths
}

/** In how many steps each array is used. */
function usesOf(steps: readonly Step[]): Map<Buffer, number> {
  const uses = new Map<Buffer, number>()
  for (const buffer of steps.flatMap(touchedBy)) uses.set(buffer, (uses.get(buffer) ?? 0) + 1)
  return uses
}

/** Null where it is not worth it. */
function stripsOf(
  layout: StripLayout,
  uses: ReadonlyMap<Buffer, number>,
  { leastBytes, mostCarried }: StripLimits,
): StripsStep | null {
  const loops = layout.loops.map(({ loop }) => loop)
  const own = usesOf(loops)
  const all = [...layout.arrays.keys()]
  const passing = all.filter(
    (buffer) => buffer.within === null && own.get(buffer) === uses.get(buffer),
  )
  const total = (bytes: (buffer: Buffer, array: StripArray) => number): number =>
    passing.reduce((sum, buffer) => sum + bytes(buffer, layout.arrays.get(buffer)!), 0)
  const handedOn = total((_, { rowBytes }) => layout.length * rowBytes)
  const carried = total((_, { front, back, rowBytes }) => (front - back) * rowBytes)
  if (carried > mostCarried * handedOn || total(({ bytes }) => bytes) < leastBytes) return null
  const written = new Set(loops.flatMap(({ sinks }) => sinks.map(({ place }) => place.buffer)))
  const results = [...written].filter((buffer) => !passing.includes(buffer))
  return {
    kind: 'strips',
    loops,
    rows: layout.length,
    results,
    plan: new Strips(layout, passing).plan(),
  }
}

class Strips {
  private readonly layout: StripLayout
  private readonly windows = new Map<Buffer, Buffer>()
  /** The sums of blocks, by where their total goes. */
  private readonly blocks = new Map<Place, Place>()
  /** Of so many bytes a turn. */
  private readonly offsets = new Map<number, Place>()

  constructor(layout: StripLayout, passing: readonly Buffer[]) {
    const { arrays, length, count } = layout
    this.layout = layout
    for (const buffer of passing) {
      const { front, back, rowBytes } = arrays.get(buffer)!
      const rows = Math.max(length + front, buffer.bytes / rowBytes - (count - 1) * length) - back
      this.windows.set(buffer, newBuffer(rows * rowBytes))
    }
    for (const { loop } of layout.loops) {
      for (const { place } of loop.sinks.filter(isWholeSum)) {
        this.blocks.set(place, newPlace(makeAval([count], 'float64')))
      }
    }
  }

  plan(): Plan {
    const { count } = this.layout
    const inner = this.loopsOf(1, true)
    const after = this.carries()
    const copies: Step[] = after.length === 0 ? [] : [{ kind: 'copy', copies: after }]
    const body: Plan = {
      inputs: [],
      outputs: [],
      steps: inner,
      buffers: inner.map(({ scratch }) => scratch),
    }
    const repeat: Step = {
      kind: 'repeat',
      length: count - 2,
      reverse: false,
      offsets: [...this.offsets].map(([bytes, place]) => ({ place, bytes })),
      stacks: [],
      body,
      after,
    }
    const loops = [...this.loopsOf(0), ...copies, repeat, ...this.loopsOf(count - 1)]
    const steps = [...loops, ...this.totals()]
    return { inputs: [], outputs: [], steps, buffers: this.buffersOf(steps) }
  }

  /** What the plan of these steps has to itself. */
  private buffersOf(steps: readonly Step[]): Buffer[] {
    const scratch = steps.flatMap((step) => (step.kind === 'loop' ? [step.scratch] : []))
    const offsets = [...this.offsets.values()].map(({ buffer }) => buffer)
    const blocks = [...this.blocks.values()].map(({ buffer }) => buffer)
    return [...this.windows.values(), ...blocks, ...offsets, ...scratch]
  }

  /** The loops over the rows of a strip, or of one more in each turn. */
  private loopsOf(strip: number, turns = false): LoopStep[] {
    return this.layout.loops.flatMap((own) => {
      const [from, to] = rowsIn(this.layout, own, strip)
      if (from === to) return []
      const part = (place: Place): Place => this.partOf(place, own, strip, turns)
      const { loop } = own
      const step = {
        ...loop,
        shape: own.hasRows ? [to - from, ...loop.shape.slice(1)] : loop.shape,
        inputs: loop.inputs.map(part),
        sinks: loop.sinks.map((sink) => ({
          ...sink,
          place: isWholeSum(sink) ? this.blockOf(sink.place, strip, turns) : part(sink.place),
        })),
      }
      return [{ ...step, scratch: newBuffer(scratchBytes(kernelOf(step))) }]
    })
  }

  /** A loop's place at the rows of a strip. */
  private partOf(place: Place, own: StripLoop, strip: number, turns: boolean): Place {
    const { length, arrays } = this.layout
    const { buffer, dtype, layout } = place
    const { shape, strides, offset } = layout
    const [from, to] = rowsIn(this.layout, own, strip)
    const [count, moved] = own.hasRows
      ? [[to - from, ...shape.slice(1)], from * strides[0]]
      : [shape, 0]
    const window = this.windows.get(buffer)
    if (window !== undefined) {
      const { back, rowLength } = arrays.get(buffer)!
      const start = (strip * length + back) * rowLength
      return {
        buffer: window,
        dtype,
        layout: { shape: count, strides, offset: offset + moved - start },
      }
    }
    const bytes = turns ? length * strides[0] * byteWidth(dtype) : 0
    const at = { shape: count, strides, offset: offset + moved }
    return viewedAs(bytes === 0 ? place : this.turning(place, bytes), at)
  }

  /** Where the sum of a strip's block goes. */
  private blockOf(total: Place, strip: number, turns: boolean): Place {
    const blocks = this.blocks.get(total)!
    const block = turns ? this.turning(blocks, byteWidth(blocks.dtype)) : blocks
    return viewedAs(block, { shape: [], strides: [], offset: strip })
  }

  private totals(): Step[] {
    return [...this.blocks].map(([result, blocks]) => {
      const kernel = blockTotalKernel(this.layout.count, result.dtype as 'float64' | 'float32')
      return { kind: 'rows', kernel, places: [blocks, result], result, refusal: null }
    })
  }

  /** The place's array, from so many bytes further on in each turn. */
  private turning(place: Place, bytes: number): Place {
    let offset = this.offsets.get(bytes)
    if (offset === undefined) this.offsets.set(bytes, (offset = newPlace(makeAval([], 'int32'))))
    const whole = viewedAs(place, { ...place.layout, offset: 0 })
    return {
      ...place,
      buffer: { ...newBuffer(place.buffer.bytes), within: { place: whole, offset } },
    }
  }

  /** The rows of windows that the next strip needs, to where it looks for them. */
  private carries(): Copy[] {
    return [...this.windows].flatMap(([buffer, window]) => {
      const { front, back, rowBytes } = this.layout.arrays.get(buffer)!
      const bytes = (front - back) * rowBytes
      const at = (offset: number): Place => ({
        buffer: window,
        dtype: 'bool',
        layout: { shape: [bytes], strides: [1], offset },
      })
      return bytes === 0 ? [] : [{ from: at(this.layout.length * rowBytes), to: at(0), bytes }]
    })
  }
}
