/**
 * Nested arrays taken apart into a shape and a list of elements. The first element of each level
 * tells the shape, which all others must then have; messages name the place that differs.
 */
import { describe } from './describe.ts'
import { isTensorLike } from './convert.ts'
import { ArgumentError, ShapeError } from './errors.ts'
import type { Shape } from './shape.ts'
import { Tensor } from './tensor.ts'

export interface Elements {
  readonly shape: Shape
  /** In row-major order. */
  readonly list: readonly (number | boolean)[]
}

export function flattenNested(values: readonly unknown[]): Elements {
  const shape: number[] = []
  for (let level: unknown = values; Array.isArray(level); level = level[0]) shape.push(level.length)
  const list: (number | boolean)[] = []
  collect(values, 0, '')
  return { shape, list }

  function collect(level: readonly unknown[], depth: number, path: string): void {
    if (level.length !== shape[depth]) {
      throw new ShapeError(
        `tensor: values${path} has ${level.length} elements where its neighbours have ${shape[depth]}; ` +
          'give every row the same length.',
      )
    }
    // Not forEach, which would skip the holes of a sparse array.
    for (let i = 0; i < level.length; i++) {
      const value = level[i]
      const at = `${path}[${i}]`
      const inner = depth + 1 < shape.length
      if (Array.isArray(value) && inner) collect(value, depth + 1, at)
      else if (inner && !isNumber(value)) throw notAnElement(value, at)
      else if (Array.isArray(value) || inner) {
        throw new ShapeError(
          `tensor: values${at} is nested ${inner ? 'less deep' : 'deeper'} than values${path}[0]; ` +
            'give every element the same depth.',
        )
      } else if (isNumber(value)) list.push(value)
      else throw notAnElement(value, at)
    }
  }
}

export function isNumber(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean'
}

function notAnElement(value: unknown, path: string): ArgumentError {
  const [what, remedy] = ArrayBuffer.isView(value)
    ? [`a ${value.constructor.name}`, 'spread it into an array ([...row])']
    : value instanceof Tensor || isTensorLike(value)
      ? ['a tensor', 'join tensors with stack']
      : typeof value === 'bigint'
        ? [`the bigint ${value}`, 'convert it with Number(x)']
        : [describe(value), 'give numbers or booleans']
  return new ArgumentError(`tensor: values${path} is ${what}; ${remedy}.`)
}
