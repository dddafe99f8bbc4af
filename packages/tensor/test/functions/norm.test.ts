import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, norm, ShapeError, tensor, zeros } from '@wengert/tensor'
import { fullShape, smallElements } from '../support/generated.ts'
import { reduced, reductions } from '../support/reductions.ts'
import { applied, expectError, expectSame } from '../support/reference.ts'

const total = (list: number[]): number => list.reduce((a, b) => a + b, 0)
const folds: readonly (readonly [number, (list: number[]) => number])[] = [
  [2, (list) => Math.hypot(...list)],
  [1, (list) => total(list.map(Math.abs))],
  [0, (list) => list.filter((v) => v !== 0).length],
  [Infinity, (list) => Math.max(...list.map(Math.abs))],
  [-Infinity, (list) => Math.min(...list.map(Math.abs))],
  [3, (list) => Math.cbrt(total(list.map((v) => Math.abs(v) ** 3)))],
  [0.5, (list) => total(list.map((v) => Math.sqrt(Math.abs(v)))) ** 2],
]

describe('norm', () => {
  test.each(folds)('of order %d over any axes', (ord, fold) => {
    const cases = reductions('float64', { element: smallElements('float64'), dims: fullShape })
    fc.assert(
      fc.property(cases, (reduction) => {
        const { x, axes, keepDims } = reduction
        expectSame(
          applied((y) => norm(y, axes, { keepDims, ord }), x),
          reduced(reduction, 'float64', fold),
          1e-14,
        )
      }),
    )
  })

  test('neither overflows nor underflows before its result does', () => {
    expect(norm(tensor([3e300, 4e300])).item()).toBeCloseTo(5e300, -287)
    expect(norm(tensor([3e-300, 4e-300])).item() / 5e-300).toBeCloseTo(1, 15)
    expect(norm(new Float32Array([3e30, 4e30])).item() / 5e30).toBeCloseTo(1, 6)
    expect(norm(tensor([3e200, 0, 4e200]), 0, { ord: 3 }).item()).toBeCloseTo(
      Math.cbrt(91) * 1e200,
      -186,
    )
  })

  test('of zeros is 0, of an infinity ∞, of a NaN NaN, of nothing 0', () => {
    expect(norm(zeros([2, 2])).item()).toBe(0)
    expect(norm(tensor([-Infinity, 1])).item()).toBe(Infinity)
    expect(norm(tensor([NaN, 1])).item()).toBeNaN()
    expect(zeros([0, 2]).norm(0).toArray()).toEqual([0, 0])
    expect(norm(tensor([3, 4], { dtype: 'int32' })).dtype).toBe('float64')
  })

  test('of nothing is 0, but there is no smallest magnitude', () => {
    const nothing = zeros([0, 2])
    expect(norm(nothing, 0, { ord: Infinity }).toArray()).toEqual([0, 0])
    expect(norm(nothing, 1, { ord: Infinity }).shape).toEqual([0])
    expectError(
      () => norm(nothing, 0, { ord: -Infinity }),
      ShapeError,
      'norm: shape [0, 2] is empty and has no smallest magnitude; check the size before.',
    )
  })

  test('refuses what is no exponent', () => {
    expectError(
      () => norm(zeros([2]), 0, { ord: 'fro' as unknown as number }),
      ArgumentError,
      "norm: ord = the string 'fro' is not an exponent; give a number, which may be infinite.",
    )
  })
})
