/** What NumPy 2 prints for the same arrays (bools aside), line by line. */
import { describe, expect, test } from 'vitest'
import { arange, printOptions, tensor, zeros } from '@wengert/tensor'

describe('a tensor prints as NumPy prints an array', () => {
  const cases: [string, string, string][] = [
    ['whole floats', String(tensor([1, 2, 3])), '[1. 2. 3.]'],
    ['aligned columns', String(tensor([1, 2.5, -3])), '[ 1.   2.5 -3. ]'],
    ['a matrix', String(tensor([[1, -20], [0.5, 4]])), '[[  1.  -20. ]\n [  0.5   4. ]]'],
    ['blocks', String(zeros([2, 1, 2])), '[[[0. 0.]]\n\n [[0. 0.]]]'],
    ['eight digits', String(tensor([1 / 3, 2 / 3])), '[0.33333333 0.66666667]'],
    ['large numbers', String(tensor([1e10, 1])), '[1.e+10 1.e+00]'],
    ['small numbers', String(tensor([1e-5, 2e-5])), '[1.e-05 2.e-05]'],
    ['nan and inf', String(tensor([NaN, Infinity, -1.5])), '[ nan  inf -1.5]'],
    ['integers', String(tensor([[1, -20], [300, 4]], { dtype: 'int32' })), '[[  1 -20]\n [300   4]]'],
    ['bools', String(tensor([true, false])), '[ true false]'],
    ['float32 in its own digits', String(tensor([0.1, 0.25], { dtype: 'float32' })), '[0.1  0.25]'],
    ['a scalar', String(tensor(2.5)), '2.5'],
    ['nothing', String(tensor([])), '[]'],
    ['long axes shortened', String(arange(2000, { dtype: 'int32' })), '[   0    1    2 ... 1997 1998 1999]'],
  ]
  test.each(cases)('%s', (_, text, expected) => {
    expect(text).toBe(expected)
  })

  test('long lines are broken at 75 characters', () => {
    const lines = String(arange(40, { dtype: 'int32' })).split('\n')
    expect(lines).toEqual([
      '[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23',
      ' 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39]',
    ])
  })

  test('with other options otherwise', () => {
    const before = printOptions()
    try {
      printOptions({ precision: 2, threshold: 4, edgeItems: 1 })
      expect(String(tensor([1 / 3, 2, 3, 4, 5]))).toBe('[0.33 ... 5.  ]')
    } finally {
      printOptions(before)
    }
    expect(() => printOptions({ precision: -1 })).toThrow(/^printOptions: precision is -1/)
  })
})
