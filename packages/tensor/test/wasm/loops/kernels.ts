/** Random kernels: chains of steps on views of every kind, with stores and reductions. */
import type { DType } from '@wengert/tensor'
import { byteWidth, noParams, type Primitive } from '@wengert/tensor/internal'
import { allPrimitives } from '../../../src/registry.ts'
import type { LoopKernel, LoopSink, LoopValue, Step, View } from '../../../src/wasm/loops/kernel.ts'
import { addressesOf, write } from './run-kernel.ts'

const named = new Map(allPrimitives().map((primitive) => [primitive.name, primitive]))
const unary = ['neg', 'abs', 'sqrt', 'square', 'floor', 'round', 'sign', 'relu', 'reciprocal']
const heavy = ['exp', 'log', 'tanh', 'sin', 'sigmoid', 'softplus', 'expm1', 'log1p']
const binary = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'add', 'mul']
/** Those that integers have. */
const whole = ['neg', 'abs', 'square', 'floor', 'round', 'sign']
const wholeBinary = ['add', 'sub', 'mul', 'maximum', 'minimum']
const comparing = ['equal', 'less', 'lessEqual', 'greater', 'notEqual']
const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  2.5,
  -3,
  1e-40,
  1e30,
  Infinity,
  -Infinity,
  NaN,
  1e5,
  2 ** 31,
  1.7e15,
]
const integers = [0, 1, -1, 7, -100, 2 ** 31 - 1, -(2 ** 31), 46341]

export type Dtypes = 'float64' | 'float32' | 'mixed' | 'integers'

export interface Draw {
  /** An integer below n. */
  below(n: number): number
  oneOf<T>(list: readonly T[]): T
  chance(p: number): boolean
}

/** A number of the dtype that may be an unusual one. */
function literalOf(draw: Draw, dtype: DType): number {
  if (dtype === 'bool') return draw.below(2)
  return draw.oneOf(dtype === 'int32' ? integers : numbers)
}

/** Numbers that follow from a seed (Mulberry32). */
export function drawing(seed: number): Draw {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number): number => Math.floor(next() * n)
  return { below, oneOf: (list) => list[below(list.length)], chance: (p) => next() < p }
}

export interface Generated {
  readonly kernel: LoopKernel
  readonly bytes: number
  /** Fills the inputs. */
  readonly fill: (memory: DataView) => void
}

