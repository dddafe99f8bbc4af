/**
 * Where values of a compiled program lie. A buffer is a run of memory that one step fills; a place is a
 * buffer seen through a layout. Addresses are static: they are known once the memory is planned, before
 * any code is emitted.
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
}

export interface Place {
  readonly buffer: Buffer
  readonly dtype: DType
  readonly layout: Strided
}

export function newBuffer(bytes: number): Buffer {
  return { bytes, address: -1, first: Infinity, last: -1 }
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

/** The address of the first element, in bytes. */
export function addressOf({ buffer, dtype, layout }: Place): number {
  return buffer.address + layout.offset * byteWidth(dtype)
}
