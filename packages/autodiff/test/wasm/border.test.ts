import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowMajor, sizeOf, stridesOf, type Strided } from '@wengert/tensor/internal'
import { borderOf } from '../../src/wasm/border.ts'

/** The offsets of a layout's elements. */
function offsets({ shape, strides, offset }: Strided): number[] {
  const own = stridesOf(shape)
  return Array.from({ length: sizeOf(shape) }, (_, i) =>
    strides.reduce((sum, s, axis) => sum + s * (Math.floor(i / own[axis]) % shape[axis]), offset),
  )
}

const axis = fc.record({ low: fc.nat(3), length: fc.nat(4), high: fc.nat(3) })

test('a box and its border cover an array, each element once', () => {
  fc.assert(
    fc.property(fc.array(axis, { maxLength: 4 }), (axes) => {
      const whole = axes.map(({ low, length, high }) => low + length + high)
      const strides = stridesOf(whole)
      const shape = axes.map(({ length }) => length)
      const offset = axes.reduce((sum, { low }, i) => sum + low * strides[i], 0)
      const part = { shape, strides, offset }
      // An empty box may lie anywhere.
      fc.pre(sizeOf(shape) > 0)
      const covered = [part, ...borderOf(part, whole)!].flatMap(offsets)
      expect(covered.sort((a, b) => a - b)).toEqual(offsets(rowMajor(whole)))
    }),
  )
})

test('elements that lie apart are no box', () => {
  expect(borderOf({ shape: [2], strides: [2], offset: 1 }, [5])).toBeNull()
})