export function randomKernel(
  shape: readonly number[],
  dtypes: Dtypes,
  seed: number,
  size: { steps: number; reducing: boolean },
): Generated {
  const draw = drawing(seed)
  let bytes = 16 * draw.below(3)
  const float = (): DType =>
    dtypes === 'mixed' || dtypes === 'integers' ? draw.oneOf(['float64', 'float32']) : dtypes
  const number = (): DType => (dtypes === 'integers' && draw.chance(0.6) ? 'int32' : float())

  /** A view of these lengths on elements of its own, in any order of axes and direction. */
  const newView = (lengths: readonly number[], dtype: DType, stretches: boolean): View => {
    const strides = lengths.map(() => 0)
    const plain = draw.chance(0.5)
    const order = lengths.map((_, axis) => axis).reverse()
    if (!plain && draw.chance(0.5)) order.reverse()
    let stride = !plain && draw.chance(0.3) ? 2 : 1
    let start = 0
    for (const axis of order) {
      if (stretches && draw.chance(0.25)) continue
      const turned = !plain && draw.chance(0.3)
      strides[axis] = turned ? -stride : stride
      if (turned) start += stride * Math.max(0, lengths[axis] - 1)
      stride *= lengths[axis] + (plain ? 0 : draw.below(2))
    }
    const address = bytes + start * byteWidth(dtype)
    bytes = Math.ceil((bytes + (Math.max(stride, 1) + 2) * byteWidth(dtype)) / 8) * 8
    return { dtype, address, strides }
  }

  const inputs = Array.from({ length: 1 + draw.below(3) }, (_, i) =>
    newView(shape, i > 0 && draw.chance(0.15) ? 'bool' : number(), true),
  )
  const values: { value: LoopValue; dtype: DType }[] = inputs.map(({ dtype }, index) => ({
    value: { kind: 'input', index },
    dtype,
  }))
  const steps: Step[] = []
  const push = (name: string, params: unknown, operands: LoopValue[], dtype: DType): LoopValue => {
    const primitive = named.get(name) as Primitive as unknown as Step['primitive']
    const index = steps.push({ primitive, params, operands, dtype }) - 1
    values.push({ value: { kind: 'step', index }, dtype })
    return { kind: 'step', index }
  }
  /** A value of this dtype, converted if there is none. */
  const valueOf = (dtype: DType): LoopValue => {
    const fitting = values.filter((value) => value.dtype === dtype)
    if (fitting.length > 0)
      return draw.chance(0.5) ? fitting.at(-1)!.value : draw.oneOf(fitting).value
    return push('cast', { dtype }, [draw.oneOf(values).value], dtype)
  }
  const operandOf = (dtype: DType): LoopValue =>
    draw.chance(0.2) ? { kind: 'literal', value: literalOf(draw, dtype), dtype } : valueOf(dtype)
  for (let i = draw.below(size.steps + 1); i > 0; i--) {
    const dtype = number()
    const isWhole = dtype === 'int32'
    const kind = isWhole ? draw.oneOf([0, 4, 5, 8, 9]) : draw.below(12)
    if (kind < 3) push(draw.oneOf(isWhole ? whole : unary), noParams, [valueOf(dtype)], dtype)
    else if (kind < 4) push(draw.oneOf(heavy), noParams, [valueOf(dtype)], dtype)
    else if (kind < 8) {
      const name = draw.oneOf(isWhole ? wholeBinary : binary)
      push(name, noParams, [valueOf(dtype), operandOf(dtype)], dtype)
    } else if (kind < 9) {
      push(draw.oneOf(comparing), noParams, [valueOf(dtype), operandOf(dtype)], 'bool')
    } else if (kind < 10) {
      push('where', noParams, [valueOf('bool'), operandOf(dtype), valueOf(dtype)], dtype)
    } else if (kind < 11) {
      push(
        draw.oneOf(['logicalAnd', 'logicalOr']),
        noParams,
        [valueOf('bool'), valueOf('bool')],
        'bool',
      )
    } else push('power', { exponent: draw.oneOf([3, 0.5, 2.5]) }, [valueOf(dtype)], dtype)
  }

  const sinks: LoopSink[] = []
  const axes = shape.map((_, axis) => axis).filter(() => draw.chance(0.6))
  const kept = shape.filter((_, axis) => !axes.includes(axis))
  const taken = new Set<number>()
  for (let i = 1 + draw.below(3); i > 0; i--) {
    if (size.reducing && draw.chance(0.6)) {
      const dtype = float()
      const isEmpty = axes.some((axis) => shape[axis] === 0)
      const kinds = isEmpty ? (['sum'] as const) : (['sum', 'sum', 'max', 'min'] as const)
      const value = valueOf(dtype)
      sinks.push({ kind: draw.oneOf(kinds), axes, value, view: newView(kept, dtype, false) })
      continue
    }
    const dtype = draw.chance(0.2) ? 'bool' : number()
    const value = valueOf(dtype)
    const index = inputs.findIndex(
      (view, at) =>
        !taken.has(at) &&
        view.dtype === dtype &&
        view.strides.every((s, axis) => s !== 0 || shape[axis] < 2),
    )
    const inPlace = index >= 0 && draw.chance(0.4)
    if (inPlace) taken.add(index)
    sinks.push({
      kind: 'store',
      value,
      view: inPlace ? inputs[index] : newView(shape, dtype, false),
    })
  }
  const fill = (memory: DataView): void => {
    const values = drawing(seed + 1)
    for (const view of inputs) {
      for (const at of addressesOf(view, shape)) {
        const usual = (values.below(2001) - 1000) / (values.chance(0.8) ? 300 : 7)
        const special = values.chance(0.05)
        const isFloat = view.dtype === 'float64' || view.dtype === 'float32'
        const value = isFloat && !special ? usual : literalOf(values, view.dtype)
        write(memory, view.dtype, at, value)
      }
    }
  }
  return { kernel: { shape, inputs, steps, sinks }, bytes, fill }
}
