/**
 * Kernels over rows and lines of arrays, from what primitives' records say: to indices, to the place of
 * an extremum, and along an axis. Their operands and results are in row-major order.
 */
import type { Aval } from '../../aval.ts'
import type { Primitive } from '../../primitive.ts'
import { sizeOf } from '../../shape.ts'
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import { emitGather, emitScatterAdd } from './indexing.ts'
import { emitLocation } from './location.ts'
import type { NumberType } from './numbers.ts'
import { emitRunning } from './running.ts'

export interface RowKernel {
  /** Names all that the emitted code depends on. */
  readonly key: string
  /** (operands …, result) → (), or → 1 where the operands are refused, else 0; all are addresses. */
  emit(module: ModuleBuilder): FunctionBuilder
  readonly mayRefuse: boolean
  /** Whether the result must hold the first operand before, and is given in its place. */
  readonly inPlace: boolean
}

/** The kernel of a primitive that has one, on these operands. */
export function rowKernelOf(
  primitive: Primitive,
  params: unknown,
  operands: readonly Aval[],
  output: Aval,
): RowKernel | null {
  const { indexing, location, running } = primitive
  if (indexing !== undefined) {
    const [{ shape, dtype }, indices] = operands
    const rows = indexing.rows(shape, indices.shape, params)
    const key = `${indexing.kind} ${dtype} ${JSON.stringify(rows)}`
    const common = { key, mayRefuse: true }
    if (indexing.kind === 'read') {
      return { ...common, emit: (module) => emitGather(module, rows, dtype), inPlace: false }
    }
    if (dtype === 'bool') return null
    return { ...common, emit: (module) => emitScatterAdd(module, rows, dtype), inPlace: true }
  }
  const { shape, dtype } = operands[0] ?? output
  if (dtype === 'bool' || (location ?? running) === undefined) return null
  const { axis, reverse = false } = params as { axis: number; reverse?: boolean }
  const lines = {
    dtype: dtype as NumberType,
    outer: sizeOf(shape.slice(0, axis)),
    length: shape[axis],
    inner: sizeOf(shape.slice(axis + 1)),
  }
  const plain = { mayRefuse: false, inPlace: false }
  if (location !== undefined) {
    const spec = { kind: location, ...lines }
    const key = `location ${JSON.stringify(spec)}`
    return { ...plain, key, emit: (module) => emitLocation(module, spec) }
  }
  const spec = { kind: running!, ...lines, reverse }
  const key = `running ${JSON.stringify(spec)}`
  return { ...plain, key, emit: (module) => emitRunning(module, spec) }
}
