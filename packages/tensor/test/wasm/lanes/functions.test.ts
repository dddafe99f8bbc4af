import { describe, expect, test } from 'vitest'
import { tensor, type Tensor } from '@wengert/tensor'
import { bindAny, noParams, type Primitive } from '@wengert/tensor/internal'
import type { Lane } from '../../../src/emitter.ts'
import { allPrimitives } from '../../../src/registry.ts'
import { hasFusedMultiplyAdd } from '../../../src/wasm/engine.ts'
import type { LaneGraph } from '../../../src/wasm/lanes/graph.ts'
import { doubleLanes, singleLanes } from '../../../src/wasm/lanes/record.ts'
import { runLanes, targets, type Target } from './run-lanes.ts'

const logical = new Set(['logicalAnd', 'logicalOr', 'logicalNot'])
const binary = ['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'atan2', 'pow']
const comparing = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual']
const arity = new Map(
  [...binary, ...comparing, 'logicalAnd', 'logicalOr'].map((name) => [name, 2]),
).set('where', 3)

/** Two of them to a vector: usual and rare ones, in every order. */
const edges = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  0.49999999999999994,
  3,
  -3,
  5e-324,
  -1e-320,
  2.2e-308,
  1e-40,
  -1e-45,
  3.4e38,
  1e39,
  1e300,
  -1e300,
  2 ** 52 + 1,
  2 ** 52 - 0.5,
  -(2 ** 53),
  Infinity,
  -Infinity,
  NaN,
  Math.PI,
  -Math.E,
  1e-9,
  50999,
  51001,
  -1e6,
  709,
  711,
  -745.2,
  -40,
  20,
  88.7,
  -104,
]

/** Numbers of all sizes, by a generator that gives the same ones always. */
function* samples(count: number, seed: number): Generator<number> {
  let state = seed
  const draw = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  for (let i = 0; i < count; i++) {
    const kind = draw()
    const sign = draw() < 0.5 ? -1 : 1
    if (kind < 0.5) yield sign * 4 * draw()
    else if (kind < 0.8) yield sign * 800 * draw()
    else if (kind < 0.95) yield sign * 2 ** (600 * draw() - 300)
    else yield edges[Math.floor(draw() * edges.length)]
  }
}

/** Columns with every pair of edges, and samples. */
function columnsFor(count: number, dtype: 'float64' | 'float32'): Float64Array[] {
  const columns: number[][] = Array.from({ length: count }, () => [])
  for (const x of edges) {
    for (const y of edges)
      [x, y, 0.75].slice(0, count).forEach((value, i) => columns[i].push(value))
  }
  columns.forEach((column, i) => column.push(...samples(3000, 77 + i)))
  const round = dtype === 'float32' ? Math.fround : (x: number) => x
  return columns.map((column) => Float64Array.from(column, round))
}

const emitting = allPrimitives().filter((primitive) => primitive.emit !== undefined)
const exponents = [0, 3, -1, 0.5, -0.5, 2.5, 1 / 3]
const cases = emitting.flatMap((primitive): [string, Primitive, unknown][] =>
  primitive.name === 'power'
    ? exponents.map((exponent) => [`power ${exponent}`, primitive, { exponent }])
    : [[primitive.name, primitive, noParams]],
)

/** The primitive on columns of numbers; a bool is given and returned as a number. */
function recorder(primitive: Primitive, params: unknown, type: 'f64' | 'f32', budget: number) {
  return (graph: LaneGraph, inputs: readonly Lane[]): Lane => {
    const double = doubleLanes(graph, budget)
    const lanes = type === 'f64' ? double : singleLanes(graph, double, budget)
    const operands = inputs.map((x, i) =>
      isBool(primitive, i) ? graph.compare('gt', x, graph.constant(0, type)) : x,
    )
    const y = primitive.emit!(lanes, operands, params)
    if (graph.type(y) !== 'mask') return type === 'f32' ? graph.demote(y) : y
    return graph.select(y, graph.constant(1, type), graph.constant(0, type))
  }
}

function isBool({ name }: Primitive, operand: number): boolean {
  return logical.has(name) || (name === 'where' && operand === 0)
}

function expectHostBits(
  target: Target,
  primitive: Primitive,
  params: unknown,
  budget: number,
): void {
  const dtype = target.type === 'f64' ? 'float64' : 'float32'
  const columns = columnsFor(arity.get(primitive.name) ?? 1, dtype)
  const operands = columns.map((column, i) =>
    isBool(primitive, i)
      ? tensor(
          column.map((x) => Number(x > 0)),
          { dtype: 'bool' },
        )
      : tensor(column, { dtype }),
  )
  const expected = (bindAny(primitive, operands, params) as Tensor).data
  const actual = runLanes(target, recorder(primitive, params, target.type, budget), columns)
  const differing = actual.flatMap((y, i) =>
    Object.is(y, expected[i]) ? [] : [[columns.map((column) => column[i]), y, expected[i]]],
  )
  expect(differing.slice(0, 10)).toEqual([])
}

describe.each(targets)('on $lanes lanes of $type, the bits of the host kernel:', (target) => {
  test.each(cases)('%s', (_name, primitive, params) => {
    expectHostBits(target, primitive, params, Infinity)
  })

  test.each(cases.filter(([name]) => /^(log|sin|pow|exp|atan2|power 2.5)$/.test(name)))(
    '%s as a function that is called',
    (_name, primitive, params) => {
      expectHostBits(target, primitive, params, 0)
    },
  )
})

test.runIf(hasFusedMultiplyAdd())('fused products agree to rounding', () => {
  const columns = [Float64Array.from([...samples(3000, 5)].filter((x) => Math.abs(x) < 700))]
  for (const name of ['exp', 'tanh', 'log', 'sin', 'expm1', 'log1p', 'sigmoid', 'tan', 'asinh']) {
    const primitive = emitting.find((p) => p.name === name)!
    const record = recorder(primitive, noParams, 'f64', Infinity)
    const strict = runLanes({ type: 'f64', lanes: 2 }, record, columns)
    const fused = runLanes({ type: 'f64', lanes: 2, fused: true }, record, columns)
    strict.forEach((y, i) => {
      if (!Object.is(fused[i], y)) expect(Math.abs(fused[i] / y - 1)).toBeLessThan(1e-15)
    })
  }
})
