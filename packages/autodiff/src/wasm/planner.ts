/**
 * Makes the plan of a program, equation by equation: what kind of step each becomes is decided here, and by
 * the files `plan-…`.
 */
import type { Tensor } from '@wengert/tensor'
import {
  dotGeneralPrimitive,
  isFloat,
  rowMajor,
  sameShape,
  type Aval,
  type DotParams,
  type DType,
  type Primitive,
} from '@wengert/tensor/internal'
import { isLoopOperation, scratchBytes, type LoopValue } from '@wengert/tensor/internal/wasm'
import type { Equation, Operand, Program } from '../program.ts'
import { isStructured } from '../structured.ts'
import { borderOf } from './border.ts'
import { LoopDraft, spaceOf } from './loop-draft.ts'
import { writtenBy } from './memory.ts'
import { isDense, newBuffer, newPlace, reshapedPlace, viewedAs, type Place } from './place.ts'
import { kernelOf, type Plan, type Step } from './plan.ts'
import { planProduct } from './plan-product.ts'
import { structuredPlans } from './plan-loops.ts'
import { planRows } from './plan-rows.ts'
import { PlannedValues } from './planned-values.ts'

/** The places of the tensors that programs and the programs inside them capture. */
export type Constants = Map<Tensor, Place>

/** @param apart - Whether outputs may not lie in the inputs' memory. */
export function planProgram(
  program: Program,
  inputs: readonly Place[],
  constants: Constants,
  apart = false,
): Plan {
  return new Planner(program, inputs, constants, []).plan(apart)
}

/** Inputs for a plan that stands alone, each in a buffer of its own. */
export function freshInputs(program: Program): Place[] {
  return program.inputs.map((variable) => newPlace(program.avals[variable]))
}

export class Planner extends PlannedValues {
  private readonly inputs: readonly Place[]
  private readonly constants: Constants

  constructor(program: Program, inputs: readonly Place[], constants: Constants, steps: Step[]) {
    super(program, steps)
    this.inputs = inputs
    this.constants = constants
    for (const { variable, tensor } of program.captures) {
      let place = constants.get(tensor)
      if (place === undefined) constants.set(tensor, (place = newPlace(tensor.aval)))
      this.locations[variable] = { kind: 'memory', place, after: -1 }
    }
    program.inputs.forEach((variable, i) => {
      this.locations[variable] = { kind: 'memory', place: inputs[i], after: -1 }
    })
  }

  plan(apart: boolean): Plan {
    const outputs = this.run()
    const filled = new Set(this.steps.flatMap(writtenBy))
    const own = outputs.map((place) =>
      apart && !filled.has(place.buffer) ? this.moved(place) : place,
    )
    for (const step of this.steps) {
      if (step instanceof LoopDraft) step.scratch = newBuffer(scratchBytes(kernelOf(step)))
    }
    const written = this.steps.flatMap(writtenBy)
    return {
      inputs: this.inputs,
      steps: this.steps,
      outputs: own,
      buffers: [...new Set(written)],
    }
  }

  /** The plan of a program inside this one's, which shares its constants. */
  nested(program: Program, inputs: readonly Place[], apart = false): Plan {
    return planProgram(program, inputs, this.constants, apart)
  }

  /** Plans all equations; the places of the outputs. */
  private run(): Place[] {
    const { equations } = this.program
    for (let i = 0; i < equations.length; i++) this.add(equations[i])
    return this.program.outputs.map((operand) => this.dense(operand))
  }

  /**
   * Plans a program among this one's steps, sharing no loop with what comes before: what a checkpoint
   * computes again is not to be computed early.
   */
  inline(program: Program, inputs: readonly Place[]): Place[] {
    this.drafts.clear()
    return new Planner(program, inputs, this.constants, this.steps).run()
  }

  private add(equation: Equation): void {
    const { primitive, operands, params, output, count } = equation
    if (primitive.view !== undefined && this.addView(equation)) return
    const dtypes = this.dtypesOf(operands)
    if (count === null && isLoopOperation(primitive, dtypes)) {
      return this.addElementwise(equation, dtypes)
    }
    const aval = this.program.avals[output]
    const dtype = operands.length > 0 ? dtypes[0] : aval?.dtype
    if (primitive.reduction !== undefined && isFloat(dtype)) return this.addReduction(equation)
    if (primitive === (dotGeneralPrimitive as unknown) && isFloat(dtype)) {
      const [left, right] = operands.map((operand) => this.place(operand))
      return this.define(output, planProduct(this, left, right, params as DotParams, aval))
    }
    if (primitive.placement !== undefined) return this.addPlacement(equation)
    if (isStructured(primitive) && primitive.plan !== undefined) {
      const places = operands.map((operand) => this.dense(operand))
      const rule = structuredPlans[primitive.plan]
      const outputs = rule(this, places, params as never, this.avalsOf(equation))
      return outputs.forEach((place, i) => this.define(output + i, place))
    }
    const avals = operands.map((operand) => this.program.aval(operand))
    const place = planRows(this, equation, avals, aval)
    if (place !== null) return this.define(output, place)
    this.addHost(equation)
  }

