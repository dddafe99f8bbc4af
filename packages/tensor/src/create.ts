/**
 * Making tensors. What is made here is concrete, whether or not a function is being traced: a trace
 * captures it as a constant.
 */
import { makeAval } from './aval.ts'
import { allocate, checkDType, isInt32, type DType, type TypedArray } from './dtype.ts'
import { ArgumentError, DTypeError, ShapeError } from './errors.ts'
import { checkShape, formatShape, sizeOf, type Shape } from './shape.ts'
import { Tensor, type TensorLike } from './tensor.ts'
import { toTensor } from './convert.ts'
import { castTo } from './primitives/cast.ts'
import { reshape } from './primitives/layout.ts'

/** Numbers or bools in nested arrays of equal lengths. */
export type NestedArray = readonly (number | boolean | NestedArray)[]

export interface CreateOptions {
  readonly dtype?: DType
}

export interface TensorOptions extends CreateOptions {
  /** The shape into which the elements are put, in row-major order. */
  readonly shape?: Shape
}

/**
 * A tensor of the given elements: a number, nested arrays, or a typed array (which is copied and
 * keeps its dtype). Numbers are float64 and booleans bool unless `dtype` says otherwise.
 *
 * @throws ShapeError when nested arrays are ragged, or the elements do not fill `shape`.
 * @throws DTypeError when a number is not an integer but int32 is asked for.
 * @example
 * ```ts
 * import { tensor } from '@wengert/tensor'
 * tensor([[1, 2, 3], [4, 5, 6]]).shape // → 2,3
 * tensor([1, 2], { dtype: 'int32' }).dtype // → int32
 * tensor(new Float32Array(6), { shape: [2, 3] }).dtype // → float32
 * ```
 */
export function tensor(
  values: number | boolean | NestedArray | TensorLike,
  options: TensorOptions = {},
): Tensor {
  const { dtype, shape } = options
  if (dtype !== undefined) checkDType('tensor', dtype)
  const made = Array.isArray(values)
    ? fromNested(values as NestedArray, dtype)
    : fromLike(values as TensorLike, dtype)
  return shape === undefined ? made : reshape(made, checkShape('tensor', shape))
}

function fromLike(values: TensorLike, dtype: DType | undefined): Tensor {
  if (typeof values === 'number' || typeof values === 'boolean') return fromNested([values], dtype).reshape([])
  const made = toTensor('tensor', values)
  return dtype === undefined ? made : castTo(checkIntegers(made, dtype), dtype)
}

function checkIntegers(x: Tensor, dtype: DType): Tensor {
  if (dtype === 'int32' && x.host !== null && x.dtype !== 'bool') x.host.forEach(checkInteger)
  return x
}

function checkInteger(value: number): void {
  if (!isInt32(value)) {
    throw new DTypeError(
      `tensor: ${value} is not a 32-bit integer; use dtype 'float64', or round and cast.`,
    )
  }
}

function fromNested(values: NestedArray, dtype: DType | undefined): Tensor {
  const shape: number[] = []
  for (let level: unknown = values; Array.isArray(level); level = level[0]) shape.push(level.length)
  const elements: (number | boolean)[] = []
  collect(values, 0, '')
  const actual = dtype ?? (elements.length > 0 && elements.every(isBoolean) ? 'bool' : 'float64')
  const data = allocate(actual, elements.length)
  elements.forEach((element, i) => {
    const value = Number(element)
    if (actual === 'int32') checkInteger(value)
    data[i] = actual === 'bool' ? (value !== 0 ? 1 : 0) : value
  })
  return new Tensor(makeAval(shape, actual), data)

  function collect(level: NestedArray, depth: number, path: string): void {
    if (level.length !== shape[depth]) {
      throw new ShapeError(
        `tensor: values${path} has ${level.length} elements where its neighbours have ${shape[depth]}; ` +
          'give every row the same length.',
      )
    }
    level.forEach((value: unknown, i) => {
      const isArray = Array.isArray(value)
      if (isArray && depth + 1 < shape.length) collect(value as NestedArray, depth + 1, `${path}[${i}]`)
      else if (isArray || depth + 1 < shape.length) {
        throw new ShapeError(
          `tensor: values${path}[${i}] is nested ${isArray ? 'deeper' : 'less deep'} than values${path}[0]; ` +
            'give every element the same depth.',
        )
      } else elements.push(checkElement(value, `${path}[${i}]`))
    })
  }
}

function checkElement(value: unknown, path: string): number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  const given = value instanceof Tensor ? 'a tensor' : `${typeof value} ${String(value)}`
  const remedy = value instanceof Tensor ? 'join tensors with stack' : 'give numbers or booleans'
  throw new ArgumentError(`tensor: values${path} is ${given}; ${remedy}.`)
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean'
}

