/**
 * The record of a primitive: everything there is to know about one elementary operation, in one
 * place. Rules are ordinary functions of tensor operations; interpreting them (recording,
 * transposing, batching whole programs) is @wengert/autodiff's. The families in primitives/ build
 * most records from a kernel and a formula.
 *
 * Conventions of the rules. A tangent or cotangent that is known to be zero is `null`, and a rule
 * never runs when all of them are. Tangents have their primal's shape and dtype. A batched operand
 * has its batch axis first, and so must every result of a batching rule.
 */
import type { Aval } from './aval.ts'
import type { TypedArray } from './dtype.ts'
import type { Lane, Lanes } from './emitter.ts'
import type { Shape } from './shape.ts'
import type { Strided } from './strided.ts'
import type { Tensor } from './tensor.ts'

export type MaybeTensor = Tensor | null

/**
 * The pushforward: the tangents of the outputs, from those of the operands (null: zero).
 * `outputs` are the primal results, to be reused: d(exp x) = y dx.
 */
export type JvpRule<P> = (
  tangents: readonly MaybeTensor[],
  operands: readonly Tensor[],
  outputs: readonly Tensor[],
  params: P,
) => MaybeTensor | readonly MaybeTensor[]

/**
 * The pullback of a linear operation: a cotangent for each operand in which it is linear here.
 * Those operands are `null` in `operands`; their shapes are in `avals`. Entries of the result that
 * stand for known operands are ignored.
 */
export type TransposeRule<P> = (
  cotangents: readonly MaybeTensor[],
  operands: readonly MaybeTensor[],
  params: P,
  avals: readonly Aval[],
) => readonly MaybeTensor[]

/** The coefficients of a power series t ↦ Σₖ cₖ tᵏ of tensors. */
export interface Series {
  /** Coefficient k; null where it is zero. */
  at(k: number): MaybeTensor
  /** Coefficient 0. */
  readonly value: Tensor
}

/**
 * Coefficient k ≥ 1 of the output's series, from those of the operands up to k and those of the
 * output below k.
 */
export type TaylorRule<P> = (
  k: number,
  operands: readonly Series[],
  output: Series,
  params: P,
) => MaybeTensor

/** The operation over a batch of `size`: operands that have a batch axis have it first. */
export type BatchRule<P> = (
  operands: readonly Tensor[],
  batched: readonly boolean[],
  params: P,
  size: number,
) => Tensor | readonly Tensor[]

export interface Placement {
  /** What stands where no operand's elements go; null where they fill the result. */
  readonly fill: number | null
  /** The layout in the result of each operand's elements. */
  readonly parts: readonly Strided[]
}

/** Rows of `count` elements along an axis of `length`, taken one by one, in batches of their own. */
export interface Rows {
  readonly batches: number
  /** How often each batch's indices are gone through, further on in the array. */
  readonly between: number
  /** Indices in a batch. */
  readonly perBatch: number
  readonly length: number
  readonly count: number
}

export interface Indexing<P> {
  /** Whether rows of the first operand are read, or the third's are added to them. */
  readonly kind: 'read' | 'add'
  rows(x: Shape, indices: Shape, params: P): Rows
}

export interface Primitive<P = unknown> {
  readonly name: string
  /** Output shape and dtype; throws the user's error when the operands do not fit. */
  shape(operands: readonly Aval[], params: P): Aval | readonly Aval[]
  /** Computes the outputs on the host. It may return an operand's own array, never write to it. */
  kernel(operands: readonly Tensor[], params: P, outputs: Aval): TypedArray | TypedArray[]
  /**
   * Only where the operation is elementwise: what a compiler emits for one element of float operands,
   * with the kernel's bits. A bool is a mask, given or returned, in logic and conditions. Steps that
   * round more than once are a LaneFunction, which is of float64 whatever the operands are, unless it has
   * steps of its own for float32.
   */
  readonly emit?: (lanes: Lanes, operands: readonly Lane[], params: P) => Lane
  /** Whether `emit` holds for int32 operands too, in lanes that wrap around. */
  readonly integers?: boolean
  /**
   * Only where the operation rearranges its operand: the same elements in place, as the result's
   * layout; null where they have to move.
   */
  readonly view?: (x: Strided, params: P, output: Aval) => Strided | null
  /** Only where the operation puts its operands' elements into parts of the result: which. */
  readonly placement?: (operands: readonly Aval[], params: P, output: Aval) => Placement
  /** Only where the operation reduces over `params.axes`: how. */
  readonly reduction?: 'sum' | 'max' | 'min'
  /** Only where the operation goes to rows at int32 indices, its second operand: which, and what for. */
  readonly indexing?: Indexing<P>
  /** Only where the operation says where along `params.axis` an extremum is: which. */
  readonly location?: 'max' | 'min'
  /**
   * Only where the operation runs along `params.axis`, from the last element if `params.reverse`: adding
   * up its operand, or by yᵢ = aᵢ yᵢ₋₁ + bᵢ of two.
   */
  readonly running?: 'sum' | 'recurrence'
  /** Null for piecewise constant and integer-valued operations: their tangents are zero. */
  readonly jvp: JvpRule<P> | null
  /**
   * Only where the tangent applies the operation itself to both tangents and operands, as those of
   * products and quotients do: series of others follow from their tangents.
   */
  readonly taylor?: TaylorRule<P>
  /** Only where the operation is linear in some operands. */
  readonly transpose?: TransposeRule<P>
  /**
   * The operands in which it is linear at once: their positions, or `'one'` for a product, which is
   * linear in either. Absent: all floating-point ones.
   */
  readonly linearIn?: 'one' | readonly number[]
  readonly batch: BatchRule<P>
}

/** The params of a primitive that has none. */
export const noParams: Readonly<Record<string, never>> = Object.freeze({})
export type NoParams = typeof noParams
