/**
 * The memory plan: buffers that are not in use at the same time share addresses. Buffers are placed in
 * the order of their first use, each in the smallest gap that the ones no longer in use have left. A
 * nested plan's memory counts as one more buffer, in use during its step.
 */
import { Gaps } from './gaps.ts'
import { plansOf, type Copy, type Plan, type Step } from './plan.ts'
import { newBuffer, type Buffer, type Place } from './place.ts'

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
  const end = pack([...plan.buffers, ...nested.map(({ buffer }) => buffer)], base)
  for (const { inner, buffer } of nested) assignAddresses(inner, buffer.address)
  return end
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

/** Small buffers, as of scalars, lie together, so that the others can be aligned. */
function pack(buffers: readonly Buffer[], base: number): number {
  const used = buffers.filter(({ first, last }) => first <= last)
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
    case 'copy':
      return copied(step.copies)
  }
}

function copied(copies: readonly Copy[]): Place[] {
  return copies.flatMap(({ from, to }) => [from, to])
}

/** The buffers that a step fills, of its own plan. */
export function writtenBy(step: Step): Buffer[] {
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
  }
}
