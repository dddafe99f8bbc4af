/** The texts are what NumPy 2.4 prints for the same arrays, bools in lower case. */
import { describe, expect, test } from 'vitest'
import { arange, ConcretizationError, printOptions, Tensor, tensor, zeros } from '@wengert/tensor'
import { makeAval, type Trace } from '@wengert/tensor/internal'

describe('a tensor prints as NumPy prints an array', () => {
  const cases: [string, string, string][] = [
    ['whole floats', String(tensor([1, 2, 3])), '[1. 2. 3.]'],
    ['aligned columns', String(tensor([1, 2.5, -3])), '[ 1.   2.5 -3. ]'],
    [
      'a matrix',
      String(
        tensor([
          [1, -20],
          [0.5, 4],
        ]),
      ),
      '[[  1.  -20. ]\n [  0.5   4. ]]',
    ],
    ['blocks', String(zeros([2, 1, 2])), '[[[0. 0.]]\n\n [[0. 0.]]]'],
    ['eight digits', String(tensor([1 / 3, 2 / 3])), '[0.33333333 0.66666667]'],
    ['large numbers', String(tensor([1e10, 1])), '[1.e+10 1.e+00]'],
    ['small numbers', String(tensor([1e-5, 2e-5])), '[1.e-05 2.e-05]'],
    ['nan and inf', String(tensor([NaN, Infinity, -1.5])), '[ nan  inf -1.5]'],
    [
      'integers',
      String(
        tensor(
          [
            [1, -20],
            [300, 4],
          ],
          { dtype: 'int32' },
        ),
      ),
      '[[  1 -20]\n [300   4]]',
    ],
    ['bools', String(tensor([true, false])), '[ true false]'],
    ['float32 in its own digits', String(tensor([0.1, 0.25], { dtype: 'float32' })), '[0.1  0.25]'],
    ['a scalar', String(tensor(2.5)), '2.5'],
    ['nothing', String(tensor([])), '[]'],
    [
      'long axes shortened',
      String(arange(2000, { dtype: 'int32' })),
      '[   0    1    2 ... 1997 1998 1999]',
    ],
  ]
  test.each(cases)('%s', (_, text, expected) => {
    expect(text).toBe(expected)
  })

  const f32 = (values: number[]): string => String(tensor(values, { dtype: 'float32' }))
  const f64 = (values: number[]): string => String(tensor(values))

  test.each([
    ['a range above 1000', f64([1, 1001]), '[1.000e+00 1.001e+03]'],
    ['a range of 1000', f64([1, 1000]), '[   1. 1000.]'],
    ['10^8', f64([1e8]), '[1.e+08]'],
    ['just below 10^8', f64([99999999]), '[99999999.]'],
    ['10^6 in float32', f32([1e6]), '[1.e+06]'],
    ['just below 10^6 in float32', f32([999999]), '[999999.]'],
    ['10^-4 in float32', f32([1e-4]), '[0.0001]'],
    ['just below 10^-4 in float32', f32([9.9e-5]), '[9.9e-05]'],
    ['exponents of three digits', f64([1e100, 1e-5, 0]), '[1.e+100 1.e-005 0.e+000]'],
    ['the extremes', f64([5e-324, Number.MAX_VALUE]), '[4.94065646e-324 1.79769313e+308]'],
    ['binary digits of float32 filled up', f32([1 / 3, 1e-5]), '[3.3333334e-01 9.9999997e-06]'],
    ['a power of two in float32', f32([2 ** -96, 1]), '[1.2621775e-29 1.0000000e+00]'],
    ['a negative zero', f64([-0, 0]), '[-0.  0.]'],
    ['infinities among numbers', f64([NaN, -Infinity, 1.25]), '[ nan -inf 1.25]'],
    ['nothing finite', f64([NaN, Infinity]), '[nan inf]'],
    ['a sum that is off by an ulp', f64([1.1 + 2.2]), '[3.3]'],
    ['a large scalar', String(tensor(1e10)), '1.e+10'],
    ['no number', String(tensor(NaN)), 'nan'],
    ['a lone bool', String(tensor(true)), 'true'],
    ['only true', String(tensor([true])), '[ true]'],
    [
      'extreme integers',
      String(tensor(new Int32Array([-(2 ** 31), 2 ** 31 - 1]))),
      '[-2147483648  2147483647]',
    ],
    ['no elements, with the shape', String(zeros([0, 3])), '[], shape=[0, 3]'],
  ])('%s', (_, text, expected) => {
    expect(text).toBe(expected)
  })
})

