/**
 * Calls of a function with a rule of its own: the tensors in its arguments, and how to call again with
 * others in their place. Function and rules are traced when the function is called, so that whatever
 * they close over becomes an operand like the arguments.
 */
import { DerivativeError, ShapeError, Tensor, TreeError, type TensorLike } from '@wengert/tensor'
import {
  castTo,
  broadcastOrNull,
  describeTree,
  formatAval,
  isFloat,
  isPlainObject,
  isTensorLike,
  literal,
  sameShape,
  toTensor,
  type Aval,
  type MaybeTensor,
} from '@wengert/tensor/internal'
import type { AnyFunction } from '../api/types.ts'
import { isTensor, mapParts, partsOf, replaceParts } from '../parts.ts'
import type { Program } from '../program.ts'
import { record } from '../tape.ts'

export interface CustomCall {
  /** All tensors among the arguments, argument by argument. */
  readonly leaves: Tensor[]
  /** The arguments with other leaves in place of the tensors; what is no tensor stays. */
  args(leaves: readonly Tensor[]): unknown[]
}

/** Takes the arguments apart; options, strings and functions among them are not differentiable. */
export function takeApart(operation: string, args: readonly unknown[]): CustomCall {
  // Without the tensors: what is kept to call again is to keep no trace alive.
  const empty = args.map((arg) => mapParts(arg, (part) => (isOperand(part) ? placeholder : part)))
  return {
    leaves: args.flatMap((arg) => tensorsOf(operation, arg)),
    args: (leaves) => replaceParts(empty, isTensor, leaves) as unknown[],
  }
}

const placeholder = literal(0, 'float64')

const isOperand = (part: unknown): part is TensorLike => isTensor(part) || isTensorLike(part)

function tensorsOf(operation: string, value: unknown): Tensor[] {
  return partsOf(value)
    .filter(isOperand)
    .map((part) => toTensor(operation, part))
}

/**
 * For each tensor among the arguments its cotangent in a tree like them, stretched to its shape; null
 * where the tree has null, for a leaf or for a whole part.
 */
export function cotangentsOf(args: readonly unknown[], tree: unknown): MaybeTensor[] {
  const found: MaybeTensor[] = []
  const visit = (arg: unknown, ct: unknown, path: string): void => {
    const none = ct === null || ct === undefined
    if (arg instanceof Tensor) {
      found.push(none ? null : fitCotangent(toTensor('customVjp', ct as Tensor), arg.aval, path))
    } else if (Array.isArray(arg)) {
      if (!none && !(Array.isArray(ct) && ct.length === arg.length)) throw differs(path, arg, ct)
      arg.forEach((child, i) => visit(child, none ? null : (ct as unknown[])[i], `${path}[${i}]`))
    } else if (isPlainObject(arg)) {
      const keys = Object.keys(arg)
      const holds = (key: string): boolean =>
        tensorsOf('customVjp', arg[key]).length === 0 || (isPlainObject(ct) && key in ct)
      if (!none && !keys.every(holds)) throw differs(path, arg, ct)
      for (const key of keys) {
        visit(arg[key], none ? null : (ct as Record<string, unknown>)[key], `${path}.${key}`)
      }
    }
  }
  args.forEach((arg, i) => visit(arg, (tree as unknown[])[i], `cotangent ${i}`))
  return found
}

function fitCotangent(ct: Tensor, aval: Aval, path: string): Tensor {
  const common = broadcastOrNull(ct.shape, aval.shape)
  if (common === null || !sameShape(common, aval.shape)) {
    throw new ShapeError(
      `customVjp: ${path} is ${formatAval(ct.aval)} where the argument is ${formatAval(aval)}; ` +
        'return a cotangent of the shape of its argument.',
    )
  }
  return castTo(ct, aval.dtype).broadcastTo(aval.shape)
}

function differs(path: string, arg: unknown, ct: unknown): TreeError {
  return new TreeError(
    `customVjp: ${path} is ${describeTree(ct)} where the argument is ${describeTree(arg)}; ` +
      'return a tree like the argument, with null for what has no cotangent.',
  )
}

/** Positions of the leaves that have derivatives. */
export function floatPositions(leaves: readonly { readonly dtype: string }[]): number[] {
  return leaves.flatMap((leaf, i) => (isFloat(leaf.dtype as 'float64') ? [i] : []))
}

/** Records `body` at the given tensors, whose values it may read where they are known, and at others. */
export function traceCall(
  operation: string,
  leaves: readonly Tensor[],
  others: readonly Aval[],
  body: (tensors: Tensor[]) => readonly Tensor[],
): Program {
  const inputs = [
    ...leaves.map((value) => ({ aval: value.aval, value, differentiated: false })),
    ...others.map((aval) => ({ aval, value: null, differentiated: false })),
  ]
  return record(operation, inputs, body)
}

/** A rule says nothing of what the function closes over, so there must be no tangent. */
export function refuseClosures(operation: string, tangents: readonly MaybeTensor[]): void {
  if (tangents.every((t) => t === null)) return
  throw new DerivativeError(
    `${operation}: the function closes over a value that is being differentiated, of which the rule ` +
      'does not tell the derivative; make it an argument (or stopGradient it).',
  )
}

export function callWith(f: AnyFunction, args: readonly unknown[]): unknown {
  return (f as (...xs: unknown[]) => unknown)(...args)
}
