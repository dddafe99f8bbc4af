/**
 * Plans of control flow: the body is a plan of its own over static places, and what changes from turn
 * to turn is copied in and out of them. A turn of a scan copies its elements of the sequences to slots
 * before the body, and its outputs and the next carry from where the body leaves them after it.
 */
import { makeAval, type Aval } from '@wengert/tensor/internal'
import type { Program } from '../program.ts'
import { newPlace, type Place } from './place.ts'
import { copyOnce } from './plan.ts'
import { planProgram, type Planner } from './planner.ts'

interface ScanShape {
  readonly body: Program
  readonly length: number
  readonly reverse: boolean
  readonly constants: number
  readonly carries: number
}

export function planScan(
  planner: Planner,
  operands: readonly Place[],
  { body, length, reverse, constants, carries }: ScanShape,
  avals: readonly Aval[],
): Place[] {
  const own = constants + carries
  const sequences = operands.slice(own)
  const carry = avals.slice(0, carries).map(newPlace)
  const slots = body.inputs.slice(own).map((variable) => newPlace(body.avals[variable]))
  const stacked = avals.slice(carries).map(newPlace)
  planner.push({
    kind: 'copy',
    copies: operands.slice(constants, own).map((place, i) => copyOnce(place, carry[i])),
  })
  const plan = planProgram(
    body,
    [...operands.slice(0, constants), ...carry, ...slots],
    planner.constants,
    true,
  )
  planner.push({
    kind: 'repeat',
    length,
    reverse,
    before: sequences.map((place, i) => ({ ...copyOnce(place, slots[i]), moving: 'from' })),
    body: plan,
    after: plan.outputs.map((place, i) =>
      i < carries
        ? copyOnce(place, carry[i])
        : { from: place, to: stacked[i - carries], bytes: bytesOf(place), moving: 'to' },
    ),
  })
  return [...carry, ...stacked]
}

function bytesOf({ dtype, layout: { shape } }: Place): number {
  return newPlace(makeAval(shape, dtype)).buffer.bytes
}

interface WhileShape {
  readonly test: Program
  readonly body: Program
  readonly states: number
}

export function planWhile(
  planner: Planner,
  operands: readonly Place[],
  { test, body, states }: WhileShape,
  avals: readonly Aval[],
): Place[] {
  const state = avals.map(newPlace)
  planner.push({
    kind: 'copy',
    copies: state.map((place, i) => copyOnce(operands[i], place)),
  })
  const inputs = [...state, ...operands.slice(states)]
  const tested = planProgram(test, inputs, planner.constants)
  const plan = planProgram(body, inputs, planner.constants, true)
  planner.push({
    kind: 'while',
    test: tested,
    condition: tested.outputs[0],
    body: plan,
    after: plan.outputs.map((place, i) => copyOnce(place, state[i])),
  })
  return state
}

export function planBranch(
  planner: Planner,
  [index, ...operands]: readonly Place[],
  { branches }: { readonly branches: readonly Program[] },
  avals: readonly Aval[],
): Place[] {
  const outputs = avals.map(newPlace)
  planner.push({
    kind: 'branch',
    index,
    branches: branches.map((program) => {
      const plan = planProgram(program, operands, planner.constants)
      return { plan, after: plan.outputs.map((place, i) => copyOnce(place, outputs[i])) }
    }),
  })
  return outputs
}

/** A program that runs once, among the planner's own steps. */
export function planInline(
  planner: Planner,
  operands: readonly Place[],
  { program }: { readonly program: Program },
): Place[] {
  return planner.inline(program, operands)
}
