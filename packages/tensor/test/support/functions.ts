/**
 * The tests that every elementwise function of real numbers gets: facts from outside, the special
 * values, and that a tensor of any shape and dtype is mapped element by element.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tensor, type Tensor, type TensorLike } from '@wengert/tensor'
import { anyTensor } from './generated.ts'
import { applied, elementAt, expectSame, fromFunction } from './reference.ts'

type Facts = readonly (readonly [x: number, y: number])[]

export interface RealFunction {
  readonly op: (x: TensorLike) => Tensor
  /** Values at doubles, computed with 60 digits and rounded. */
  readonly facts: Facts
  /** Exact values at zeros, infinities and the ends of the domain; all take NaN to NaN. */
  readonly limits: Facts
}

/** Some units in the last place: the functions of the engine are not rounded correctly. */
const tolerance = 1e-15

export function testRealFunction({ op, facts, limits }: RealFunction): void {
  const at = (x: number): number => op(tensor([x])).data[0]

  describe(`${op.name}`, () => {
    test.each(facts)('at %d is %d', (x, y) => {
      expect(Math.abs(at(x) - y)).toBeLessThanOrEqual(tolerance * Math.abs(y))
    })

    test.each<readonly [number, number]>([...limits, [NaN, NaN]])('at %d is exactly %d', (x, y) => {
      expect(at(x)).toBe(y)
    })

    test('maps tensors of any shape and dtype; integers and bools become float64', () => {
      fc.assert(
        fc.property(anyTensor, (x) => {
          const dtype = x.dtype === 'float32' ? 'float32' : 'float64'
          const expected = fromFunction(x.shape, dtype, (index) =>
            applied(op, tensor(elementAt(x, index), { dtype })).item(),
          )
          expectSame(applied(op, x), expected)
        }),
      )
    })
  })
}
