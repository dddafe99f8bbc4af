/**
 * Parameter trees as files in the safetensors format of Hugging Face, which Python's `safetensors` reads
 * and writes: eight bytes of length, little-endian, a JSON header that names for each tensor its dtype,
 * shape and place, and the tensors' bytes, row-major and little-endian, without gaps. A name is the path
 * in the tree, joined by dots.
 */
import {
  flattenTree,
  tensor,
  unflattenTree,
  type DType,
  type Structure,
  type Tensor,
  type TypedArray,
} from '@wengert/tensor'
import { OptimizationError } from '../errors.ts'
import { bytesOf, bytesPerElement, fromBytes } from './saved-tensors.ts'

interface Entry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [from: number, to: number]
}

const codes: { readonly [T in DType]: string } = {
  float64: 'F64',
  float32: 'F32',
  int32: 'I32',
  bool: 'BOOL',
}
const dtypes = new Map(Object.entries(codes).map(([dtype, code]) => [code, dtype as DType]))

/** The entry of the header that is no tensor. */
const metadataName = '__metadata__'

/** Header lengths beyond this are no header: the limit of the format's own reader. */
const longestHeader = 100_000_000

/**
 * The bytes of a safetensors file with the leaves of a tree: `{ layers: [{ w }] }` becomes `layers.0.w`, a
 * tree that is one tensor `tensor`.
 *
 * @param metadata - Texts for the header's `__metadata__`.
 * @throws OptimizationError when two leaves would have one name.
 * @example
 * ```ts
 * import { loadSafetensors, saveSafetensors } from '@wengert/optim'
 * import { tensor } from '@wengert/tensor'
 * const bytes = saveSafetensors({ layers: [{ w: tensor([[1, 2]]), b: tensor([3]) }] })
 * const { tensors } = loadSafetensors(bytes)
 * Object.keys(tensors) // → layers.0.w,layers.0.b
 * tensors['layers.0.w'].toArray() // → 1,2
 * ```
 */
export function saveSafetensors(
  tree: unknown,
  metadata: { readonly [key: string]: string } = {},
): Uint8Array {
  const { leaves, structure } = flattenTree('saveSafetensors', tree)
  const names = namesOf(structure)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined || names.includes(metadataName)) {
    throw new OptimizationError(
      'option',
      `saveSafetensors: two leaves would be named '${twice ?? metadataName}'; rename a key.`,
    )
  }
  // Larger elements first, so that each tensor is aligned to its elements.
  const order = leaves
    .map((_, i) => i)
    .sort((a, b) => bytesPerElement(leaves[b].dtype) - bytesPerElement(leaves[a].dtype))
  const entries: [name: string, entry: unknown][] = []
  if (Object.keys(metadata).length > 0) entries.push([metadataName, metadata])
  let offset = 0
  const parts = order.map((i) => {
    const { dtype, shape, data } = leaves[i]
    const bytes = bytesOf(data as unknown as TypedArray)
    const data_offsets = [offset, (offset += bytes.length)]
    entries.push([names[i], { dtype: codes[dtype], shape, data_offsets }])
    return bytes
  })
  const json = utf8.encode(JSON.stringify(Object.fromEntries(entries)))
  // Spaces fill the header up to a multiple of 8 bytes.
  const length = Math.ceil(json.length / 8) * 8
  const file = new Uint8Array(8 + length + offset).fill(32, 8, 8 + length)
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true)
  file.set(json, 8)
  let at = 8 + length
  for (const part of parts) {
    file.set(part, at)
    at += part.length
  }
  return file
}

export interface SafetensorsFile {
  readonly tensors: { readonly [name: string]: Tensor }
  readonly metadata: { readonly [key: string]: string }
}

/**
 * The tensors of a safetensors file by name; F64, F32, I32 and BOOL.
 *
 * @throws OptimizationError (`format`) when the bytes are no such file, or a tensor has another dtype.
 */
export function loadSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { entries, metadata, body } = headerOf(bytes)
  const tensors = entries.map(([name, entry]) => [name, readEntry(name, entry, body)] as const)
  checkPlaces(entries, body.length)
  // Not by assignment, which has another meaning for a tensor called __proto__.
  return { tensors: Object.fromEntries(tensors), metadata }
}

/**
 * A tree like `like` from the tensors of a safetensors file with its names, shapes and dtypes.
 *
 * @throws OptimizationError (`format`) when the file lacks a tensor of the tree, or has it in another shape
 *   or dtype, or is no such file.
 * @example
 * ```ts
 * import { loadSafetensorsLike, saveSafetensors } from '@wengert/optim'
 * import { ones, zeros } from '@wengert/tensor'
 * const bytes = saveSafetensors({ w: ones([2]), b: ones([1]) })
 * loadSafetensorsLike({ w: zeros([2]), b: zeros([1]) }, bytes).w.toArray() // → 1,1
 * ```
 */
