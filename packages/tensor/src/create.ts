/**
 * Making tensors. What is made here is concrete, whether or not a function is being traced: nothing
 * is recorded, and a trace captures the result as a constant. Values are stored only in a dtype that
 * holds them: asking for int32 and giving 1.5 is an error, where `cast` would truncate.
 */
import { describe } from './describe.ts'
import { checkOptions } from './options.ts'
import { makeAval } from './aval.ts'
import { toTensor } from './convert.ts'
import { allocate, checkDType, isInt32, type DType, type TypedArray } from './dtype.ts'
import { ArgumentError, DTypeError, ShapeError } from './errors.ts'
import { flattenNested, isNumber, type Elements } from './nested.ts'
import { checkShape, formatShape, sizeOf, type Shape } from './shape.ts'
import { Tensor, type TensorLike } from './tensor.ts'

/** Numbers or booleans in nested arrays of equal lengths. */
export type NestedArray = readonly (number | boolean | NestedArray)[]

export interface CreateOptions {
  readonly dtype?: DType
}

const dtypeOption: readonly string[] = ['dtype']

export interface TensorOptions extends CreateOptions {
  /** The shape into which the elements are put, in row-major order. */
  readonly shape?: Shape
}

/**
 * A tensor of the given elements: a number or boolean (shape []), nested arrays (one axis a level),
 * or a typed array (one axis), which is copied. Numbers become float64 and booleans bool; a
 * Float64Array, Float32Array or Int32Array keeps its dtype, other integer arrays become int32 (a
 * Uint32Array, which int32 does not hold, float64). With `dtype: 'bool'`, what is not 0 is true.
 *
 * @throws ShapeError when nested arrays are ragged, or the elements do not fill `shape`.
 * @throws DTypeError when int32 is asked for and an element is not a 32-bit integer.
 * @throws ArgumentError when an element is neither a number nor a boolean, such as a tensor: tensors
 * are joined by `stack`.
 * @example
 * ```ts
 * import { tensor } from '@wengert/tensor'
 * tensor([[1, 2, 3], [4, 5, 6]]).shape // → 2,3
 * tensor([1, 2], { dtype: 'int32' }).dtype // → int32
 * tensor(new Float32Array(6), { shape: [2, 3] }).dtype // → float32
 * String(tensor([true, false])) // → [ true false]
 * ```
 */
export function tensor(
  values: number | boolean | NestedArray | Exclude<TensorLike, Tensor>,
  options: TensorOptions = {},
): Tensor {
  checkOptions('tensor', options, ['dtype', 'shape'])
  const { dtype, shape } = options
  if (dtype !== undefined) checkDType('tensor', dtype)
  const made = gather(values, dtype)
  if (shape === undefined) return new Tensor(makeAval(made.shape, made.dtype), made.data)
  const wanted = [...checkShape('tensor', shape)]
  if (sizeOf(wanted) !== made.data.length) {
    throw new ShapeError(
      `tensor: ${made.data.length} elements do not fill the shape ${formatShape(wanted)}, which ` +
        `has ${sizeOf(wanted)}; give as many as it has, or fill it with one value by full.`,
    )
  }
  return new Tensor(makeAval(wanted, made.dtype), made.data)
}

interface Made {
  readonly shape: Shape
  readonly dtype: DType
  readonly data: TypedArray
}

function gather(values: unknown, dtype: DType | undefined): Made {
  if (isNumber(values)) return fromElements({ shape: [], list: [values] }, dtype)
  if (Array.isArray(values)) return fromElements(flattenNested(values), dtype)
  if (values instanceof Tensor) {
    throw new ArgumentError(
      `tensor: the values are already a tensor, ${values.dtype}${formatShape(values.shape)}; use it as ` +
        'it is, change it by cast or reshape, or join several by stack.',
    )
  }
  const { shape, dtype: own, host } = toTensor('tensor', values as TensorLike)
  const actual = dtype ?? own
  return { shape, dtype: actual, data: own === actual ? host! : store('tensor', host!, actual) }
}

/** Elements in a dtype that must hold them; float32 rounds. */
function store(operation: string, values: ArrayLike<number | boolean>, dtype: DType): TypedArray {
  const data = allocate(dtype, values.length)
  for (let i = 0; i < data.length; i++) data[i] = stored(operation, Number(values[i]), dtype)
  return data
}