/**
 * A tensor filled with zeros.
 *
 * @example
 * ```ts
 * import { zeros } from '@wengert/tensor'
 * zeros([2, 2]).toArray() // → 0,0,0,0
 * ```
 */
export function zeros(shape: Shape, options?: CreateOptions): Tensor {
  return filled('zeros', shape, 0, options)
}

/** A tensor filled with ones. */
export function ones(shape: Shape, options?: CreateOptions): Tensor {
  return filled('ones', shape, 1, options)
}

/** A tensor filled with one value; booleans make a bool tensor. */
export function full(shape: Shape, value: number | boolean, options?: CreateOptions): Tensor {
  const dtype = options?.dtype ?? (typeof value === 'boolean' ? 'bool' : 'float64')
  if (dtype === 'int32') checkInteger(Number(value))
  return filled('full', shape, Number(value), { dtype })
}

/** Zeros of the shape and dtype of x. */
export function zerosLike(x: TensorLike): Tensor {
  const { shape, dtype } = toTensor('zerosLike', x)
  return zeros(shape, { dtype })
}

/** Ones of the shape and dtype of x. */
export function onesLike(x: TensorLike): Tensor {
  const { shape, dtype } = toTensor('onesLike', x)
  return ones(shape, { dtype })
}

function filled(operation: string, shape: Shape, value: number, options?: CreateOptions): Tensor {
  const dtype = checkDType(operation, options?.dtype ?? 'float64')
  const data = allocate(dtype, sizeOf(checkShape(operation, shape)))
  if (value !== 0) data.fill(value)
  return new Tensor(makeAval([...shape], dtype), data)
}

/** The n × n identity matrix. */
export function eye(n: number, options?: CreateOptions): Tensor {
  checkCount('eye', n)
  const dtype = checkDType('eye', options?.dtype ?? 'float64')
  const data = allocate(dtype, n * n)
  for (let i = 0; i < n; i++) data[i * (n + 1)] = 1
  return new Tensor(makeAval([n, n], dtype), data)
}

/**
 * The numbers `start, start + step, …` up to but not including `stop`; `arange(stop)` begins at 0. As
 * all numbers here they are float64 unless `dtype` says otherwise.
 *
 * @example
 * ```ts
 * import { arange } from '@wengert/tensor'
 * arange(3).toArray() // → 0,1,2
 * arange(1, 2, 0.25).toArray() // → 1,1.25,1.5,1.75
 * ```
 */
export function arange(stop: number, options?: CreateOptions): Tensor
export function arange(start: number, stop: number, step?: number, options?: CreateOptions): Tensor
export function arange(
  first: number,
  second?: number | CreateOptions,
  step = 1,
  options?: CreateOptions,
): Tensor {
  const [start, stop] = typeof second === 'number' ? [first, second] : [0, first]
  const { dtype = 'float64' } = (typeof second === 'object' ? second : options) ?? {}
  if (!(Number.isFinite(start) && Number.isFinite(stop) && Number.isFinite(step)) || step === 0) {
    throw new ArgumentError(
      `arange: start ${start}, stop ${stop}, step ${step} give no sequence; use finite numbers and a step other than 0.`,
    )
  }
  const count = Math.max(0, Math.ceil((stop - start) / step))
  return sequence(count, (i) => start + i * step, dtype)
}

/**
 * `count` numbers evenly spaced from `start` to `stop`, both included.
 *
 * @example
 * ```ts
 * import { linspace } from '@wengert/tensor'
 * linspace(0, 1, 5).toArray() // → 0,0.25,0.5,0.75,1
 * ```
 */
export function linspace(start: number, stop: number, count = 50, options?: CreateOptions): Tensor {
  checkCount('linspace', count)
  const step = count > 1 ? (stop - start) / (count - 1) : 0
  const at = (i: number): number => (i > 0 && i === count - 1 ? stop : start + i * step)
  return sequence(count, at, options?.dtype ?? 'float64')
}

function sequence(count: number, at: (i: number) => number, dtype: DType): Tensor {
  const data: TypedArray = allocate(checkDType('arange', dtype), count)
  for (let i = 0; i < count; i++) data[i] = at(i)
  return new Tensor(makeAval([count], dtype), data)
}

function checkCount(operation: string, n: number): void {
  if (!Number.isInteger(n) || n < 0) {
    throw new ArgumentError(`${operation}: ${formatShape([n])} is not a count; give a non-negative integer.`)
  }
}
