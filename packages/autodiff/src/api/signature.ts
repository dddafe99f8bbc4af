/**
 * What a call of a compiled function is like: calls that are alike run the same program. They have the
 * structures of their trees in common, the avals of the leaves, and what the other arguments, which are a
 * part of the program, say: strings and the like, and plain arrays and objects of them, by value, so that
 * neither a literal that is written anew nor an object that was changed is taken for another; whatever
 * else they hold, functions, tensors, instances of classes, by identity.
 */
import {
  formatAval,
  isPlainObject,
  sameAval,
  type Aval,
  type Structure,
} from '@wengert/tensor/internal'

export interface Signature {
  /** Each argument's, if it is a tree. */
  readonly structures: readonly (Structure | null)[]
  /** Of the arguments that are no trees, what they say; null for the others. */
  readonly texts: readonly (string | null)[]
  /** Of the leaves of all trees. */
  readonly avals: readonly Aval[]
}

export function keyOf({ structures, texts, avals }: Signature): string {
  return JSON.stringify([structures, texts, avals.map(formatAval)])
}

/** Whether the signatures have the same key, without making it. */
export function isAlike(a: Signature, b: Signature): boolean {
  return (
    a.structures.length === b.structures.length &&
    a.avals.length === b.avals.length &&
    a.structures.every((structure, i) => isSame(structure, b.structures[i])) &&
    a.texts.every((text, i) => text === b.texts[i]) &&
    a.avals.every((aval, i) => sameAval(aval, b.avals[i]))
  )
}

/** Whether structures are the same, keys in the same order. */
function isSame(a: Structure | null, b: Structure | null): boolean {
  if (a === null || b === null) return a === b
  if (a.kind === 'leaf' || b.kind === 'leaf') return a.kind === b.kind
  if (a.kind !== b.kind || a.children.length !== b.children.length) return false
  return (
    (a.kind === 'array' || a.keys.every((key, i) => key === (b as typeof a).keys[i])) &&
    a.children.every((child, i) => isSame(child, b.children[i]))
  )
}

/** What a value says that is no tree. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'symbol') return `symbol ${numberOf(symbols, value)}`
  if (typeof value === 'function') return `object ${numberOf(objects, value)}`
  if (typeof value !== 'object' || value === null) {
    return `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`
  }
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`
  if (!isPlainObject(value)) return `object ${numberOf(objects, value)}`
  const parts = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}:${textOf(part)}`)
  return `{${parts.join()}}`
}

const objects = new WeakMap<object, number>()
/** Not every engine holds symbols weakly. */
const symbols = new Map<symbol, number>()
let nextNumber = 0

interface Numbers<T> {
  get(value: T): number | undefined
  set(value: T, number: number): unknown
}

function numberOf<T>(numbers: Numbers<T>, value: T): number {
  let number = numbers.get(value)
  if (number === undefined) numbers.set(value, (number = nextNumber++))
  return number
}