function stored(operation: string, value: number, dtype: DType): number {
  if (dtype === 'bool') return value !== 0 ? 1 : 0
  if (dtype === 'int32' && !isInt32(value)) {
    throw new DTypeError(
      `${operation}: ${value} is not a 32-bit integer; use dtype 'float64', or round and cast.`,
    )
  }
  return value
}

function fromElements({ shape, list }: Elements, dtype: DType | undefined): Made {
  const onlyBooleans = list.length > 0 && list.every((value) => typeof value === 'boolean')
  const actual = dtype ?? (onlyBooleans ? 'bool' : 'float64')
  return { shape, dtype: actual, data: store('tensor', list, actual) }
}

/**
 * A tensor of the shape, filled with zeros (false in bool); float64 unless `dtype` says otherwise.
 *
 * @throws ShapeError when the shape is not an array of non-negative integers.
 * @example
 * ```ts
 * import { zeros } from '@wengert/tensor'
 * zeros([2, 2]).toArray() // → 0,0,0,0
 * ```
 */
export function zeros(shape: Shape, options?: CreateOptions): Tensor {
  checkOptions('zeros', options, dtypeOption)
  return filled('zeros', shape, 0, options?.dtype)
}

/**
 * A tensor of the shape, filled with ones (true in bool); float64 unless `dtype` says otherwise.
 *
 * @throws ShapeError when the shape is not an array of non-negative integers.
 * @example
 * ```ts
 * import { ones } from '@wengert/tensor'
 * String(ones([3], { dtype: 'int32' })) // → [1 1 1]
 * ```
 */
export function ones(shape: Shape, options?: CreateOptions): Tensor {
  checkOptions('ones', options, dtypeOption)
  return filled('ones', shape, 1, options?.dtype)
}

/**
 * A tensor of the shape, filled with one value: a number makes it float64, a boolean bool, unless
 * `dtype` says otherwise.
 *
 * @throws ShapeError when the shape is not an array of non-negative integers.
 * @throws DTypeError when int32 is asked for and the value is not a 32-bit integer.
 * @throws ArgumentError when the value is a tensor; `broadcastTo` repeats tensors.
 * @example
 * ```ts
 * import { full } from '@wengert/tensor'
 * full([2], 0.5).toArray() // → 0.5,0.5
 * full([2], true).dtype // → bool
 * ```
 */
export function full(shape: Shape, value: number | boolean, options?: CreateOptions): Tensor {
  if (!isNumber(value)) {
    throw new ArgumentError(
      'full: the value is neither a number nor a boolean; give one, or repeat a tensor with broadcastTo.',
    )
  }
  checkOptions('full', options, dtypeOption)
  const natural = typeof value === 'boolean' ? 'bool' : 'float64'
  return filled('full', shape, Number(value), options?.dtype ?? natural)
}

/**
 * Zeros of the shape and dtype of x.
 *
 * @example
 * ```ts
 * import { zerosLike } from '@wengert/tensor'
 * zerosLike(new Float32Array(2)).dtype // → float32
 * ```
 */
export function zerosLike(x: TensorLike): Tensor {
  const { shape, dtype } = toTensor('zerosLike', x)
  return filled('zerosLike', shape, 0, dtype)
}

/**
 * Ones of the shape and dtype of x.
 *
 * @example
 * ```ts
 * import { onesLike, zeros } from '@wengert/tensor'
 * onesLike(zeros([1, 2])).toArray() // → 1,1
 * ```
 */
export function onesLike(x: TensorLike): Tensor {
  const { shape, dtype } = toTensor('onesLike', x)
  return filled('onesLike', shape, 1, dtype)
}

function filled(operation: string, shape: Shape, value: number, given?: DType): Tensor {
  const dtype = checkDType(operation, given ?? 'float64')
  const data = allocate(dtype, sizeOf(checkShape(operation, shape)))
  if (value !== 0) data.fill(stored(operation, value, dtype))
  return new Tensor(makeAval([...shape], dtype), data)
}

