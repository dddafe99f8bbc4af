/**
 * From trees of values to code. What is used once stays on the stack; what is used again gets a local
 * at its first use, which is free again after the last. Vector constants are set once at the start of
 * the function, since V8 builds a `v128.const` anew wherever it stands.
 */
import type { FunctionBuilder } from '../assembler.ts'
import type { Instruction } from '../instructions.ts'
import { isTrivial, type Effect, type Value } from './code.ts'

interface State {
  /** Uses to come. */
  uses: number
  local: number
  /** How deep the tree would be that stays on the stack. */
  height: number
  kept: boolean
}

/** A deeper tree is cut, for the sake of our recursion and the engine's. */
const maximumHeight = 100

export class Emission {
  private readonly builder: FunctionBuilder
  private readonly states = new Map<Value, State>()
  /** What has been computed ahead, before a loop. */
  private readonly ahead = new Map<Value, number>()

  constructor(builder: FunctionBuilder) {
    this.builder = builder
  }

  /** Emits the effects in order. */
  run(effects: readonly Effect[]): void {
    this.runInTurns(effects.map((effect) => [effect]))
  }

  /**
   * Emits the effects in order. Those of a group do the same for different elements: their parts are
   * computed in turns, so that a processor need not wait for one before it begins with another.
   */
  runInTurns(groups: readonly (readonly Effect[])[]): void {
    const { states } = this
    states.clear()
    const orders = groups.map((effects) => effects.map((effect) => this.visit(effect)))
    groups.forEach((effects, i) => {
      // Operands first, so that no tree is deeper than the limit.
      for (const value of inTurns(orders[i])) {
        const state = states.get(value)!
        if (state.kept && state.local < 0 && !isLoad(value)) this.keep(value, state)
      }
      for (const effect of effects) this.perform(effect)
    })
  }

  private perform(effect: Effect): void {
    const { builder, states } = this
    switch (effect.kind) {
      case 'store':
        for (const value of effect.before) {
          const state = states.get(value)
          if (state !== undefined && state.uses > 0 && state.local < 0) this.keep(value, state)
        }
        this.push(effect.address)
        this.push(effect.value)
        builder.emit(effect.instruction, effect.immediates[0], effect.immediates[1])
        break
      case 'set':
        this.push(effect.value)
        builder.set(effect.local)
        break
      case 'leave':
        this.push(effect.value)
    }
  }

  /** Computes what does not vary in the loop that follows; to be released after it. */
  runAhead(effects: readonly Effect[]): void {
    const found = new Set<Value>()
    const seen = new Set<Value>()
    const stack = effects.flatMap(valuesOf)
    while (stack.length > 0) {
      const value = stack.pop()!
      if (seen.has(value)) continue
      seen.add(value)
      if (value.varies) stack.push(...value.operands)
      else if (!isTrivial(value)) found.add(value)
    }
    const sets: Effect[] = []
    const locals: [Value, number][] = []
    for (const value of found) {
      const local = this.builder.local(value.type)
      locals.push([value, local])
      sets.push({ kind: 'set', local, value })
    }
    this.run(sets)
    for (const [value, local] of locals) this.ahead.set(value, local)
  }

  releaseAhead(): void {
    for (const local of this.ahead.values()) this.builder.release(local)
    this.ahead.clear()
  }

  /** Counts uses; the values that are new with this effect, operands first. */
  private visit(effect: Effect): Value[] {
    const { states } = this
    const order: Value[] = []
    const stack: { value: Value; next: number }[] = []
    const enter = (value: Value): void => {
      if (this.ahead.has(value)) return
      const known = states.get(value)
      if (known !== undefined) {
        known.uses++
        known.kept = !isTrivial(value)
        return
      }
      states.set(value, { uses: 1, local: -1, height: 0, kept: false })
      stack.push({ value, next: 0 })
    }
    for (const root of valuesOf(effect)) {
      enter(root)
      while (stack.length > 0) {
        const top = stack[stack.length - 1]
        const { operands } = top.value
        if (top.next < operands.length) {
          enter(operands[top.next++])
          continue
        }
        stack.pop()
        const state = states.get(top.value)!
        for (const operand of operands) {
          const inner = states.get(operand)
          if (inner?.kept === false) state.height = Math.max(state.height, inner.height + 1)
        }
        if (state.height > maximumHeight) state.kept = true
        // The test of an escape comes between their computation and their use.
        if (top.value.instruction === 'escape') {
          for (const operand of operands.slice(2)) {
            const inner = states.get(operand)
            if (inner !== undefined && !isTrivial(operand)) inner.kept = true
          }
        }
        order.push(top.value)
      }
    }
    return order
  }

  private keep(value: Value, state: State): void {
    this.compute(value)
    state.local = this.builder.local(value.type)
    this.builder.set(state.local)
  }

  private push(value: Value): void {
    const { builder } = this
    const ahead = this.ahead.get(value)
    if (ahead !== undefined) {
      builder.get(ahead)
      return
    }
    const state = this.states.get(value)!
    state.uses--
    if (state.local >= 0) {
      builder.get(state.local)
      if (state.uses === 0) builder.release(state.local)
    } else {
      this.compute(value)
      if (state.kept && state.uses > 0) {
        state.local = builder.local(value.type)
        builder.tee(state.local)
      }
    }
  }

  private compute(value: Value): void {
    const { builder } = this
    if (value.instruction === 'escape') this.computeEscape(value)
    else if (value.instruction === 'v128.const') {
      builder.get(builder.constant(value.immediates[0] as Uint8Array))
    } else {
      for (const operand of value.operands) this.push(operand)
      builder.emit(value.instruction, value.immediates[0], value.immediates[1])
    }
  }

  /** y, or what the function gives of mask, y and operands where the mask holds in some lane. */
  private computeEscape(value: Value): void {
    const { builder } = this
    const [mask, y, ...operands] = value.operands
    const [target, ...leading] = value.immediates as number[]
    for (const operand of operands) {
      const state = this.states.get(operand)
      if (state?.kept === true && state.local < 0) {
        this.keep(operand, state)
      }
    }
    const isVector = value.type === 'v128'
    const result = builder.local(value.type)
    this.push(y)
    builder.set(result)
    this.push(mask)
    const held = isVector ? builder.local('v128') : -1
    if (isVector) builder.tee(held).emit('v128.any_true')
    builder.emit('if')
    for (const number of leading) builder.i32(number)
    if (isVector) builder.get(held).get(result)
    for (const operand of operands) this.push(operand)
    builder.emit('call', target).set(result).emit('end').get(result)
    builder.release(result)
    if (isVector) builder.release(held)
  }
}

/** The first of each list, the second of each, and so on. */
function inTurns<T>(lists: readonly (readonly T[])[]): readonly T[] {
  if (lists.length === 1) return lists[0]
  const longest = Math.max(...lists.map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) => i).flatMap((i) =>
    lists.flatMap((list) => list.slice(i, i + 1)),
  )
}

function valuesOf(effect: Effect): Value[] {
  return effect.kind === 'store' ? [effect.address, effect.value] : [effect.value]
}

function isLoad({ instruction }: Value): boolean {
  return loads.has(instruction)
}

const loads: ReadonlySet<Instruction | 'escape'> = new Set([
  'v128.load',
  'v128.load64_splat',
  'v128.load32_splat',
  'v128.load64_zero',
  'v128.load32_zero',
  'f64.load',
  'f32.load',
  'i32.load',
  'i32.load8_u',
])
