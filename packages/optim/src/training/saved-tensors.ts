/**
 * Trees of tensors as plain data that JSON holds bit by bit: shape, dtype and the bytes in base64, in
 * little-endian order. JSON's numbers would lose NaN, infinities and −0.
 */
import {
  flattenTree,
  tensor,
  unflattenTree,
  type DType,
  type Tensor,
  type TypedArray,
} from '@wengert/tensor'
import { OptimizationError } from '../errors.ts'

export interface SavedTensor {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** The elements' bytes, in base64. */
  readonly data: string
}

/** The leaves of a tree. */
export function saveLeaves(tree: unknown): SavedTensor[] {
  return flattenTree('save', tree).leaves.map(({ dtype, shape, data }) => ({
    dtype,
    shape: [...shape],
    data: encode(bytesOf(data as unknown as TypedArray)),
  }))
}

/** Whether a value, of JSON say, has the form of a saved tensor. */
export function isSavedTensor(value: unknown): value is SavedTensor {
  if (typeof value !== 'object' || value === null) return false
  const { dtype, shape, data } = value as { readonly [key: string]: unknown }
  return (
    typeof dtype === 'string' &&
    Object.hasOwn(arrays, dtype) &&
    Array.isArray(shape) &&
    typeof data === 'string'
  )
}

/** A tree like `like` from its saved leaves. */
export function restoreLeaves<T>(operation: string, saved: readonly SavedTensor[], like: T): T {
  const { leaves, structure } = flattenTree(operation, like)
  const fits =
    saved.length === leaves.length &&
    saved.every(
      ({ dtype, shape }, i) => dtype === leaves[i].dtype && shape.join() === leaves[i].shape.join(),
    )
  if (!fits) {
    throw new OptimizationError(
      'option',
      `${operation}: the state to resume has other tensors than these parameters and this optimizer; resume ` +
        'with those of the run that saved it.',
    )
  }
  return unflattenTree(
    structure,
    saved.map((leaf, i) => restoreLeaf(operation, leaf, leaves[i].size)),
  ) as T
}

function restoreLeaf(operation: string, { data, dtype, shape }: SavedTensor, size: number): Tensor {
  const bytes = decode(data)
  if (bytes?.length !== size * bytesPerElement(dtype)) {
    throw new OptimizationError(
      'option',
      `${operation}: the state to resume is damaged: the data of a tensor ${dtype}[${shape.join(', ')}] are ` +
        'not so many bytes in base64; resume with a state as it was saved.',
    )
  }
  return tensor(fromBytes(bytes, dtype), { dtype, shape })
}

const arrays = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
} as const

/** The bytes of elements, which are little-endian on every machine that runs JavaScript engines of today. */
export function bytesOf(data: TypedArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
}

/** Elements from their bytes, which are copied: by `Uint8Array`, as a Buffer of Node's slices to a view. */
export function fromBytes(bytes: Uint8Array, dtype: DType): TypedArray {
  return new arrays[dtype](new Uint8Array(bytes).buffer)
}

export const bytesPerElement = (dtype: DType): number => arrays[dtype].BYTES_PER_ELEMENT

declare const btoa: (binary: string) => string
declare const atob: (base64: string) => string

function encode(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** The bytes, or null where the text is no base64. */
function decode(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
