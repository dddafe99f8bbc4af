/** Checks of options that every function here shares, and the error that they throw. */
import { Tensor } from '@wengert/tensor'
import { OptimizationError } from './errors.ts'

/** Checks that options have no other names, as misspelt ones would be. */
export function checkNames(
  operation: string,
  options: object,
  names: readonly string[],
  of = 'the options',
): void {
  if (typeof options !== 'object' || options === null) {
    const what = `${of} ${of === 'the options' ? 'are' : 'is'} ${String(options)}`
    throw new OptimizationError('option', `${operation}: ${what}; give an object.`)
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown === undefined) return
  throw new OptimizationError(
    'option',
    `${operation}: there is no option ${unknown}; ${of === 'the options' ? of : `those of ${of}`} are ` +
      `${names.join(', ')}.`,
  )
}

interface Options {
  readonly [name: string]: unknown
}

/** Checks that options, where they are given, are functions. */
export function checkFunctions(operation: string, options: Options): void {
  const isFit = (value: unknown): boolean => value === undefined || typeof value === 'function'
  checkEach(operation, options, isFit, 'a function', (value) => typeof value)
}

/** Checks options that are bounds: numbers from 0. */
export function checkBounds(operation: string, bounds: { readonly [name: string]: number }): void {
  checkEach(
    operation,
    bounds,
    (value) => typeof value === 'number' && value >= 0,
    'a number from 0',
  )
}

/** Checks that options, where they are given, are true or false. */
export function checkFlags(operation: string, options: Options): void {
  const isFit = (value: unknown): boolean => value === undefined || typeof value === 'boolean'
  checkEach(operation, options, isFit, 'true or false')
}

function checkEach(
  operation: string,
  options: Options,
  isFit: (value: unknown) => boolean,
  expected: string,
  shown: (value: unknown) => unknown = (value) => value,
): void {
  for (const [name, value] of Object.entries(options)) {
    if (!isFit(value)) throw badOption(operation, name, shown(value), expected)
  }
}

/** Checks a signal where there is one: a controller that is none never aborts. */
export function checkSignal(operation: string, signal: unknown): void {
  const { aborted } = (signal ?? {}) as { readonly aborted?: unknown }
  if (signal === undefined || typeof aborted === 'boolean') return
  const expected = 'an AbortSignal, as the signal of an AbortController'
  throw badOption(operation, 'signal', typeof signal, expected)
}

export function checkKey(operation: string, key: unknown): void {
  if (key instanceof Tensor && key.dtype === 'int32' && key.shape.join() === '2') return
  const what = key instanceof Tensor ? `${key.dtype}[${key.shape.join(', ')}]` : key
  throw badOption(operation, 'key', what, 'a key, as random.key(0)')
}

/** Checks that a start has numbers to start from. */
export function checkFinite(operation: string, start: ArrayLike<number>): void {
  const odd = Array.prototype.findIndex.call(start, (value) => !Number.isFinite(value))
  if (odd < 0) return
  throw new OptimizationError(
    'start',
    `${operation}: element ${odd} of the start is ${start[odd]}; start where all are finite.`,
  )
}

export function badOption(
  operation: string,
  name: string,
  value: unknown,
  expected: string,
): OptimizationError {
  return new OptimizationError(
    'option',
    `${operation}: ${name} is ${String(value)}; give ${expected}.`,
  )
}
