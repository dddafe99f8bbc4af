/**
 * Operations that go to rows at indices, look for an extremum along an axis, or run along one, as steps
 * with kernels of their own. Indices that lie outside are for the host's kernel to refuse: it has the
 * error.
 */
import type { Aval, Primitive } from '@wengert/tensor/internal'
import { rowKernelOf } from '@wengert/tensor/internal/wasm'
import type { Equation } from '../program.ts'
import { newPlace, type Place } from './place.ts'
import type { HostStep } from './plan.ts'
import type { Planner } from './planner.ts'

/** Where the result of such an equation is; null for others. */
export function planRows(
  planner: Planner,
  { primitive, operands, params, count }: Equation,
  avals: readonly Aval[],
  output: Aval,
): Place | null {
  if (count !== null) return null
  const kernel = rowKernelOf(primitive as unknown as Primitive, params, avals, output)
  if (kernel === null) return null
  const given = operands.map((operand) => planner.dense(operand))
  const result = kernel.inPlace ? planner.moved(given[0]) : newPlace(output)
  const refusal: HostStep | null = kernel.mayRefuse
    ? {
        kind: 'host',
        primitive: primitive as unknown as Primitive,
        params,
        operands: given,
        outputs: [result],
        avals: output,
      }
    : null
  const places = kernel.inPlace ? [result, ...given.slice(1)] : [...given, result]
  planner.push({ kind: 'rows', kernel, places, result, refusal })
  return result
}
