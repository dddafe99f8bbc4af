/**
 * Every function with every kind of wrong argument in every place: it gives tensors or throws one of our
 * errors, under its own name, that says what was wrong and what to do. Misspelt options are errors, and
 * so are flags that are neither true nor false.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ones, tensor, Tensor, WengertError } from '@wengert/tensor'
import { calls, flags, tensorFunctions } from './support/calls.ts'

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
])
const numbers = [NaN, 0.5, -1, 7, -5, 1e20, Infinity, -Infinity]
const lists = [
  [],
  [1, 2],
  [[1]],
  ['a'],
  [NaN],
  [0.5],
  [undefined],
  [null],
  [0, 0],
  [5],
  [-9],
  [x, x],
  [1n],
]
const others = [null, 'a', 'float64', {}, { axis: 0 }, () => 1, 10n, Symbol('q'), true, new Date(0)]
const tensors = [x, tensor([0, 1], { dtype: 'int32' }), tensor([true, false]), tensor(0.5)]
const wrong: readonly unknown[] = [
  ...numbers,
  ...lists,
  ...others,
  ...tensors,
  new Map(),
  new BigInt64Array(1),
  Object.create(null),
]

const functions = tensorFunctions()

test('there is a call of every exported function', () => {
  expect(Object.keys(calls).sort()).toEqual([...functions.keys()].sort())
})

/** The error that a call throws; null where it gives tensors. */
function errorOf(name: string, args: readonly unknown[]): unknown {
  try {
    const result = functions.get(name)!(...args)
    const list: unknown[] = Array.isArray(result) ? result : [result]
    return list.every((y) => y instanceof Tensor) ? null : new Error(`no tensors: ${list.join()}`)
  } catch (error) {
    return error
  }
}

/** `operation: what was wrong; what to do.`, or that memory does not suffice. */
function isHelpful(name: string, error: unknown): boolean {
  if (!(error instanceof WengertError)) return false
  const own = name.slice(name.indexOf('.') + 1)
  const [operation, ...rest] = error.message.split(': ')
  const text = rest.join(': ')
  const named = operation === own || text.startsWith('there is no room for ')
  return named && text.includes('; ') && text.endsWith('.')
}

describe.each(Object.entries(calls))('%s', (name, args) => {
  test('works where it is called rightly', () => {
    expect(errorOf(name, args)).toBe(null)
  })

  test.each(args.map((_, i) => i))(
    'with a wrong argument in place %d works or throws an error of ours',
    (i) => {
      const unhelpful = wrong
        .map((value) => errorOf(name, args.with(i, value)))
        .filter((error) => error !== null && !isHelpful(name, error))
      expect(unhelpful.map(String)).toEqual([])
    },
  )
})

/** Operands right in themselves, which mostly do not go together. */
const operands: readonly unknown[] = [
  ...[[0], [2], [3], [0, 2], [2, 2], [2, 3], [3, 2], [2, 1, 3]].map((shape) => ones(shape)),
  ...[[], [0], [2], [2, 2]].map((shape) => ones(shape, { dtype: 'int32' })),
  ...[[0], [2], [2, 2]].map((shape) => ones(shape, { dtype: 'bool' })),
  ones([2], { dtype: 'float32' }),
  0,
  1,
  -1,
  5,
  0.5,
  [0, 1],
  [1, 0],
  [],
  'ij,jk->ik',
  'i,i',
  'int32',
  undefined,
]

describe.each(Object.entries(calls))('%s', (name, args) => {
  test('with arguments that do not go together works or throws an error of ours', () => {
    const given = fc.tuple(...args.map((right) => fc.constantFrom(right, ...operands)))
    fc.assert(
      fc.property(given, (list) => {
        const error = errorOf(name, list)
        if (error !== null && !isHelpful(name, error)) throw error
      }),
      { numRuns: 300 },
    )
  })
})

const withOptions = Object.entries(calls).filter(
  ([, args]) => Object.getPrototypeOf(args.at(-1)) === Object.prototype,
)

describe.each(withOptions)('%s', (name, args) => {
  test('refuses options that there are not', () => {
    const own = name.slice(name.indexOf('.') + 1)
    for (const misspelt of [{ keepdims: true }, { axes: 0 }, { dType: 'float32' }]) {
      const error = errorOf(name, [...args.slice(0, -1), misspelt])
      expect(String(error)).toContain(`${own}: there is no option ${Object.keys(misspelt)[0]}; `)
    }
    expect(String(errorOf(name, [...args.slice(0, -1), null]))).toContain(
      `${own}: the options are null; `,
    )
  })
})

describe.each(Object.entries(flags))('%s', (name, options) => {
  test.each(options)('takes true, false or nothing for %s', (option) => {
    const given = calls[name].slice(0, -1)
    const own = name.slice(name.indexOf('.') + 1)
    const call = (value: unknown): unknown => errorOf(name, [...given, { [option]: value }])
    expect([true, false, undefined].map(call)).toEqual([null, null, null])
    for (const value of [null, 0, 1, 'no', [], {}, x, Symbol('q'), 10n]) {
      expect(String(call(value))).toContain(`${own}: ${option} is `)
      expect(isHelpful(name, call(value))).toBe(true)
    }
  })
})
