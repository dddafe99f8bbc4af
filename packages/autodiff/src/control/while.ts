/**
 * `whileLoop`'s primitive: programs for the test and the body, over the state and what both close
 * over. Forward mode carries tangents in the state. There is no split: how many states reverse mode
 * would have to keep is not known beforehand. Batched, the loop goes on while any example does, and
 * examples that have stopped keep their state.
 */
import { where } from '@wengert/tensor'
import { bindMany, zerosOf, type MaybeTensor, type Tensor } from '@wengert/tensor/internal'
import { broadcastBatch, runBatched } from '../batch.ts'
import { pushforward } from '../jvp.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import {
  inputAvals,
  outputAvals,
  programOf,
  stackedAval,
  type StructuredPrimitive,
} from '../structured.ts'
import { settle, tangentFlags } from './scan.ts'

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
  jvp: null,
  pushforward: (operands, tangents, params) => {
    const { test, body, states } = params
    const fixed = tangents.slice(states).map((t) => t !== null)
    const active = settle(
      tangents.slice(0, states).map((t) => t !== null),
      (flags) => tangentFlags(body, [...flags, ...fixed]),
    )
    const moving = active.flatMap((on, i) => (on ? [i] : []))
    const present = (list: readonly MaybeTensor[]): Tensor[] => list.filter((t) => t !== null)
    const state = operands.slice(0, states)
    const constants = operands.slice(states)
    const slopes = moving.map((i) => tangents[i] ?? zerosOf(state[i].aval))
    const dConstants = present(tangents.slice(states))
    const avals = [...state, ...slopes, ...constants, ...dConstants].map(({ aval }) => aval)
    const count = states + moving.length
    const pushed = programOf('whileLoop', avals, (tensors) => {
      const plain = [...tensors.slice(0, states), ...tensors.slice(count, count + constants.length)]
      const given = tensors.slice(states, count)
      const rest = tensors.slice(count + constants.length)
      let next = 0
      const dState = active.map((on) => (on ? given[next++] : null))
      let nextConstant = 0
      const dFixed = fixed.map((on) => (on ? rest[nextConstant++] : null))
      const result = pushforward(body, plain, [...dState, ...dFixed])
      return [
        ...result.primals,
        ...moving.map((i) => result.tangents[i] ?? zerosOf(result.primals[i].aval)),
      ]
    })
    const tested = programOf('whileLoop', avals, (tensors) =>
      run(test, [...tensors.slice(0, states), ...tensors.slice(count, count + constants.length)]),
    )
    const results = bindMany(whilePrimitive, [...state, ...slopes, ...constants, ...dConstants], {
      test: tested,
      body: pushed,
      states: count,
    })
    const out = new Array<MaybeTensor>(states).fill(null)
    moving.forEach((i, k) => (out[i] = results[states + k]))
    return { outputs: results.slice(0, states), tangents: out }
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
      return [masked ? verdict.max(0) : verdict]
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
    const start = operands.map((x, i) =>
      flags[i] && !batched[i] ? x.reshape([1, ...x.shape]).broadcastTo([size, ...x.shape]) : x,
    )
    const results = bindMany(whilePrimitive, start, { test: tested, body: stepped, states })
    return results.map((x, i) =>
      state[i] ? x : x.reshape([1, ...x.shape]).broadcastTo([size, ...x.shape]),
    )
  },
}
