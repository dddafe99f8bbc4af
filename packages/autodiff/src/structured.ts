/**
 * Structured primitives carry nested programs in their params: control flow, checkpoints, custom
 * rules. Beside what every primitive has, they say how outputs and tangents are computed together,
 * and how such an equation falls apart into what is known and what is linear in tangents.
 */
import {
  makeAval,
  type Aval,
  type MaybeTensor,
  type Primitive,
  type Tensor,
} from '@wengert/tensor/internal'
import type { Device } from './device.ts'
import type { LiftRule } from './lift.ts'
import type { Capture, Program } from './program.ts'
import { run } from './run.ts'
import { record, type TapeInput } from './tape.ts'

export interface Pushed {
  readonly outputs: readonly Tensor[]
  readonly tangents: readonly MaybeTensor[]
}

/** Where an operand of the linear part comes from. */
export type Source =
  | { readonly kind: 'operand'; readonly index: number }
  | { readonly kind: 'residual'; readonly index: number }

/** An equation in two parts. */
export interface SplitEquation {
  /** Computes the known outputs, then the residuals, from known operands. */
  readonly known: {
    readonly primitive: Primitive<never>
    readonly params: unknown
    /** Positions of the equation's operands. */
    readonly operands: readonly number[]
  }
  /** Positions of the equation's outputs that are known. */
  readonly knownOutputs: readonly number[]
  readonly residuals: readonly Aval[]
  /** Computes the other outputs; linear in the linear operands. */
  readonly linear: {
    readonly primitive: Primitive<never>
    readonly params: unknown
    readonly operands: readonly Source[]
    /** Which of the equation's outputs it computes, where some of them are known as well. */
    readonly outputs?: readonly number[]
  }
}

export interface StructuredPrimitive<P = unknown> extends Primitive<P> {
  /** Outputs and their tangents in one equation. */
  pushforward(operands: readonly Tensor[], tangents: readonly MaybeTensor[], params: P): Pushed
  /** As `pushforward`, for any walk: where the primitive is the same one for other programs. */
  readonly lift?: LiftRule<P>
  /** What it compiles to, where that is better than a call of the kernel: by which rule. */
  readonly plan?: 'scan' | 'while' | 'branch' | 'inline'
  /**
   * As the kernel, on values of a device, which stay there: gives tensors of its own, and releases all
   * others that it makes.
   */
  onDevice?(device: Device, operands: readonly Tensor[], params: P): readonly Tensor[]
  /** Splits an equation whose operands are linear where `linear` says so; absent where none can be. */
  split?(params: P, linear: readonly boolean[], avals: readonly Aval[]): SplitEquation
}

export function isStructured(primitive: Primitive): primitive is StructuredPrimitive {
  return 'pushforward' in primitive
}

/** Whether derivatives pass through a primitive at all. */
export function hasDerivative(primitive: Primitive): boolean {
  return primitive.jvp !== null || isStructured(primitive)
}

/** Inputs of which only the avals are known. */
export function abstractInputs(avals: readonly Aval[]): TapeInput[] {
  return avals.map((aval) => ({ aval, value: null, differentiated: false }))
}

/** Records `body` for inputs of the given avals, and makes what it captures further inputs. */
export function closed(
  operation: string,
  avals: readonly Aval[],
  body: (tensors: Tensor[]) => readonly Tensor[],
): { readonly program: Program; readonly captured: Tensor[] } {
  const program = record(operation, abstractInputs(avals), body)
  return close(program)
}

/** The program with its captures as inputs after its own, and the tensors that they stand for. */
export function close(program: Program): {
  readonly program: Program
  readonly captured: Tensor[]
} {
  const { captures, inputs } = program
  return {
    program: program.with({
      inputs: [...inputs, ...captures.map(({ variable }) => variable)],
      captures: [],
    }),
    captured: captures.map(({ tensor }) => tensor),
  }
}

/** As `record` for abstract inputs, where nothing may be captured that is not an argument. */
export function programOf(
  operation: string,
  avals: readonly Aval[],
  body: (tensors: Tensor[]) => readonly Tensor[],
): Program {
  return record(operation, abstractInputs(avals), body)
}

/** Programs over one list of inputs: their own, then the union of what they capture. */
export function closeTogether(programs: readonly Program[]): {
  readonly programs: Program[]
  readonly captured: Tensor[]
} {
  const captured = [
    ...new Set(programs.flatMap(({ captures }) => captures.map(({ tensor }) => tensor))),
  ]
  return { programs: programs.map((program) => withInputs(program, captured)), captured }
}

function withInputs(program: Program, captured: readonly Tensor[]): Program {
  const known = new Map(program.captures.map(({ tensor, variable }: Capture) => [tensor, variable]))
  const avals = [...program.avals]
  const extra = captured.map((tensor) => known.get(tensor) ?? avals.push(tensor.aval) - 1)
  return program.with({ inputs: [...program.inputs, ...extra], captures: [], avals })
}

export function inputAvals(program: Program): Aval[] {
  return program.inputs.map((variable) => program.avals[variable])
}

export function outputAvals(program: Program): Aval[] {
  return program.outputs.map((operand) => program.aval(operand))
}

/** The aval with an axis in front. */
export function stackedAval(length: number, { shape, dtype }: Aval): Aval {
  return makeAval([length, ...shape], dtype)
}

/** The aval without its first axis. */
export function sliceAval({ shape, dtype }: Aval): Aval {
  return makeAval(shape.slice(1), dtype)
}

/** What all records have whose kernel runs their one program. */
export function runningItsProgram<P extends { readonly program: Program }>() {
  return {
    shape: (_: readonly Aval[], { program }: P) => outputAvals(program),
    kernel: (operands: readonly Tensor[], { program }: P) =>
      run(program, operands).map((x) => x.host!),
    onDevice: (device: Device, operands: readonly Tensor[], { program }: P) =>
      device.run(program, operands),
    jvp: null,
  }
}

/** How an equation falls apart that is linear, as it is, in the operands that depend on tangents. */
export function splitAsItIs<P>(
  primitive: Primitive<P>,
  params: P,
  linear: readonly boolean[],
): SplitEquation {
  return {
    known: { primitive: nothingPrimitive, params: {}, operands: [] },
    knownOutputs: [],
    residuals: [],
    linear: { primitive, params, operands: linear.map((_, index) => ({ kind: 'operand', index })) },
  }
}

/** A primitive without outputs, for the known part of an equation that has none. */
export const nothingPrimitive: StructuredPrimitive<object> = {
  name: 'nothing',
  shape: () => [],
  kernel: () => [],
  jvp: null,
  pushforward: () => ({ outputs: [], tangents: [] }),
  batch: () => [],
}
