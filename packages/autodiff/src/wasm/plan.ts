/**
 * A program as a list of steps over places: what is to be emitted. Layouts cost nothing, elementwise
 * operations and the reductions that they feed share loops, products are kernels of their own, and
 * what nothing else fits calls the host's kernel. Steps run in order; bodies of loops and branches are
 * plans of their own over places of the outer one.
 */
import type { Tensor } from '@wengert/tensor'
import type { Aval, Primitive, Shape } from '@wengert/tensor/internal'
import {
  isLongLoop,
  isLongProduct,
  type LoopKernel,
  type LoopOperation,
  type LoopValue,
  type ProductSpec,
  type RowKernel,
  type View,
} from '@wengert/tensor/internal/wasm'
import { addressOf, offsetsOf } from './place.ts'
import type { Buffer, Place } from './place.ts'

export interface LoopSink {
  readonly kind: 'store' | 'sum' | 'max' | 'min'
  /** Of a reduction. */
  readonly axes: readonly number[]
  readonly value: LoopValue
  /** In the shape of the space, without the reduced axes. */
  readonly place: Place
}

/** One pass over a space: elementwise operations, whose results are stored or reduced. */
export interface LoopStep {
  readonly kind: 'loop'
  readonly shape: Shape
  /** In the shape of the space. */
  readonly inputs: Place[]
  readonly operations: LoopOperation[]
  readonly sinks: LoopSink[]
  readonly scratch: Buffer
}

/** The kernel of a loop whose places have their addresses. */
export function kernelOf({ shape, inputs, operations, sinks }: LoopStep): LoopKernel {
  return {
    shape,
    inputs: inputs.map(viewOf),
    steps: operations,
    sinks: sinks.map(({ kind, axes, value, place }) =>
      kind === 'store'
        ? { kind, value, view: viewOf(place) }
        : { kind, axes, value, view: viewOf(place) },
    ),
  }
}

function viewOf(place: Place): View {
  return {
    dtype: place.dtype,
    address: addressOf(place),
    strides: place.layout.strides,
    offsets: offsetsOf(place),
  }
}

export interface ProductStep {
  readonly kind: 'product'
  readonly spec: ProductSpec
  readonly left: Place
  readonly right: Place
  readonly result: Place
  readonly scratch: Buffer
}

/** A kernel over rows or lines of arrays, on places in row-major order. */
export interface RowsStep {
  readonly kind: 'rows'
  readonly kernel: RowKernel
  /** In the order of the kernel's parameters. */
  readonly places: readonly Place[]
  readonly result: Place
  /** Runs where the kernel refuses its operands, and throws. */
  readonly refusal: HostStep | null
}

/** A primitive whose kernel runs on the host; operands that are literals stand as tensors. */
export interface HostStep {
  readonly kind: 'host'
  readonly primitive: Primitive
  readonly params: unknown
  readonly operands: readonly (Place | Tensor)[]
  readonly outputs: readonly Place[]
  readonly avals: Aval | readonly Aval[]
}

/** A run of bytes copied, both sides in row-major order. */
export interface Copy {
  readonly from: Place
  readonly to: Place
  readonly bytes: number
}

/** A copy of all that there is room for. */
export function copyOnce(from: Place, to: Place): Copy {
  return { from, to, bytes: to.buffer.bytes }
}

/** A number that is `turn · bytes` in each turn of a loop. */
export interface Offset {
  readonly place: Place
  readonly bytes: number
}

/** Runs the body `length` times, with copies after each. */
export interface RepeatStep {
  readonly kind: 'repeat'
  readonly length: number
  /** From the last turn to the first. */
  readonly reverse: boolean
  readonly offsets: readonly Offset[]
  /** What the body fills turn by turn. */
  readonly stacks: readonly Place[]
  readonly body: Plan
  readonly after: readonly Copy[]
}

/** Runs the body while the test's one output holds. */
export interface WhileStep {
  readonly kind: 'while'
  readonly test: Plan
  readonly condition: Place
  readonly body: Plan
  readonly after: readonly Copy[]
}

/** Runs the branch with the number that an int32 holds, clamped. */
export interface BranchStep {
  readonly kind: 'branch'
  readonly index: Place
  readonly outputs: readonly Place[]
  readonly branches: readonly { readonly plan: Plan; readonly after: readonly Copy[] }[]
}

/** Runs loops over some rows at a time, by a plan of its own. */
export interface StripsStep {
  readonly kind: 'strips'
  /** What is run so, in order. */
  readonly loops: readonly LoopStep[]
  /** Of a strip. */
  readonly rows: number
  readonly plan: Plan
  /** What it fills of the plan around it. */
  readonly results: readonly Buffer[]
}

/** Copies once. */
export interface CopyStep {
  readonly kind: 'copy'
  readonly copies: readonly Copy[]
}

export type Step =
  | LoopStep
  | ProductStep
  | RowsStep
  | HostStep
  | RepeatStep
  | WhileStep
  | BranchStep
  | StripsStep
  | CopyStep

export interface Plan {
  readonly inputs: readonly Place[]
  readonly steps: readonly Step[]
  readonly outputs: readonly Place[]
  /** The buffers that belong to this plan alone. */
  readonly buffers: readonly Buffer[]
}

/** The plans inside a step. */
export function plansOf(step: Step): readonly Plan[] {
  switch (step.kind) {
    case 'repeat':
      return [step.body]
    case 'while':
      return [step.test, step.body]
    case 'branch':
      return step.branches.map(({ plan }) => plan)
    case 'strips':
      return [step.plan]
    default:
      return []
  }
}

/** The step with other plans for those of its loops and branches. */
export function withPlans(step: Step, change: (plan: Plan) => Plan): Step {
  switch (step.kind) {
    case 'repeat':
      return { ...step, body: change(step.body) }
    case 'while':
      return { ...step, test: change(step.test), body: change(step.body) }
    case 'branch': {
      const branches = step.branches.map(({ plan, after }) => ({ plan: change(plan), after }))
      return { ...step, branches }
    }
    default:
      return step
  }
}

/** Whether some step may be worth the help of other threads. */
export function hasLongSteps({ steps }: Plan): boolean {
  const isLong = ({ shape, operations }: LoopStep): boolean => isLongLoop(shape, operations.length)
  return steps.some((step) => {
    if (step.kind === 'product') return isLongProduct(step.spec)
    if (step.kind === 'loop') return isLong(step)
    if (step.kind === 'strips') return step.loops.some(isLong)
    return plansOf(step).some(hasLongSteps)
  })
}
