/**
 * The tensor: an immutable array of numbers with a shape and a dtype, row-major. A concrete tensor
 * has its elements in `host`; a traced one stands for a variable of an open trace and has none
 * until somebody reads it. It is an ordinary object that the garbage collector frees: there is no
 * dispose. Methods are the operations of the same name with `this` as first operand.
 *
 * Operations import this module and it imports them; all of them are function declarations, which
 * exist before any module runs, so the cycle is harmless.
 */
import type { Aval } from './aval.ts'
import { isFloat, type DType, type TypedArray } from './dtype.ts'
import { ArgumentError, ConcretizationError } from './errors.ts'
import { formatTensor } from './format.ts'
import type { Shape } from './shape.ts'
import * as ops from './ops.ts'
import type { MomentOptions } from './functions/moments.ts'
import type { NormOptions } from './functions/norm.ts'
import type { SortOptions } from './primitives/argsort.ts'
import type { RunningOptions } from './primitives/cumulative.ts'
import type { Axes, ReduceOptions } from './primitives/reduction.ts'
import type { PadWidths } from './primitives/padding.ts'
import { partAt, type SliceIndex } from './primitives/slicing.ts'

/** What operations and transforms take for a tensor. */
export type TensorLike =
  | Tensor
  | number
  | boolean
  | TypedArray
  | Int8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Uint32Array

/** Nested arrays of numbers, as `toArray` returns them. */
export type NestedNumbers = number | NestedNumbers[]

/** A typed array that may be read but not written. */
export interface ReadonlyTypedArray extends Iterable<number> {
  readonly length: number
  readonly [index: number]: number
  slice(start?: number, end?: number): TypedArray
  at(index: number): number | undefined
}

/** The open trace to which a traced tensor belongs. */
export interface Trace {
  /** The value of a traced tensor; throws where it is not known. */
  read(tensor: Tensor, reader: string): Tensor
  /** Whether the tensor depends on an input that is being differentiated. */
  isDifferentiated(tensor: Tensor): boolean
}

/** Marks tensors of every copy of this package, so that a second copy is noticed. */
export const tensorBrand: unique symbol = Symbol.for('@wengert/tensor') as never

export class Tensor {
  /** @internal Shape and dtype. */
  readonly aval: Aval
  /** @internal The elements; null while the tensor is traced. */
  readonly host: TypedArray | null
  /** @internal The trace that recorded the tensor; null when it is concrete. */
  readonly trace: Trace | null
  /** @internal The number of the trace's variable. */
  readonly variable: number
  /** @internal A weakly typed constant, kept in place in programs. */
  readonly literal: boolean

  /** @internal Use `tensor`, `zeros` and the like. */
  constructor(
    aval: Aval,
    host: TypedArray | null,
    trace: Trace | null = null,
    variable = 0,
    literal = false,
  ) {
    this.aval = aval
    this.host = host
    this.trace = trace
    this.variable = variable
    this.literal = literal
  }

  get [tensorBrand](): true {
    return true
  }

  /** The length of each axis; `[]` for a scalar. */
  get shape(): Shape {
    return this.aval.shape
  }

  get dtype(): DType {
    return this.aval.dtype
  }

  /** The number of axes. */
  get ndim(): number {
    return this.aval.shape.length
  }

  /** The number of elements. */
  get size(): number {
    return this.aval.size
  }

  /**
   * The elements in row-major order, not to be written to.
   * @throws ConcretizationError while the tensor is being differentiated or has no value yet.
   */
  get data(): ReadonlyTypedArray {
    return this.values('data')
  }

  /**
   * The only element, as a number; bools as 0 or 1.
   * @throws ArgumentError when there is not exactly one element.
   * @throws ConcretizationError while the tensor is being differentiated or has no value yet.
   */
  item(): number {
    this.checkSingle('item')
    return this.values('item')[0]
  }

  /**
   * The value, as a number or nested arrays, even while it is being differentiated: for looking
   * at it. What is computed from a peeked number has no derivative.
   */
  peek(): NestedNumbers {
    return nest(this.known('peek'), this.shape)
  }

  /**
   * The elements in nested arrays, one level an axis; a number for a scalar.
   * @throws ConcretizationError while the tensor is being differentiated or has no value yet.
   */
  toArray(): NestedNumbers {
    return nest(this.values('toArray'), this.shape)
  }

  toJSON(): NestedNumbers {
    return this.toArray()
  }

  /** As NumPy prints arrays: aligned, and long ones shortened; see `printOptions`. */
  toString(): string {
    return formatTensor(this)
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return `Tensor ${this.toString()}`
  }

