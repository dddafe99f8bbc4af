/**
 * The memory plan: buffers that are not in use at the same time share addresses. Buffers are placed in
 * the order of their first use, each in the smallest gap that the ones no longer in use have left. A
 * nested plan's memory counts as one more buffer, in use during its step.
 */
import { Gaps } from './gaps.ts'
import { plansOf, type Copy, type Plan, type Step } from './plan.ts'
import { isDense, newBuffer, type Buffer, type Place } from './place.ts'

/** Vectors and cache lines start here. */
const alignment = 64
/** One number. */
const smallBytes = 8

/** Gives every buffer of the plan its address from `base` on; returns where its memory ends. */
export function assignAddresses(plan: Plan, base: number): number {
  const nested = plan.steps.flatMap((step, i) =>
    plansOf(step).map((inner) => {
      const buffer = newBuffer(assignAddresses(inner, 0))
      buffer.first = buffer.last = i
      return { inner, buffer }
    }),
  )
  findLifetimes(plan)
  shareInPlace(plan)
  const end = pack([...plan.buffers, ...nested.map(({ buffer }) => buffer)], base)
  for (const { inner, buffer } of nested) moveAddresses(inner, buffer.address)
  return end
}

/** Moves all that a plan at address 0 owns to another one, a multiple of the alignment. */
export function moveAddresses(plan: Plan, by: number): void {
  for (const buffer of plan.buffers) if (buffer.address >= 0) buffer.address += by
  for (const step of plan.steps) for (const inner of plansOf(step)) moveAddresses(inner, by)
}

function findLifetimes({ steps, buffers, inputs, outputs }: Plan): void {
  const own = new Set(buffers)
  const use = (buffer: Buffer, step: number): void => {
    if (buffer.within !== null) {
      const { place, offset } = buffer.within
      use(place.buffer, step)
      if (offset !== null) use(offset.buffer, step)
      return
    }
    if (!own.has(buffer)) return
    buffer.first = Math.min(buffer.first, step)
    buffer.last = Math.max(buffer.last, step)
  }
  for (const { buffer } of inputs) {
    use(buffer, -1)
    use(buffer, Infinity)
  }
  steps.forEach((step, i) => {
    for (const { buffer } of placesOf(step)) use(buffer, i)
    if (step.kind === 'product' || step.kind === 'loop') use(step.scratch, i)
  })
  for (const { buffer } of outputs) use(buffer, Infinity)
}

/**
 * Lets loops store where they read: a result over an operand of the same layout that nothing needs after
 * the loop. It takes no memory of its own, and finds its lines in the caches.
 */
function shareInPlace({ steps, buffers }: Plan): void {
  const own = new Set(buffers)
  steps.forEach((step, i) => {
    if (step.kind !== 'loop') return
    const taken = new Set<Buffer>()
    for (const { kind, place } of step.sinks) {
      const { buffer } = place
      const isFresh = own.has(buffer) && buffer.within === null && buffer.first === i
      if (kind !== 'store' || !isFresh || !isDense(place) || place.layout.offset !== 0) continue
      const operand = step.inputs.find(
        (input) =>
          own.has(input.buffer) &&
          input.buffer.last === i &&
          input.buffer.bytes === buffer.bytes &&
          !taken.has(input.buffer) &&
          step.inputs.every((x) => x.buffer !== input.buffer || sameView(x, place)),
      )
      if (operand === undefined) continue
      taken.add(operand.buffer)
      // Of a chain of such loops all lie in the first one's.
      buffer.within = operand.buffer.within ?? { place: operand, offset: null }
      for (const used of [operand.buffer, buffer.within.place.buffer]) {
        used.last = Math.max(used.last, buffer.last)
      }
    }
  })
}

function sameView(a: Place, b: Place): boolean {
  return (
    a.dtype === b.dtype &&
    a.layout.offset === b.layout.offset &&
    a.layout.strides.every((stride, axis) => stride === b.layout.strides[axis])
  )
}

/** Small buffers, as of scalars, lie together, so that the others can be aligned. */
function pack(buffers: readonly Buffer[], base: number): number {
  const used = buffers.filter(({ first, last, within }) => within === null && first <= last)
  const small = used.filter(({ bytes }) => bytes <= smallBytes)
  const others = used.filter(({ bytes }) => bytes > smallBytes)
  const between = multipleOf(alignment, packAligned(small, base, smallBytes))
  return packAligned(others, between, alignment)
}

function packAligned(buffers: readonly Buffer[], base: number, unit: number): number {
  const gaps = new Gaps(base)
  const ending = buffers.toSorted((a, b) => a.last - b.last)
  let ended = 0
  for (const buffer of buffers.toSorted((a, b) => a.first - b.first)) {
    for (; ending[ended].last < buffer.first; ended++) {
      const { address, bytes } = ending[ended]
      gaps.give(address, multipleOf(unit, bytes))
    }
    buffer.address = gaps.take(multipleOf(unit, buffer.bytes))
  }
  return gaps.end
}

function multipleOf(unit: number, bytes: number): number {
  return Math.ceil(bytes / unit) * unit
}

/** A buffer and those in whose memory it lies. */
export function chainOf(buffer: Buffer): Buffer[] {
  return buffer.within === null ? [buffer] : [buffer, ...chainOf(buffer.within.place.buffer)]
}

/** The buffers that a step touches, each once. */
export function touchedBy(step: Step): Buffer[] {
  return [...new Set(placesOf(step).flatMap(({ buffer }) => chainOf(buffer)))]
}

/** Every place that a step touches, those of the outer plan inside its bodies included. */
export function placesOf(step: Step): Place[] {
  const inner = plansOf(step).flatMap((plan) => plan.steps.flatMap(placesOf))
  return [...inner, ...ownPlaces(step)]
}

function ownPlaces(step: Step): Place[] {
  switch (step.kind) {
    case 'loop':
      return [...step.inputs, ...step.sinks.map(({ place }) => place)]
    case 'product':
      return [step.left, step.right, step.result]
    case 'rows':
      return [...step.places, ...(step.refusal === null ? [] : ownPlaces(step.refusal))]
    case 'host':
      return [...step.operands.filter((x) => 'buffer' in x), ...step.outputs]
    case 'repeat':
      return [...step.offsets.map(({ place }) => place), ...step.stacks, ...copied(step.after)]
    case 'while':
      return [step.condition, ...copied(step.after)]
    case 'branch':
      return [step.index, ...step.outputs, ...copied(step.branches.flatMap(({ after }) => after))]
    case 'strips':
      return []
    case 'copy':
      return copied(step.copies)
  }
}

function copied(copies: readonly Copy[]): Place[] {
  return copies.flatMap(({ from, to }) => [from, to])
}

/** The buffers that a step fills, of its own plan. */
export function writtenBy(step: Step): readonly Buffer[] {
  switch (step.kind) {
    case 'loop':
      return [...step.sinks.map(({ place }) => place.buffer), step.scratch]
    case 'product':
      return [step.result.buffer, step.scratch]
    case 'rows':
      return [step.result.buffer]
    case 'host':
      return step.outputs.map(({ buffer }) => buffer)
    case 'copy':
      return step.copies.map(({ to }) => to.buffer)
    case 'repeat':
      return [
        ...step.offsets.map(({ place }) => place.buffer),
        ...step.stacks.map(({ buffer }) => buffer),
        ...step.after.map(({ to }) => to.buffer),
      ]
    case 'while':
      return step.after.map(({ to }) => to.buffer)
    case 'branch':
      return step.outputs.map(({ buffer }) => buffer)
    case 'strips':
      return step.results
  }
}