export function loadSafetensorsLike<T>(like: T, bytes: Uint8Array): T {
  const { tensors } = loadSafetensors(bytes)
  const { leaves, structure } = flattenTree('loadSafetensorsLike', like)
  const found = namesOf(structure).map((name, i) => {
    const [expected, actual] = [leaves[i], Object.hasOwn(tensors, name) ? tensors[name] : undefined]
    if (actual?.dtype === expected.dtype && actual.shape.join() === expected.shape.join())
      return actual
    const has = actual === undefined ? 'is not there' : `is ${describe(actual)}`
    throw badFile(`'${name}' ${has}, where the tree has ${describe(expected)}`, 'load another file')
  })
  return unflattenTree(structure, found) as T
}

const describe = ({ dtype, shape }: Tensor): string => `${dtype}[${shape.join(', ')}]`

function namesOf(structure: Structure, path = ''): string[] {
  if (structure.kind === 'leaf') return [path === '' ? 'tensor' : path]
  return structure.children.flatMap((child, i) => {
    const key = structure.kind === 'array' ? String(i) : structure.keys[i]
    return namesOf(child, path === '' ? key : `${path}.${key}`)
  })
}

interface Header {
  readonly entries: readonly (readonly [name: string, entry: Entry])[]
  readonly metadata: SafetensorsFile['metadata']
  readonly body: Uint8Array
}

function headerOf(bytes: Uint8Array): Header {
  if (!(bytes instanceof Uint8Array)) throw badFile(`${typeof bytes} is no Uint8Array`)
  if (bytes.length < 8) throw badFile(`${bytes.length} bytes are too few`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = Number(view.getBigUint64(0, true))
  if (length > longestHeader || 8 + length > bytes.length)
    throw badFile(`the header is said to have ${length} bytes, of ${bytes.length} in all`)
  const header = attempt('JSON', () =>
    JSON.parse(attempt('UTF-8', () => utf8.decode(bytes.subarray(8, 8 + length)))),
  )
  if (!isRecord(header)) throw badFile('the header is not an object')
  const entries = Object.entries(header)
  const metadata = entries.find(([name]) => name === metadataName)?.[1] ?? {}
  if (!isRecord(metadata) || !Object.values(metadata).every((text) => typeof text === 'string'))
    throw badFile(`${metadataName} is not an object of texts`)
  return {
    entries: entries.filter(([name]) => name !== metadataName) as [string, Entry][],
    metadata: metadata as SafetensorsFile['metadata'],
    body: bytes.subarray(8 + length),
  }
}

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function attempt<T>(format: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof OptimizationError) throw error
    throw badFile(`the header is no ${format}`)
  }
}

/** Tensors fill the body one after the other, as the format has it. */
function checkPlaces(entries: Header['entries'], length: number): void {
  const places = entries.map(
    ([
      name,
      {
        data_offsets: [from, to],
      },
    ]) => ({ name, from, to }),
  )
  let end = 0
  for (const { name, from, to } of places.sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) throw badFile(`'${name}' begins at byte ${from}, not ${end}`)
    end = to
  }
  if (end !== length) throw badFile(`${length - end} of ${length} bytes are of no tensor`)
}

function readEntry(name: string, entry: Entry, body: Uint8Array): Tensor {
  if (!isRecord(entry)) throw badFile(`'${name}' is not described by an object`)
  const { dtype: code, shape, data_offsets: offsets } = entry as Entry
  const dtype = dtypes.get(code)
  if (dtype === undefined) {
    const known = [...dtypes.keys()].join(', ')
    throw badFile(`'${name}' has the dtype ${String(code)}, not one of ${known}`, 'convert it')
  }
  const isShape = Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && n >= 0)
  const [from, to] = Array.isArray(offsets) ? offsets : [NaN, NaN]
  const size = isShape ? shape.reduce((product, n) => product * n, bytesPerElement(dtype)) : NaN
  if (!(Number.isInteger(from) && from >= 0 && to <= body.length && to - from === size))
    throw badFile(`'${name}' of shape ${JSON.stringify(shape)} does not fill its bytes`)
  const bytes = body.subarray(from, to)
  const wrong = dtype === 'bool' ? bytes.find((byte) => byte > 1) : undefined
  if (wrong !== undefined) throw badFile(`'${name}' has the bool ${wrong}`)
  return tensor(fromBytes(bytes, dtype), { shape: [...shape], dtype })
}

function badFile(what: string, remedy = 'give the bytes of a safetensors file'): OptimizationError {
  return new OptimizationError('format', `loadSafetensors: ${what}; ${remedy}.`)
}

interface TextCoder {
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}
declare const TextEncoder: new () => Pick<TextCoder, 'encode'>
declare const TextDecoder: new (
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => Pick<TextCoder, 'decode'>
const utf8: TextCoder = {
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes) => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
}
