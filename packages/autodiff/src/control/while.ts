/**
 * `whileLoop`'s primitive: programs for the test and the body, over the state and what both close
 * over. Forward mode carries tangents in the state. How many states reverse mode would have to keep is
 * not known beforehand, so there are no residuals: split, the linear part runs the whole loop again
 * beside its tangents, and cannot be transposed. Batched, the loop goes on while any example does, and
 * examples that have stopped keep their state.
 */
import { any, DerivativeError, where } from '@wengert/tensor'
import { bindMany, range, type Tensor } from '@wengert/tensor/internal'
import { broadcastBatch, repeated, runBatched } from '../batch.ts'
import {
  besides,
  flatten,
  lifted,
  moving,
  pushedBy,
  reached,
  unflatten,
  type Jet,
  type JetWalk,
} from '../lift.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import { dependentOutputs, splitProgram } from '../split.ts'
import {
  inputAvals,
  nothingPrimitive,
  outputAvals,
  programOf,
  stackedAval,
  type StructuredPrimitive,
} from '../structured.ts'
import { settle } from './scan.ts'

export interface WhileParams {
  /** From state and constants to a bool. */
  readonly test: Program
  /** From state and constants to the next state. */
  readonly body: Program
  readonly states: number
}

export const whilePrimitive: StructuredPrimitive<WhileParams> = {
  name: 'whileLoop',
  shape: (_, { body }) => outputAvals(body),
  kernel: (operands, { test, body, states }) => {
    const constants = operands.slice(states)
    let state = operands.slice(0, states)
    while (run(test, [...state, ...constants])[0].host![0] !== 0) {
      state = run(body, [...state, ...constants])
    }
    return state.map((x) => x.host!)
  },
  onDevice: (device, operands, { test, body, states }) => {
    const constants = operands.slice(states)
    // The first state is the caller's; each later one is ours to release.
    let state = operands.slice(0, states).map((x) => device.copy(x))
    const goesOn = (): boolean => {
      const [result] = device.run(test, [...state, ...constants])
      const on = device.read(result).host![0] !== 0
      device.release(result)
      return on
    }
    while (goesOn()) {
      const next = device.run(body, [...state, ...constants])
      for (const x of state) device.release(x)
      state = next
    }
    return state
  },
  plan: 'while',
  jvp: null,
  pushforward: pushedBy(liftWhile),
  lift: liftWhile,
  split: (params, linear) => {
    const { test, body, states } = params
    const fixed = linear.slice(states)
    const depends = (program: Program, flags: readonly boolean[]): boolean[] =>
      dependentOutputs(program, [...flags, ...fixed])
    const settled = settle(linear.slice(0, states), (flags) => depends(body, flags))
    const untested = depends(test, settled)[0]
    const linearStates = settled.map((on) => on || untested)
    const flags = [...linearStates, ...fixed]
    const knownOutputs = range(states).filter((i) => !linearStates[i])
    const knownPart = (program: Program, outputs: number): Program => {
      const { known } = splitProgram(program, flags)
      return known.with({ outputs: known.outputs.slice(0, outputs) })
    }
    const idle = knownOutputs.length === 0
    return {
      known: idle
        ? { primitive: nothingPrimitive, params: {}, operands: [] }
        : {
            primitive: whilePrimitive,
            params: {
              test: knownPart(test, 1),
              body: knownPart(body, knownOutputs.length),
              states: knownOutputs.length,
            },
            operands: range(flags.length).filter((i) => !flags[i]),
          },
      knownOutputs,
      residuals: [],
      linear: {
        primitive: whilePrimitive,
        params,
        operands: range(flags.length).map((index) => ({ kind: 'operand', index })),
        outputs: range(states),
      },
    }
  },
  transpose: () => {
    throw new DerivativeError(
      'whileLoop: the number of steps is not known beforehand, so reverse mode cannot store them; use ' +
        'scan or fori with a fixed count, customVjp, or forward mode (jvp, jacfwd).',
    )
  },
  batch: (operands, batched, params, size) => {
    const { test, body, states } = params
    const fixed = batched.slice(states)
    const inner = inputAvals(body)
    const avalsFor = (flags: readonly boolean[]) =>
      inner.map((aval, i) => (flags[i] ? stackedAval(size, aval) : aval))
    const flagsOf = (program: Program, flags: readonly boolean[]): boolean[] => {
      let result: boolean[] = []
      programOf('whileLoop', avalsFor(flags), (tensors) => {
        result = runBatched(program, tensors, flags, size).batched
        return []
      })
      return result
    }
    let state = settle(batched.slice(0, states), (flags) => flagsOf(body, [...flags, ...fixed]))
    const [masked] = flagsOf(test, [...state, ...fixed])
    if (masked) state = state.map(() => true)
    const flags = [...state, ...fixed]
    const avals = avalsFor(flags)
    const goesOn = (tensors: readonly Tensor[]): Tensor =>
      runBatched(test, tensors, flags, size).outputs[0]
    const tested = programOf('whileLoop', avals, (tensors) => {
      const verdict = goesOn(tensors)
      return [masked ? any(verdict, 0) : verdict]
    })
    const stepped = programOf('whileLoop', avals, (tensors) => {
      const result = runBatched(body, tensors, flags, size)
      const full = broadcastBatch(result, size)
      const next = result.outputs.map((x, i) => (state[i] ? full[i] : x))
      if (!masked) return next
      const verdict = goesOn(tensors)
      return next.map((x, i) =>
        where(verdict.reshape([size, ...x.shape.slice(1).map(() => 1)]), x, tensors[i]),
      )
    })
    const start = operands.map((x, i) => (flags[i] && !batched[i] ? repeated(x, size) : x))
    const results = bindMany(whilePrimitive, start, { test: tested, body: stepped, states })
    return results.map((x, i) => (state[i] ? x : repeated(x, size)))
  },
}

/** The test looks at the values alone. */
function liftWhile(
  jets: readonly Jet[],
  { test, body, states }: WhileParams,
  walk: JetWalk,
): Jet[] {
  const flags = moving(jets)
  const constants = flags.slice(states)
  const state = settle(flags.slice(0, states), (on) => reached(body, [...on, ...constants], walk))
  const active = [...state, ...constants]
  const tested: JetWalk = {
    order: walk.order,
    through: (program, all) =>
      run(
        program,
        all.map(([x]) => x),
      ).map((x) => [x]),
  }
  const results = bindMany(whilePrimitive, flatten(jets, active, walk), {
    test: lifted('whileLoop', test, active, [false], tested),
    body: lifted('whileLoop', body, active, state, walk),
    states: states + besides(state, walk),
  })
  return unflatten(results, state, walk)
}
