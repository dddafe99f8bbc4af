/**
 * Where values of a compiled program lie. A buffer is a run of memory that one step fills; a place is a
 * buffer seen through a layout. Addresses are static: they are known once the memory is planned, before
 * any code is emitted. Only what is an element of a loop's sequence moves on from turn to turn, by a
 * number of bytes that is in memory.
 */
import {
  byteWidth,
  isRowMajor,
  rowMajor,
  type Aval,
  type DType,
  type Shape,
  type Strided,
} from '@wengert/tensor/internal'

export interface Buffer {
  readonly bytes: number
  /** In bytes from the start of the memory; −1 until it is planned. */
  address: number
  /** The steps of its plan between which it is in use. */
  first: number
  last: number
  /** Where it lies, if in another's memory. */
  within: Within | null
}

/** A place's memory from its first element on, or from so many bytes after it. */
export interface Within {
  readonly place: Place
  /** An int32; null for 0. */
  readonly offset: Place | null
}

export interface Place {
  readonly buffer: Buffer
  readonly dtype: DType
  readonly layout: Strided
}

export function newBuffer(bytes: number): Buffer {
  return { bytes, address: -1, first: Infinity, last: -1, within: null }
}

/** A buffer of its own, in row-major order. */
export function newPlace({ shape, dtype, size }: Aval): Place {
  return { buffer: newBuffer(size * byteWidth(dtype)), dtype, layout: rowMajor(shape) }
}

export function viewedAs(place: Place, layout: Strided): Place {
  return { ...place, layout }
}

/** The same elements, where these are in row-major order, in another shape of the same size. */
export function reshapedPlace(place: Place, shape: Shape): Place {
  return viewedAs(place, rowMajor(shape, place.layout.offset))
}

export function isDense(place: Place): boolean {
  return isRowMajor(place.layout)
}

/** The address of the first element, in bytes, to which those of `offsetsOf` are added. */
export function addressOf({ buffer, dtype, layout }: Place): number {
  const { address, within } = buffer
  return (within === null ? address : addressOf(within.place)) + layout.offset * byteWidth(dtype)
}

/** Where the numbers of bytes are by which the place has moved on. */
export function offsetsOf({ buffer: { within } }: Place): number[] {
  if (within === null) return []
  const outer = offsetsOf(within.place)
  return within.offset === null ? outer : [...outer, addressOf(within.offset)]
}