  /** Operators work on numbers only; a silent NaN or string would be worse than this error. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return this.toString()
    throw new ArgumentError(
      'Tensor: JavaScript operators do not work on tensors; use methods (x.add(y), x.greater(y)), ' +
        'x.item() for the number of a scalar, or `${x}` for text.',
    )
  }

  private known(reader: string): TypedArray {
    return this.trace === null ? this.host! : this.trace.read(this, reader).host!
  }

  private values(reader: string): TypedArray {
    if (this.trace !== null && isFloat(this.dtype) && this.trace.isDifferentiated(this)) {
      throw new ConcretizationError(
        `${reader}: this tensor is being differentiated, and a number read from it would lose its ` +
          'derivative; compute with the tensor itself, or use peek() to only look at the value.',
      )
    }
    return this.known(reader)
  }

  private checkSingle(reader: string): void {
    if (this.size !== 1) {
      throw new ArgumentError(
        `${reader}: a tensor of shape [${this.shape.join(', ')}] has ${this.size} elements, not one; ` +
          'use toArray() or data.',
      )
    }
  }

  neg(): Tensor {
    return ops.neg(this)
  }

  abs(): Tensor {
    return ops.abs(this)
  }

  sign(): Tensor {
    return ops.sign(this)
  }

  square(): Tensor {
    return ops.square(this)
  }

  sqrt(): Tensor {
    return ops.sqrt(this)
  }

  rsqrt(): Tensor {
    return ops.rsqrt(this)
  }

  reciprocal(): Tensor {
    return ops.reciprocal(this)
  }

  exp(): Tensor {
    return ops.exp(this)
  }

  expm1(): Tensor {
    return ops.expm1(this)
  }

  log(): Tensor {
    return ops.log(this)
  }

  log1p(): Tensor {
    return ops.log1p(this)
  }

  sin(): Tensor {
    return ops.sin(this)
  }

  cos(): Tensor {
    return ops.cos(this)
  }

  tan(): Tensor {
    return ops.tan(this)
  }

  asin(): Tensor {
    return ops.asin(this)
  }

  acos(): Tensor {
    return ops.acos(this)
  }

  atan(): Tensor {
    return ops.atan(this)
  }

  sinh(): Tensor {
    return ops.sinh(this)
  }

  cosh(): Tensor {
    return ops.cosh(this)
  }

  tanh(): Tensor {
    return ops.tanh(this)
  }

  asinh(): Tensor {
    return ops.asinh(this)
  }

  acosh(): Tensor {
    return ops.acosh(this)
  }

  atanh(): Tensor {
    return ops.atanh(this)
  }

  sigmoid(): Tensor {
    return ops.sigmoid(this)
  }

  softplus(): Tensor {
    return ops.softplus(this)
  }

  relu(): Tensor {
    return ops.relu(this)
  }

  floor(): Tensor {
    return ops.floor(this)
  }

  ceil(): Tensor {
    return ops.ceil(this)
  }

  round(): Tensor {
    return ops.round(this)
  }

  logicalNot(): Tensor {
    return ops.logicalNot(this)
  }

  isFinite(): Tensor {
    return ops.isFinite(this)
  }

  isNan(): Tensor {
    return ops.isNan(this)
  }

  ravel(): Tensor {
    return ops.ravel(this)
  }

  add(other: TensorLike): Tensor {
    return ops.add(this, other)
  }

  sub(other: TensorLike): Tensor {
    return ops.sub(this, other)
  }

  mul(other: TensorLike): Tensor {
    return ops.mul(this, other)
  }

  div(other: TensorLike): Tensor {
    return ops.div(this, other)
  }

  pow(other: TensorLike): Tensor {
    return ops.pow(this, other)
  }

  maximum(other: TensorLike): Tensor {
    return ops.maximum(this, other)
  }

  minimum(other: TensorLike): Tensor {
    return ops.minimum(this, other)
  }

  rem(other: TensorLike): Tensor {
    return ops.rem(this, other)
  }

  atan2(other: TensorLike): Tensor {
    return ops.atan2(this, other)
  }

  equal(other: TensorLike): Tensor {
    return ops.equal(this, other)
  }

  notEqual(other: TensorLike): Tensor {
    return ops.notEqual(this, other)
  }

  less(other: TensorLike): Tensor {
    return ops.less(this, other)
  }

  lessEqual(other: TensorLike): Tensor {
    return ops.lessEqual(this, other)
  }

  greater(other: TensorLike): Tensor {
    return ops.greater(this, other)
  }

  greaterEqual(other: TensorLike): Tensor {
    return ops.greaterEqual(this, other)
  }

  logicalAnd(other: TensorLike): Tensor {
    return ops.logicalAnd(this, other)
  }

  logicalOr(other: TensorLike): Tensor {
    return ops.logicalOr(this, other)
  }

  matmul(other: TensorLike): Tensor {
    return ops.matmul(this, other)
  }

  dot(other: TensorLike): Tensor {
    return ops.dot(this, other)
  }

  sum(axes?: Axes, options?: ReduceOptions): Tensor {
    return ops.sum(this, axes, options)
  }

  mean(axes?: Axes, options?: ReduceOptions): Tensor {
    return ops.mean(this, axes, options)
  }

  max(axes?: Axes, options?: ReduceOptions): Tensor {
    return ops.max(this, axes, options)
  }

  min(axes?: Axes, options?: ReduceOptions): Tensor {
    return ops.min(this, axes, options)
  }

  prod(axes?: Axes, options?: ReduceOptions): Tensor {
    return ops.prod(this, axes, options)
  }

  any(axes?: Axes, options?: ReduceOptions): Tensor {
    return ops.any(this, axes, options)
  }

  all(axes?: Axes, options?: ReduceOptions): Tensor {
    return ops.all(this, axes, options)
  }

  variance(axes?: Axes, options?: MomentOptions): Tensor {
    return ops.variance(this, axes, options)
  }

  std(axes?: Axes, options?: MomentOptions): Tensor {
    return ops.std(this, axes, options)
  }

  norm(axes?: Axes, options?: NormOptions): Tensor {
    return ops.norm(this, axes, options)
  }

  cumsum(axis?: number, options?: RunningOptions): Tensor {
    return ops.cumsum(this, axis, options)
  }

  cumprod(axis?: number, options?: RunningOptions): Tensor {
    return ops.cumprod(this, axis, options)
  }

  sort(axis?: number, options?: SortOptions): Tensor {
    return ops.sort(this, axis, options)
  }

  argsort(axis?: number, options?: SortOptions): Tensor {
    return ops.argsort(this, axis, options)
  }

  logsumexp(axes?: Axes, options?: ReduceOptions): Tensor {
    return ops.logsumexp(this, axes, options)
  }

  argmax(axis?: number, options?: ReduceOptions): Tensor {
    return ops.argmax(this, axis, options)
  }

  argmin(axis?: number, options?: ReduceOptions): Tensor {
    return ops.argmin(this, axis, options)
  }

  softmax(axis?: number): Tensor {
    return ops.softmax(this, axis)
  }

  logSoftmax(axis?: number): Tensor {
    return ops.logSoftmax(this, axis)
  }

  clip(low: TensorLike, high: TensorLike): Tensor {
    return ops.clip(this, low, high)
  }
  cast(dtype: DType): Tensor {
    return ops.cast(this, dtype)
  }
  reshape(shape: Shape): Tensor {
    return ops.reshape(this, shape)
  }
  /** The axes in another order; reversed when no order is given. */
  transpose(permutation?: readonly number[]): Tensor {
    return ops.transpose(this, permutation)
  }
  swapAxes(first: number, second: number): Tensor {
    return ops.swapAxes(this, first, second)
  }
  expandDims(axes: number | readonly number[]): Tensor {
    return ops.expandDims(this, axes)
  }
  squeeze(axes?: Axes): Tensor {
    return ops.squeeze(this, axes)
  }
  broadcastTo(shape: Shape): Tensor {
    return ops.broadcastTo(this, shape)
  }
  flip(axes?: Axes): Tensor {
    return ops.flip(this, axes)
  }
  take(indices: TensorLike, axis?: number): Tensor {
    return ops.take(this, indices, axis)
  }
  moveAxis(source: number | readonly number[], destination: number | readonly number[]): Tensor {
    return ops.moveAxis(this, source, destination)
  }
  tile(counts: number | readonly number[]): Tensor {
    return ops.tile(this, counts)
  }
  repeat(counts: number | readonly number[], axis?: number): Tensor {
    return ops.repeat(this, counts, axis)
  }
  roll(shift: number | readonly number[], axis?: number | readonly number[]): Tensor {
    return ops.roll(this, shift, axis)
  }
  split(sections: number | readonly number[], axis?: number): Tensor[] {
    return ops.split(this, sections, axis)
  }
  pad(widths: PadWidths, options?: { value?: number }): Tensor {
    return ops.pad(this, widths, options)
  }
  takeAlongAxis(indices: TensorLike, axis?: number): Tensor {
    return ops.takeAlongAxis(this, indices, axis)
  }
  /** The part at an index of the first axis; negative ones count from the last. */
  at(index: number): Tensor {
    return partAt(this, index)
  }
  /** NumPy's `x[a:b:c, i, …]`: one range or index an axis. */
  slice(...indices: readonly SliceIndex[]): Tensor {
    return ops.slice(this, ...indices)
  }
}

function nest(data: TypedArray, shape: Shape): NestedNumbers {
  let offset = 0
  const build = (axis: number): NestedNumbers => {
    if (axis === shape.length) return data[offset++]
    return Array.from({ length: shape[axis] }, () => build(axis + 1))
  }
  return build(0)
}
