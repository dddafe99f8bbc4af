/** What propagation knows of a value: its elements, or what each of them depends on. */
import { Tensor, type Aval, type Primitive } from '@wengert/tensor/internal'
import type { Dependence } from './index-sets.ts'

export type Value = Tensor | Dependence

/** An equation, with the values of its operands. */
export interface Step {
  readonly primitive: Primitive
  readonly params: unknown
  readonly operands: readonly Value[]
  readonly avals: readonly Aval[]
  readonly outputs: readonly Aval[]
}

export function isKnown(value: Value): value is Tensor {
  return value instanceof Tensor
}

export function isDependent(value: Value): value is Dependence {
  return !(value instanceof Tensor)
}

/** A known tensor with its elements; that of an enclosing trace is read. */
export function concrete(tensor: Tensor, operation: string): Tensor {
  return tensor.trace === null ? tensor : tensor.trace.read(tensor, operation)
}
