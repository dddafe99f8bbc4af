/**
 * Lifting: what carries programs carries, in forward mode, programs of values and tangents; in
 * Taylor mode, programs of values and Taylor coefficients. Both are the same change of the program,
 * from values to jets: a jet is a value and the tensors beside it, or the value alone where those
 * are zero. So a primitive says once how it is lifted, and its pushforward follows.
 */
import { zerosOf, type Aval, type Tensor } from '@wengert/tensor/internal'
import { pushforward } from './jvp.ts'
import type { Program } from './program.ts'
import { inputAvals, programOf, type StructuredPrimitive } from './structured.ts'

/** A value, followed by its tangent or its Taylor coefficients from the first on; alone if constant. */
export type Jet = readonly Tensor[]

/** A walk over programs that carries `order` tensors beside each value that is not constant. */
export interface JetWalk {
  readonly order: number
  through(program: Program, jets: readonly Jet[]): Jet[]
}

/** The jets of an equation's outputs, from those of its operands and a walk for its programs. */
export type LiftRule<P> = (jets: readonly Jet[], params: P, walk: JetWalk) => Jet[]

const withTangents: JetWalk = {
  order: 1,
  through: (program, jets) => {
    const { primals, tangents } = pushforward(
      program,
      jets.map(([x]) => x),
      jets.map((jet) => jet[1] ?? null),
    )
    return primals.map((x, i) => jetOf(x, tangents[i]))
  },
}

function jetOf(x: Tensor, tangent: Tensor | null): Jet {
  return tangent === null ? [x] : [x, tangent]
}

/** The pushforward of a primitive that is lifted so. */
export function pushedBy<P>(lift: LiftRule<P>): StructuredPrimitive<P>['pushforward'] {
  return (operands, tangents, params) => {
    const jets = lift(
      operands.map((x, i) => jetOf(x, tangents[i])),
      params,
      withTangents,
    )
    return { outputs: jets.map(([y]) => y), tangents: jets.map((jet) => jet[1] ?? null) }
  }
}

/** Which jets are more than a value. */
export function moving(jets: readonly Jet[]): boolean[] {
  return jets.map((jet) => jet.length > 1)
}

/** How many tensors stand beside values of which so many move. */
export function besides(flags: readonly boolean[], { order }: JetWalk): number {
  return flags.filter((on) => on).length * order
}

/** Jets as one list of tensors; those that are to move but do not get zeros. */
export function flatten(
  jets: readonly Jet[],
  flags: readonly boolean[],
  { order }: JetWalk,
): Tensor[] {
  return jets.flatMap((jet, i) => {
    if (!flags[i]) return [jet[0]]
    if (jet.length > 1) return jet
    return [jet[0], ...new Array<Tensor>(order).fill(zerosOf(jet[0].aval))]
  })
}

/** The inverse of `flatten`. */
export function unflatten(
  tensors: readonly Tensor[],
  flags: readonly boolean[],
  { order }: JetWalk,
): Jet[] {
  let start = 0
  return flags.map((on) => tensors.slice(start, (start += on ? order + 1 : 1)))
}

/** The program from the jets of its inputs to those of its outputs, where those move that `outs` says. */
export function lifted(
  operation: string,
  program: Program,
  active: readonly boolean[],
  outs: readonly boolean[],
  walk: JetWalk,
): Program {
  return programOf(operation, jetAvals(program, active, walk), (tensors) =>
    flatten(walk.through(program, unflatten(tensors, active, walk)), outs, walk),
  )
}

/** Which outputs of a program move when those inputs do. */
export function reached(program: Program, active: readonly boolean[], walk: JetWalk): boolean[] {
  let flags: boolean[] = []
  programOf('jvp', jetAvals(program, active, walk), (tensors) => {
    flags = moving(walk.through(program, unflatten(tensors, active, walk)))
    return []
  })
  return flags
}

function jetAvals(program: Program, active: readonly boolean[], { order }: JetWalk): Aval[] {
  return inputAvals(program).flatMap((aval, i) =>
    new Array<Aval>(active[i] ? order + 1 : 1).fill(aval),
  )
}