describe('layout is NumPy’s', () => {
  const lines = (...rows: string[]): string => rows.join('\n')

  test('blank lines stand between blocks, one more an axis', () => {
    expect(String(tensor([0, 1, 2, 3, 4, 5, 6, 7], { shape: [2, 1, 2, 2] }))).toBe(
      lines('[[[[0. 1.]', '   [2. 3.]]]', '', '', ' [[[4. 5.]', '   [6. 7.]]]]'),
    )
  })

  test('shortened matrices keep their corners, and only those set the format', () => {
    const x = arange(1200)
    expect(String(tensor(Float64Array.from(x.data), { shape: [40, 30] }))).toBe(
      lines(
        '[[0.000e+00 1.000e+00 2.000e+00 ... 2.700e+01 2.800e+01 2.900e+01]',
        ' [3.000e+01 3.100e+01 3.200e+01 ... 5.700e+01 5.800e+01 5.900e+01]',
        ' [6.000e+01 6.100e+01 6.200e+01 ... 8.700e+01 8.800e+01 8.900e+01]',
        ' ...',
        ' [1.110e+03 1.111e+03 1.112e+03 ... 1.137e+03 1.138e+03 1.139e+03]',
        ' [1.140e+03 1.141e+03 1.142e+03 ... 1.167e+03 1.168e+03 1.169e+03]',
        ' [1.170e+03 1.171e+03 1.172e+03 ... 1.197e+03 1.198e+03 1.199e+03]]',
      ),
    )
    const spike = new Float64Array(1001)
    spike[500] = 1e20
    expect(String(tensor(spike))).toBe('[0. 0. 0. ... 0. 0. 0.]')
    expect(String(zeros([1000])).split('\n').length).toBeGreaterThan(1)
  })

  test('shortened blocks are apart by blank lines, the dots too', () => {
    const text = String(zeros([11, 11, 11]))
    const block = ' [0. 0. 0. ... 0. 0. 0.]'
    const rows = [block, ` ${block}`, ` ${block}`, '  ...', ` ${block}`, ` ${block}`, ` ${block}]`]
    expect(text.startsWith(lines(`[[${rows[0].trimStart()}`, ...rows.slice(1)))).toBe(true)
    expect(text).toContain('\n\n ...\n\n')
  })

  test('broken lines align, drop blanks at their end, and leave room for brackets', () => {
    const sevenths = Float64Array.from({ length: 24 }, (_, i) => i / 7)
    withOptions({ lineWidth: 40 }, () => {
      expect(String(tensor(sevenths, { shape: [1, 2, 12] }))).toBe(
        lines(
          '[[[0.         0.14285714 0.28571429',
          '   0.42857143 0.57142857 0.71428571',
          '   0.85714286 1.         1.14285714',
          '   1.28571429 1.42857143 1.57142857]',
          '  [1.71428571 1.85714286 2.',
          '   2.14285714 2.28571429 2.42857143',
          '   2.57142857 2.71428571 2.85714286',
          '   3.         3.14285714 3.28571429]]]',
        ),
      )
    })
  })

  test('long lines are broken at 75 characters', () => {
    const lines = String(arange(40, { dtype: 'int32' })).split('\n')
    expect(lines).toEqual([
      '[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23',
      ' 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39]',
    ])
  })
})

describe('printOptions', () => {
  test('sets what is given, keeps the rest, and returns all', () => {
    withOptions({ precision: 2, threshold: 4, edgeItems: 1 }, () => {
      expect(String(tensor([1 / 3, 2, 3, 4, 5]))).toBe('[0.33 ... 5.  ]')
      expect(printOptions({ precision: undefined })).toEqual({
        precision: 2,
        threshold: 4,
        edgeItems: 1,
        lineWidth: 75,
        suppressSmall: false,
      })
    })
    expect(printOptions().precision).toBe(8)
  })

  test('rounds exact ties to even digits, as IEEE and NumPy do', () => {
    withOptions({ precision: 2 }, () => {
      expect(String(tensor([0.125, 0.375, 2.5]))).toBe('[0.12 0.38 2.5 ]')
    })
    withOptions({ precision: 0 }, () => {
      expect(String(tensor([0.5, 1.5, 2.5]))).toBe('[0. 2. 2.]')
    })
  })

  test('suppressSmall writes small numbers out', () => {
    expect(String(tensor([1e-5, 1]))).toBe('[1.e-05 1.e+00]')
    withOptions({ suppressSmall: true }, () => {
      expect(String(tensor([1e-5, 1]))).toBe('[0.00001 1.     ]')
    })
  })

  test('a threshold of Infinity shortens nothing', () => {
    withOptions({ threshold: Infinity, lineWidth: Infinity }, () => {
      expect(String(zeros([2000]))).toBe(`[${'0. '.repeat(1999)}0.]`)
    })
  })

  test('refuses unknown options and values, and then changes nothing', () => {
    const before = printOptions()
    expect(() => printOptions({ precision: -1 })).toThrow(/^printOptions: precision is -1/)
    expect(() => printOptions({ threshold: 5, edgeItems: 0 })).toThrow(
      /^printOptions: edgeItems is 0/,
    )
    expect(() => printOptions({ suppressSmall: 1 as never })).toThrow(/give a boolean/)
    expect(() => printOptions({ digits: 3 } as never)).toThrow(/there is no option digits/)
    expect(printOptions()).toEqual(before)
  })
})

function withOptions(options: Parameters<typeof printOptions>[0], run: () => void): void {
  const before = printOptions()
  try {
    printOptions(options)
    run()
  } finally {
    printOptions(before)
  }
}

describe('a traced tensor', () => {
  const traceReading = (read: () => Tensor): Trace => ({ read, isDifferentiated: () => true })
  const aval = makeAval([2], 'float64')

  test('prints its value and its type where the trace knows the value', () => {
    const x = new Tensor(
      aval,
      null,
      traceReading(() => tensor([1, 2])),
    )
    expect(String(x)).toBe('[1. 2.] (traced float64[2])')
  })

  test('prints its type where it does not', () => {
    const unknown = (): never => {
      throw new ConcretizationError('toString: unknown.')
    }
    expect(String(new Tensor(aval, null, traceReading(unknown)))).toBe(
      'float64[2] (traced, value unknown)',
    )
  })

  test('hides no other error', () => {
    const broken = (): never => {
      throw new RangeError('broken')
    }
    expect(() => String(new Tensor(aval, null, traceReading(broken)))).toThrow(RangeError)
  })
})