/**
 * The identity matrix of shape [n, n]; float64 unless `dtype` says otherwise.
 *
 * @throws ArgumentError when n is not a non-negative integer.
 * @example
 * ```ts
 * import { eye } from '@wengert/tensor'
 * eye(2).toArray() // → 1,0,0,1
 * ```
 */
export function eye(n: number, options?: CreateOptions): Tensor {
  checkCount('eye', n)
  checkOptions('eye', options, dtypeOption)
  const dtype = checkDType('eye', options?.dtype ?? 'float64')
  const data = allocate(dtype, n * n)
  for (let i = 0; i < n; i++) data[i * (n + 1)] = 1
  return new Tensor(makeAval([n, n], dtype), data)
}

/**
 * The numbers start, start + step, … up to but not including stop, ⌈(stop − start) / step⌉ of them;
 * `arange(stop)` begins at 0. As all numbers here they are float64, integers too, unless `dtype`
 * says otherwise. With a step that is no binary fraction (0.1), rounding may make the last number
 * reach stop; `linspace` says how many there are.
 *
 * @throws ArgumentError when a number is not finite or the step is 0.
 * @throws DTypeError when int32 is asked for and a number is not a 32-bit integer.
 * @example
 * ```ts
 * import { arange } from '@wengert/tensor'
 * arange(3).toArray() // → 0,1,2
 * arange(1, 2, 0.25).toArray() // → 1,1.25,1.5,1.75
 * String(arange(2, 5, { dtype: 'int32' })) // → [2 3 4]
 * ```
 */
export function arange(stop: number, options?: CreateOptions): Tensor
export function arange(start: number, stop: number, options?: CreateOptions): Tensor
export function arange(start: number, stop: number, step?: number, options?: CreateOptions): Tensor
export function arange(...given: (number | CreateOptions | undefined)[]): Tensor {
  const options = given.find((value) => typeof value === 'object')
  checkOptions('arange', options, dtypeOption)
  const numbers = given.filter((value) => value !== undefined && value !== options)
  const [start, stop, step = 1] = (numbers.length === 1 ? [0, ...numbers] : numbers) as number[]
  if (![start, stop, step].every(Number.isFinite) || step === 0) {
    throw new ArgumentError(
      `arange: start ${describe(start)}, stop ${describe(stop)}, step ${describe(step)} give no sequence; use finite numbers and a ` +
        'step other than 0.',
    )
  }
  const count = Math.max(0, Math.ceil((stop - start) / step))
  return sequence('arange', count, (i) => start + i * step, options?.dtype)
}

/**
 * `count` numbers evenly spaced from start to stop, both included (start alone when count is 1):
 * start + i (stop − start) / (count − 1); float64 unless `dtype` says otherwise.
 *
 * @throws ArgumentError when a bound is not finite or count is not a non-negative integer.
 * @throws DTypeError when int32 is asked for and a number is not a 32-bit integer.
 * @example
 * ```ts
 * import { linspace } from '@wengert/tensor'
 * linspace(0, 1, 5).toArray() // → 0,0.25,0.5,0.75,1
 * ```
 */
export function linspace(start: number, stop: number, count = 50, options?: CreateOptions): Tensor {
  checkCount('linspace', count)
  checkOptions('linspace', options, dtypeOption)
  if (!Number.isFinite(start) || !Number.isFinite(stop)) {
    throw new ArgumentError(
      `linspace: from ${describe(start)} to ${describe(stop)} is no interval; use finite numbers.`,
    )
  }
  const step = count > 1 ? (stop - start) / (count - 1) : 0
  // The last one is stop itself, whatever rounding did to the step.
  const at = (i: number): number => (i > 0 && i === count - 1 ? stop : start + i * step)
  return sequence('linspace', count, at, options?.dtype)
}

function sequence(
  operation: string,
  count: number,
  at: (i: number) => number,
  given?: DType,
): Tensor {
  const dtype = checkDType(operation, given ?? 'float64')
  const data = allocate(dtype, count)
  for (let i = 0; i < count; i++) data[i] = stored(operation, at(i), dtype)
  return new Tensor(makeAval([count], dtype), data)
}

function checkCount(operation: string, n: number): void {
  if (!Number.isInteger(n) || n < 0) {
    throw new ArgumentError(
      `${operation}: ${describe(n)} is not a count; give a non-negative integer.`,
    )
  }
}
