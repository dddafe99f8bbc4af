/** Every error is a WengertError with a stable code; what each operation says is tested with it. */
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { describe, expect, test } from 'vitest'
import * as T from '@wengert/tensor'
import { tensor, WengertError } from '@wengert/tensor'

const codes = {
  ShapeError: 'shape',
  DTypeError: 'dtype',
  ArgumentError: 'argument',
  IndexError: 'index',
  TreeError: 'tree',
  LeakError: 'leak',
  ConcretizationError: 'concretization',
  FunctionError: 'function',
  MatrixError: 'matrix',
  DerivativeError: 'derivative',
  DuplicatePackageError: 'duplicate-package',
  KernelError: 'kernel',
} as const

describe('the error classes', () => {
  test.each(Object.entries(codes))('%s has the code %s, its name and its message', (name, code) => {
    const error = new T[name as keyof typeof codes]('add: wrong; mend it.')
    expect(error).toBeInstanceOf(WengertError)
    expect(error).toBeInstanceOf(Error)
    expect([error.code, error.name, error.message]).toEqual([code, name, 'add: wrong; mend it.'])
    expect(String(error)).toBe(`${name}: add: wrong; mend it.`)
  })

  test('are all listed above', () => {
    const exported = Object.entries(T)
      .filter(([, value]) => typeof value === 'function' && value.prototype instanceof WengertError)
      .map(([name]) => name)
    expect(exported.sort()).toEqual(Object.keys(codes).sort())
  })
})

test('a minifier leaves them their names', async () => {
  const input = fileURLToPath(new URL('../src/errors.ts', import.meta.url))
  const bundle = await rolldown({ input })
  const { output } = await bundle.generate({ format: 'esm', minify: true })
  await bundle.close()
  const minified = (await import(
    `data:text/javascript,${encodeURIComponent(output[0].code)}`
  )) as typeof T
  for (const name of Object.keys(codes) as (keyof typeof codes)[]) {
    expect(minified[name].name).not.toBe(name)
    expect(String(new minified[name]('add: wrong.'))).toBe(`${name}: add: wrong.`)
  }
})

describe('operators on tensors', () => {
  const x = tensor(2) as unknown as number
  const operations: [string, () => unknown][] = [
    ['x + 1', () => x + 1],
    ['1 - x', () => 1 - x],
    ['x * x', () => x * x],
    ['-x', () => -x],
    ['+x', () => +x],
    ['x ** 2', () => x ** 2],
    ['x > 1', () => x > 1],
    ['x <= 1', () => x <= 1],
    ['Number(x)', () => Number(x)],
    ['Math.sin(x)', () => Math.sin(x)],
    ["x + 'text'", () => x + 'text'],
    ['isNaN(x)', () => Number.isNaN(Math.abs(x))],
  ]

  test.each(operations)('%s throws instead of giving NaN', (_, run) => {
    expect(run).toThrow(T.ArgumentError)
    expect(run).toThrow(
      /^Tensor: JavaScript operators do not work on tensors; use methods \(x\.add\(y\)/,
    )
  })

  test('a template prints the tensor', () => {
    expect(`${tensor([1, 2])}`).toBe('[1. 2.]')
  })

  test('identity and truth work as for every object', () => {
    const y = tensor(0)
    const same: unknown = y
    expect(same === y).toBe(true)
    expect(Boolean(y)).toBe(true)
  })
})
