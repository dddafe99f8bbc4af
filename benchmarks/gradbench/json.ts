/** Tensors, and objects of them, as JSON: nested arrays in place of tensors. */
import type { Tensor } from '@wengert/tensor'
import type { Json } from './job.ts'

/** A tensor as nested arrays of its shape. */
export function numbers(x: Tensor): Json {
  return x.toArray() as Json
}

/** An object of tensors under the same names. */
export function named(tensors: object): Json {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, x]: [string, Tensor]) => [name, numbers(x)]),
  )
}

/** Whether JSON has a word for all of it: NaN and infinite numbers would become null. */
export function isSayable(value: Json): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'string' || Object.values(value).every(isSayable)
}
