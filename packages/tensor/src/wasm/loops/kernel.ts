/**
 * What the loop compiler is asked for: a pass over a row-major iteration space that reads views,
 * computes steps of elementwise primitives, and stores or reduces some of the values. All addresses,
 * strides and shapes are known, so that they become part of the code.
 */
import { isFloat, type DType } from '../../dtype.ts'
import type { Primitive } from '../../primitive.ts'
import { castPrimitive } from '../../primitives/cast.ts'
import { wherePrimitive } from '../../primitives/select.ts'
import type { Shape } from '../../shape.ts'

export interface View {
  readonly dtype: DType
  /** Of the element [0, …, 0], in bytes. */
  readonly address: number
  /** In elements, one for each axis; 0 where it is stretched. */
  readonly strides: readonly number[]
  /** The addresses of int32 numbers of bytes that are added to it when the kernel runs. */
  readonly offsets?: readonly number[]
}

export type LoopValue =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'step'; readonly index: number }
  | { readonly kind: 'literal'; readonly value: number; readonly dtype: DType }

export interface Step {
  readonly primitive: Primitive<never>
  readonly params: unknown
  readonly operands: readonly LoopValue[]
  readonly dtype: DType
}

export type LoopSink =
  | { readonly kind: 'store'; readonly value: LoopValue; readonly view: View }
  | {
      readonly kind: 'sum' | 'max' | 'min'
      /** Sorted; the same for all reductions of a kernel. */
      readonly axes: readonly number[]
      readonly value: LoopValue
      /** Its strides are those of the axes that are kept. */
      readonly view: View
    }

export interface LoopKernel {
  readonly shape: Shape
  /** Broadcast to the shape. A store may go to the very view that is an input, and to no other part of one. */
  readonly inputs: readonly View[]
  /** Each may use those before it. */
  readonly steps: readonly Step[]
  readonly sinks: readonly LoopSink[]
}

/** The axes that the kernel's reductions share. */
export function reducedAxes(kernel: LoopKernel): readonly number[] {
  for (const sink of kernel.sinks) if (sink.kind !== 'store') return sink.axes
  return []
}

const logical = ['logicalAnd', 'logicalOr', 'logicalNot']

/** Whether a primitive on operands of these dtypes can be a step. */
export function isLoopOperation(primitive: Primitive, operands: readonly DType[]): boolean {
  const { name, emit } = primitive
  if (name === castPrimitive.name) return true
  if (emit === undefined) return false
  if (areFloats(operands, 0) || logical.includes(name)) return true
  // A bool is a mask, which has no arithmetic; but it can be chosen.
  const isChoice = name === wherePrimitive.name
  if (isChoice && operands[1] === 'bool') return true
  const first = isChoice ? 1 : 0
  if (areFloats(operands, first)) return true
  return primitive.integers === true && !operands.includes('bool', first)
}

function areFloats(dtypes: readonly DType[], from: number): boolean {
  for (let i = from; i < dtypes.length; i++) if (!isFloat(dtypes[i])) return false
  return true
}
