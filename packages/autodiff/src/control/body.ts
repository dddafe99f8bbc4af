/** Tracing the bodies of control flow: functions of trees, traced for avals only. */
import { ShapeError, TreeError } from '@wengert/tensor'
import {
  describeTree,
  flattenResult,
  formatAval,
  sameAval,
  sameStructure,
  unflattenTree,
  type Aval,
  type Structure,
} from '@wengert/tensor/internal'
import { checkFunction } from '../api/arguments.ts'
import type { AnyFunction } from '../api/types.ts'
import type { Program } from '../program.ts'
import { programOf } from '../structured.ts'

export interface Body {
  readonly program: Program
  /** The structure of the result. */
  readonly structure: Structure
}

/** Traces `f(...args)`, each argument a tree of the given structure. */
export function traceBody(
  operation: string,
  f: AnyFunction,
  structures: readonly Structure[],
  counts: readonly number[],
  avals: readonly Aval[],
): Body {
  checkFunction(operation, f)
  let structure: Structure | null = null
  const program = programOf(operation, avals, (tensors) => {
    let start = 0
    const args = structures.map((s, i) =>
      unflattenTree(s, tensors.slice(start, (start += counts[i]))),
    )
    const flat = flattenResult(operation, (f as (...xs: unknown[]) => unknown)(...args))
    structure = flat.structure
    return flat.leaves
  })
  return { program, structure: structure! }
}

/** A carry must keep its structure, shapes and dtypes from step to step. */
export function checkCarry(
  operation: string,
  what: string,
  given: { readonly structure: Structure; readonly avals: readonly Aval[] },
  expected: { readonly structure: Structure; readonly avals: readonly Aval[] },
): void {
  const show = ({ structure, avals }: typeof given): string =>
    describeTree(unflattenTree(structure, avals.map(formatAval))).replaceAll("'", '')
  if (!sameStructure(given.structure, expected.structure)) {
    throw new TreeError(
      `${operation}: ${what} is ${show(given)} where ${show(expected)} is expected; return a tree of the same structure.`,
    )
  }
  if (!given.avals.every((aval, i) => sameAval(aval, expected.avals[i]))) {
    throw new ShapeError(
      `${operation}: ${what} is ${show(given)} where ${show(expected)} is expected; keep shapes and dtypes.`,
    )
  }
}
