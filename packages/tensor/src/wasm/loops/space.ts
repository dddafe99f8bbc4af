/**
 * The iteration space with as few axes as it has to have: those of length 1 go, and neighbours become
 * one where every view takes them in one stride. Sums stay what they are by definition, which does not
 * know of either.
 */
import { byteWidth, type DType } from '../../dtype.ts'
import { reducedAxes, type LoopKernel, type View } from './kernel.ts'

/** A view with steps in bytes for the axes of a space. */
export interface Access {
  readonly dtype: DType
  readonly address: number
  /** As a view's. */
  readonly offsets?: readonly number[]
  readonly steps: readonly number[]
}

/** A space that is one of many next to each other, whose number a local holds. */
export interface Piece {
  readonly local: number
  readonly axis: number
  /** Elements of the axis in each piece but the last. */
  readonly length: number
  /** Elements of the axis in all pieces. */
  readonly all: number
}

export interface Space {
  readonly lengths: readonly number[]
  readonly reduced: readonly boolean[]
  readonly inputs: readonly Access[]
  /** Where each sink goes, with step 0 along reduced axes. */
  readonly targets: readonly Access[]
  readonly piece?: Piece
}

export function spaceOf(kernel: LoopKernel): Space {
  const { shape } = kernel
  const isReduced = new Array<boolean>(shape.length).fill(false)
  for (const axis of reducedAxes(kernel)) isReduced[axis] = true
  const accesses = kernel.inputs.map((view) => accessOf(view, view.strides))
  for (const { kind, view } of kernel.sinks) {
    let next = 0
    const strides = isReduced.map((gone) => (gone && kind !== 'store' ? 0 : view.strides[next++]))
    accesses.push(accessOf(view, strides))
  }
  const lengths: number[] = []
  const reduced: boolean[] = []
  const steps: number[][] = accesses.map(() => [])
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] === 1) continue
    const last = lengths.length - 1
    const merges =
      last >= 0 &&
      reduced[last] === isReduced[axis] &&
      accesses.every((access, i) => steps[i][last] === access.steps[axis] * shape[axis])
    if (merges) {
      lengths[last] *= shape[axis]
      accesses.forEach((access, i) => (steps[i][last] = access.steps[axis]))
    } else {
      lengths.push(shape[axis])
      reduced.push(isReduced[axis])
      accesses.forEach((access, i) => steps[i].push(access.steps[axis]))
    }
  }
  const all = accesses.map((access, i) => ({ ...access, steps: steps[i] }))
  const count = kernel.inputs.length
  return { lengths, reduced, inputs: all.slice(0, count), targets: all.slice(count) }
}

function accessOf({ dtype, address, offsets }: View, strides: readonly number[]): Access {
  return { dtype, address, offsets, steps: strides.map((stride) => stride * byteWidth(dtype)) }
}

/** Whether the same numbers are added to both addresses. */
export function sameOffsets({ offsets: a = [] }: Access, { offsets: b = [] }: Access): boolean {
  return a.length === b.length && a.every((at, i) => at === b[i])
}

export function sameAccess(a: Access, b: Access): boolean {
  return (
    a.dtype === b.dtype &&
    a.address === b.address &&
    sameOffsets(a, b) &&
    a.steps.every((step, i) => step === b.steps[i])
  )
}
