/**
 * Plans of control flow: the body is a plan of its own. A turn of a scan reads its elements of the
 * sequences where they are, and leaves its outputs where they belong in the stacks; what it carries is
 * copied to where the next turn reads it. A branch leaves its outputs where the step's are. What is not
 * the body's own to leave elsewhere, an input or one output given twice, is copied.
 */
import { makeAval, type Aval } from '@wengert/tensor/internal'
import type { Program } from '../program.ts'
import type { StructuredPrimitive } from '../structured.ts'
import { newPlace, type Place } from './place.ts'
import { copyOnce, type Copy, type Plan } from './plan.ts'
import type { Planner } from './planner.ts'

interface ScanShape {
  readonly body: Program
  readonly length: number
  readonly reverse: boolean
  readonly constants: number
  readonly carries: number
}

function planScan(
  planner: Planner,
  operands: readonly Place[],
  { body, length, reverse, constants, carries }: ScanShape,
  avals: readonly Aval[],
): Place[] {
  const own = constants + carries
  const sequences = operands.slice(own)
  const carry = avals.slice(0, carries).map(newPlace)
  const offsets = new Map<number, Place>()
  const slots = sequences.map((place, i) =>
    elementOf(place, body.avals[body.inputs[own + i]], offsets),
  )
  const stacked = avals.slice(carries).map(newPlace)
  planner.push({
    kind: 'copy',
    copies: operands.slice(constants, own).map((place, i) => copyOnce(place, carry[i])),
  })
  const plan = planner.nested(body, [...operands.slice(0, constants), ...carry, ...slots], true)
  const after = plan.outputs.flatMap((place, i) => {
    if (i < carries) return [copyOnce(place, carry[i])]
    const aval = body.aval(body.outputs[i])
    return leftAt(plan, place, elementOf(stacked[i - carries], aval, offsets))
  })
  planner.push({
    kind: 'repeat',
    length,
    reverse,
    offsets: [...offsets].map(([bytes, place]) => ({ place, bytes })),
    stacks: stacked,
    body: plan,
    after,
  })
  return [...carry, ...stacked]
}

/** The element of a stack of the turn at hand; offsets are by the bytes of a turn. */
function elementOf(stack: Place, aval: Aval, offsets: Map<number, Place>): Place {
  const place = newPlace(aval)
  const { bytes } = place.buffer
  let offset = offsets.get(bytes)
  if (offset === undefined) offsets.set(bytes, (offset = newPlace(makeAval([], 'int32'))))
  place.buffer.within = { place: stack, offset }
  return place
}

/** Has the plan leave an output at the place wanted; copies where it cannot. */
function leftAt(plan: Plan, output: Place, wanted: Place): Copy[] {
  const { buffer, layout } = output
  const isOwn =
    buffer.within === null &&
    layout.offset === 0 &&
    buffer.bytes === wanted.buffer.bytes &&
    plan.buffers.includes(buffer)
  if (!isOwn) return [copyOnce(output, wanted)]
  buffer.within = { place: wanted, offset: null }
  return []
}

interface WhileShape {
  readonly test: Program
  readonly body: Program
  readonly states: number
}

function planWhile(
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
  const tested = planner.nested(test, inputs)
  const plan = planner.nested(body, inputs, true)
  planner.push({
    kind: 'while',
    test: tested,
    condition: tested.outputs[0],
    body: plan,
    after: plan.outputs.map((place, i) => copyOnce(place, state[i])),
  })
  return state
}

function planBranch(
  planner: Planner,
  [index, ...operands]: readonly Place[],
  { branches }: { readonly branches: readonly Program[] },
  avals: readonly Aval[],
): Place[] {
  const outputs = avals.map(newPlace)
  planner.push({
    kind: 'branch',
    index,
    outputs,
    branches: branches.map((program) => {
      const plan = planner.nested(program, operands)
      return { plan, after: plan.outputs.flatMap((place, i) => leftAt(plan, place, outputs[i])) }
    }),
  })
  return outputs
}

/** A program that runs once, among the planner's own steps. */
function planInline(
  planner: Planner,
  operands: readonly Place[],
  { program }: { readonly program: Program },
): Place[] {
  return planner.inline(program, operands)
}

/** A rule pushes its steps, over operands in row-major order, and returns where the outputs are. */
type StructuredPlan = (
  planner: Planner,
  operands: readonly Place[],
  params: never,
  outputs: readonly Aval[],
) => readonly Place[]

export const structuredPlans: Readonly<
  Record<NonNullable<StructuredPrimitive['plan']>, StructuredPlan>
> = { scan: planScan, while: planWhile, branch: planBranch, inline: planInline }
