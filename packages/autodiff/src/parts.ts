/**
 * Values of any kind with tensors in their arrays and plain objects, such as constant arguments and aux: no
 * trees, since functions, options and the like pass as they are.
 */
import { Tensor } from '@wengert/tensor'
import { isPlainObject } from '@wengert/tensor/internal'

/** The value with f of each part in place of the part: all that is no array and no plain object. */
export function mapParts(value: unknown, f: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((child) => mapParts(child, f))
  if (!isPlainObject(value)) return f(value)
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, mapParts(child, f)]))
}

/** The parts of a value in order. */
export function partsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(partsOf)
  return isPlainObject(value) ? Object.values(value).flatMap(partsOf) : [value]
}

export function isTensor(part: unknown): part is Tensor {
  return part instanceof Tensor
}

/** The value with tensors, in order, in place of those of its parts that `isReplaced` names. */
export function replaceParts(
  value: unknown,
  isReplaced: (part: unknown) => boolean,
  tensors: readonly Tensor[],
): unknown {
  let next = 0
  return mapParts(value, (part) => (isReplaced(part) ? tensors[next++] : part))
}
