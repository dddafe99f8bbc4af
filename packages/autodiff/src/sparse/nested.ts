/**
 * Propagation through equations that carry programs: these are walked in their place, as they would
 * run. A scan goes step by step, with the known elements of its sequences, so that what one step
 * gathers is exact; a branch takes the program that it would choose; a whileLoop goes on while its
 * known state says so.
 */
import { allocate, makeAval, Tensor, type Aval } from '@wengert/tensor/internal'
import type { BranchParams } from '../control/branch.ts'
import type { ScanParams } from '../control/scan-loop.ts'
import type { WhileParams } from '../control/while.ts'
import { transposedBackward, type CustomLinearParams } from '../custom/custom-linear.ts'
import type { Program } from '../program.ts'
import { sliceAval } from '../structured.ts'
import { compact, independent, overOneTable } from './index-sets.ts'
import { concrete, isKnown, type Step, type Value } from './value.ts'

/** The values of the outputs; null where the rule does not apply. */
type NestedRule = (step: Step, operation: string, walk: Walk) => readonly Value[] | null

/** The values of a program's outputs for those of its inputs. */
type Walk = (program: Program, inputs: readonly Value[]) => Value[]

const scan: NestedRule = ({ params, operands, avals, outputs }, operation, walk) => {
  const { body, length, reverse, constants, carries } = params as ScanParams
  const fixed = operands.slice(0, constants)
  const sequences = operands
    .slice(constants + carries)
    .map((x) => (isKnown(x) ? concrete(x, operation) : x))
  const elementAvals = avals.slice(constants + carries).map(sliceAval)
  let carry = operands.slice(constants, constants + carries)
  const stacked: Value[][] = outputs.slice(carries).map(() => new Array<Value>(length))
  for (let k = 0; k < length; k++) {
    const at = reverse ? length - 1 - k : k
    const elements = sequences.map((x, i) => elementOf(x, at, elementAvals[i], operation))
    const results = walk(body, [...fixed, ...carry, ...elements])
    carry = results.slice(0, carries)
    stacked.forEach((list, i) => (list[at] = results[carries + i]))
  }
  return [...carry, ...stacked.map((list, i) => stackOf(list, outputs[carries + i], operation))]
}

function elementOf(x: Value, at: number, aval: Aval, operation: string): Value {
  const [start, stop] = [at * aval.size, (at + 1) * aval.size]
  if (isKnown(x)) return new Tensor(aval, x.host!.subarray(start, stop))
  return compact(operation, { sets: x.sets, ids: x.ids.subarray(start, stop) })
}

function stackOf(list: readonly Value[], aval: Aval, operation: string): Value {
  const { size, dtype } = sliceAval(aval)
  if (list.every(isKnown)) {
    const host = allocate(dtype, aval.size)
    list.forEach((x, k) => host.set(x.host!, k * size))
    return new Tensor(makeAval(aval.shape, dtype), host)
  }
  const { sets, ids } = overOneTable(
    operation,
    list.map((x) => (isKnown(x) ? independent(size) : x)),
  )
  const all = new Int32Array(aval.size)
  ids.forEach((part, k) => all.set(part, k * size))
  return compact(operation, { sets, ids: all })
}

const branch: NestedRule = ({ params, operands: [index, ...operands] }, operation, walk) => {
  if (!isKnown(index)) return null
  const { branches } = params as BranchParams
  const chosen = concrete(index, operation).host![0]
  return walk(branches[Math.min(Math.max(chosen, 0), branches.length - 1)], operands)
}

const whileLoop: NestedRule = ({ params, operands }, operation, walk) => {
  const { test, body, states } = params as WhileParams
  const constants = operands.slice(states)
  let state = operands.slice(0, states)
  for (;;) {
    const [verdict] = walk(test, [...state, ...constants])
    if (!isKnown(verdict)) return null
    if (concrete(verdict, operation).host![0] === 0) return state
    state = walk(body, [...state, ...constants])
  }
}

const checkpoint: NestedRule = ({ params, operands }, operation, walk) =>
  walk((params as { readonly program: Program }).program, operands)

const customLinear: NestedRule = ({ params, operands }, operation, walk) =>
  walk(transposedBackward(params as CustomLinearParams), operands)

/** By name; a linear solution is not here, since its results depend on all equations. */
export const nestedRules: { readonly [name: string]: NestedRule | undefined } = {
  scan,
  branch,
  whileLoop,
  checkpoint,
  customLinear,
}