  /** A layout of the operand, whose elements move only where there is no such layout. */
  private addView({ primitive, operands: [operand], params, output }: Equation): boolean {
    const aval = this.program.avals[output]
    const location = typeof operand === 'number' ? this.locations[operand] : null
    if (location?.kind === 'step') {
      const given = this.program.aval(operand)
      const own = primitive.view!(rowMajor(given.shape), params, aval)
      const inOrder =
        own !== null &&
        aval.size === given.size &&
        isDense({ buffer: newBuffer(0), dtype: aval.dtype, layout: own })
      if (inOrder) {
        this.locations[output] = location
        return true
      }
    }
    const place = this.place(operand)
    const layout = primitive.view!(place.layout, params, aval)
    if (layout !== null) {
      const after = typeof operand === 'number' ? this.after(operand) : this.steps.length - 1
      this.locations[output] = { kind: 'memory', place: viewedAs(place, layout), after }
      return true
    }
    const moved = this.moved(place)
    const own = primitive.view!(moved.layout, params, aval)
    if (own === null) return false
    this.define(output, viewedAs(moved, own))
    return true
  }

  private addElementwise(equation: Equation, dtypes: readonly DType[]): void {
    const { operands, output } = equation
    const { shape, dtype } = this.program.avals[output]
    const draft = this.draftFor(shape, operands, dtype, dtypes, null)
    const values = new Array<LoopValue>(operands.length)
    for (let i = 0; i < operands.length; i++) values[i] = this.valueIn(draft, operands[i], shape)
    this.locations[output] = draft.compute(equation, values, dtype)
  }

  private addReduction({ primitive, operands: [operand], params, output }: Equation): void {
    const { shape, dtype } = this.program.aval(operand)
    const reduced = (params as { readonly axes: readonly number[] }).axes
    // A reduced axis of length 1 stays in the space: even one term is added to 0.
    const whole = reduced.some((axis) => shape[axis] === 1)
    const kept = shape.map((_, axis) => axis).filter((axis) => whole || shape[axis] !== 1)
    const axes = reduced.map((axis) => kept.indexOf(axis))
    const draft = whole
      ? this.newDraft(shape)
      : this.draftFor(shape, [operand], dtype, [dtype], axes)
    const value = this.valueIn(draft, operand, shape, whole)
    const place = draft.sink(primitive.reduction!, axes, value, dtype)
    this.locations[output] = {
      kind: 'memory',
      place: reshapedPlace(place, this.program.avals[output].shape),
      after: draft.position,
    }
  }

  /** Operands' elements go to parts of the result; those that a loop computes, straight from there. */
  private addPlacement({ primitive, operands, params, output }: Equation): void {
    const aval = this.program.avals[output]
    const avals = operands.map((operand) => this.program.aval(operand))
    const { fill, parts } = primitive.placement!(avals, params, aval)
    const result = newPlace(aval)
    const border = fill === null ? [] : borderOf(parts[0], aval.shape)
    if (fill !== null) {
      const value: LoopValue = { kind: 'literal', value: fill, dtype: aval.dtype }
      const boxes = border ?? [rowMajor([aval.size])]
      for (const box of boxes) {
        this.newDraft(spaceOf(box.shape)).storeInto(viewedAs(result, box), value)
      }
    }
    operands.forEach((operand, i) => {
      const part = viewedAs(result, parts[i])
      const location = typeof operand === 'number' ? this.locations[operand] : null
      // A loop that runs before the filling may not store what that overwrites.
      const { shape } = avals[i]
      const isOver = location?.kind === 'step' && sameShape(location.draft.shape, spaceOf(shape))
      if (isOver && border !== null) return location.draft.storeInto(part, location)
      const place = this.place(operand)
      const draft = this.newDraft(spaceOf(shape))
      draft.storeInto(part, draft.read(place, shape))
    })
    this.define(output, result)
  }

  private addHost({ primitive, operands, params, output, count }: Equation): void {
    const given = operands.map((operand) =>
      typeof operand === 'number' ? this.dense(operand) : operand,
    )
    const avals = this.avalsOf({ output, count })
    const outputs = this.callHost(
      primitive,
      params,
      given,
      avals,
      count === null ? avals[0] : avals,
    )
    outputs.forEach((place, i) => this.define(output + i, place))
  }

  private callHost(
    primitive: Primitive<never>,
    params: unknown,
    operands: readonly (Place | Tensor)[],
    all: readonly Aval[],
    avals: Aval | readonly Aval[],
  ): Place[] {
    const outputs = all.map(newPlace)
    this.push({
      kind: 'host',
      primitive: primitive as unknown as Primitive,
      params,
      operands,
      outputs,
      avals,
    })
    return outputs
  }

  private dtypesOf(operands: readonly Operand[]): DType[] {
    const dtypes = new Array<DType>(operands.length)
    for (let i = 0; i < operands.length; i++) dtypes[i] = this.program.aval(operands[i]).dtype
    return dtypes
  }

  /** The avals that an equation defines. */
  private avalsOf({ output, count }: Pick<Equation, 'output' | 'count'>): readonly Aval[] {
    return this.program.avals.slice(output, output + (count ?? 1))
  }
}
