/**
 * From what callers write to tensors of one dtype. JavaScript numbers become literals: scalars that
 * take the dtype of the tensor they meet, and that a program keeps in place instead of capturing.
 */
import { describe } from './describe.ts'
import { makeAval, type Aval } from './aval.ts'
import { allocate, isFloat, promote, promoteNumber, type DType, type TypedArray } from './dtype.ts'
import { ArgumentError, DTypeError, DuplicatePackageError } from './errors.ts'
import { castTo } from './primitives/cast.ts'
import { Tensor, tensorBrand, type TensorLike } from './tensor.ts'

/**
 * A number, a typed array or a tensor of another copy: what becomes a tensor wherever it stands. A
 * boolean does so as an operand only: where a function may branch on it, it could be an option, and as a
 * tensor it would always count as true.
 */
export function isTensorLike(value: unknown): value is TensorLike {
  return (
    typeof value === 'number' ||
    (ArrayBuffer.isView(value) && !(value instanceof DataView)) ||
    isForeignTensor(value)
  )
}

/** A tensor for anything that an operation takes as one; numbers become float64 literals. */
export function toTensor(operation: string, value: TensorLike): Tensor {
  if (value instanceof Tensor) return value
  if (typeof value === 'number') return literal(value, 'float64')
  if (typeof value === 'boolean') return literal(value ? 1 : 0, 'bool')
  if (ArrayBuffer.isView(value)) return fromTypedArray(operation, value)
  if (isForeignTensor(value)) throw duplicatePackage(operation)
  throw new ArgumentError(
    `${operation}: ${describe(value)} is not a tensor; give a Tensor, a number or a typed array ` +
      '(tensor([…]) makes one from nested arrays).',
  )
}

/** An operand of an operation on floating-point numbers: integers and bools become float64. */
export function toFloat(operation: string, value: TensorLike): Tensor {
  const x = toTensor(operation, value)
  return isFloat(x.dtype) ? x : castTo(x, 'float64')
}

/** Both operands in the dtype that they promote to. */
export function promoteBoth(operation: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  if (a instanceof Tensor) {
    const { dtype } = a
    if (b instanceof Tensor) {
      if (dtype === b.dtype) return [a, b]
      const common = promote(dtype, b.dtype)
      return [castTo(a, common), castTo(b, common)]
    }
    if (typeof b === 'number') {
      const common = promoteNumber(b, dtype)
      return [castTo(a, common), literal(b, common)]
    }
  } else if (b instanceof Tensor && typeof a === 'number') {
    const dtype = promoteNumber(a, b.dtype)
    return [literal(a, dtype), castTo(b, dtype)]
  }
  return promoteBoth(operation, toTensor(operation, a), toTensor(operation, b))
}

/** As `promoteBoth`, and in floating point. */
export function promoteFloats(operation: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  const pair = promoteBoth(operation, a, b)
  return isFloat(pair[0].dtype) ? pair : [castTo(pair[0], 'float64'), castTo(pair[1], 'float64')]
}

/** All operands, in the dtype that they promote to; numbers are weak as long as a tensor is there. */
export function promoteAll(operation: string, values: readonly TensorLike[]): Tensor[] {
  const strong = values.filter((value) => typeof value !== 'number')
  const tensors = strong.map((value) => toTensor(operation, value))
  let dtype: DType | null = null
  for (const x of tensors) dtype = dtype === null ? x.dtype : promote(dtype, x.dtype)
  for (const value of values) {
    if (typeof value === 'number') dtype = promoteNumber(value, dtype ?? 'float64')
  }
  const common = dtype ?? 'float64'
  let next = 0
  return values.map((value) =>
    typeof value === 'number' ? literal(value, common) : castTo(tensors[next++], common),
  )
}

export function checkFloat(operation: string, x: Tensor, what: string, remedy: string): void {
  if (!isFloat(x.dtype)) {
    throw new DTypeError(`${operation}: ${what} has dtype ${x.dtype}; ${remedy}.`)
  }
}

const literals = new Map<DType, Map<number, Tensor>>()
/** How many of a dtype are kept. */
const mostLiterals = 256

/** A scalar constant. Those of late are shared, so that rules and loops may write `mul(x, 2)` freely. */
export function literal(value: number, dtype: DType): Tensor {
  // A map takes −0 for 0.
  if (Object.is(value, -0)) return newLiteral(value, dtype)
  let known = literals.get(dtype)
  if (known === undefined) literals.set(dtype, (known = new Map()))
  let result = known.get(value)
  if (result === undefined) {
    if (known.size === mostLiterals) known.clear()
    known.set(value, (result = newLiteral(value, dtype)))
  }
  return result
}

function newLiteral(value: number, dtype: DType): Tensor {
  const data = allocate(dtype, 1)
  data[0] = value
  return new Tensor(makeAval([], dtype), data, null, 0, true)
}

function fromTypedArray(operation: string, array: ArrayBufferView): Tensor {
  const aval = (dtype: DType, n: number) => makeAval([n], dtype)
  if (array instanceof Float64Array)
    return new Tensor(aval('float64', array.length), new Float64Array(array))
  if (array instanceof Float32Array)
    return new Tensor(aval('float32', array.length), new Float32Array(array))
  if (array instanceof DataView || isBigInts(array)) {
    throw new DTypeError(
      `${operation}: a ${array.constructor.name} cannot become a tensor; convert its elements to numbers first.`,
    )
  }
  const numbers = array as unknown as ArrayLike<number>
  const wide = array instanceof Uint32Array
  const data: TypedArray = wide ? Float64Array.from(numbers) : Int32Array.from(numbers)
  return new Tensor(aval(wide ? 'float64' : 'int32', data.length), data)
}

function isBigInts(array: ArrayBufferView): boolean {
  return array instanceof BigInt64Array || array instanceof BigUint64Array
}

function isForeignTensor(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Tensor) &&
    tensorBrand in value
  )
}

function duplicatePackage(operation: string): DuplicatePackageError {
  return new DuplicatePackageError(
    `${operation}: got a tensor made by another copy of @wengert/tensor; two copies are loaded, ` +
      'so make all packages depend on one version (npm ls @wengert/tensor shows who brings which).',
  )
}

/** A concrete tensor of zeros. */
export function zerosOf({ shape, dtype, size }: Aval): Tensor {
  return new Tensor(makeAval(shape, dtype), allocate(dtype, size))
}
