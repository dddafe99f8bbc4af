/** Recorded lanes, compiled and run for columns of numbers, so many lanes at a time. */
import type { Lane } from '../../../src/emitter.ts'
import { ModuleBuilder } from '../../../src/wasm/assembler.ts'
import { wasmEngine } from '../../../src/wasm/engine.ts'
import { i32Constant, operation, type Effect, type Value } from '../../../src/wasm/lanes/code.ts'
import { Emission } from '../../../src/wasm/lanes/emission.ts'
import { LaneGraph } from '../../../src/wasm/lanes/graph.ts'
import { escapeImports, LaneLibrary } from '../../../src/wasm/lanes/library.ts'
import { lowerScalar } from '../../../src/wasm/lanes/lower-scalar.ts'
import { VectorLowering } from '../../../src/wasm/lanes/lower-vector.ts'

const { Module, Instance, Memory } = wasmEngine()!

export interface Target {
  readonly type: 'f64' | 'f32'
  readonly lanes: number
  readonly fused?: boolean
}

export const targets: readonly Target[] = [
  { type: 'f64', lanes: 2 },
  { type: 'f64', lanes: 1 },
  { type: 'f32', lanes: 4 },
  { type: 'f32', lanes: 1 },
  { type: 'f32', lanes: 2 },
  { type: 'f64', lanes: 4 },
]

/** The numbers that the recorded function gives, for each place of the columns. */
export function runLanes(
  { type, lanes, fused = false }: Target,
  record: (graph: LaneGraph, inputs: readonly Lane[]) => Lane,
  columns: readonly ArrayLike<number>[],
): number[] {
  const module = new ModuleBuilder()
  module.importMemory({ module: 'env', name: 'memory', pages: 1 })
  const library = new LaneLibrary(module, { fused })
  const main = module.function([], [])
  module.export('main', main)
  const graph = new LaneGraph()
  const root = record(
    graph,
    columns.map((_, i) => graph.input(i, type)),
  )
  const width = type === 'f64' ? 8 : 4
  const resultAt = 4096
  const effects: Effect[] = []
  const store = (
    value: Value,
    at: number,
    instruction: `${'v128' | 'f64' | 'f32'}.store`,
  ): void => {
    effects.push({
      kind: 'store',
      instruction,
      address: i32Constant(0),
      value,
      immediates: [resultAt + at],
      before: [],
    })
  }
  if (lanes === 1) {
    const value = lowerScalar(graph, [root], library, (i) =>
      operation(type, `${type}.load`, [i32Constant(0)], 64 * i),
    )
    store(value(root), 0, `${type}.store`)
  } else {
    const parts = (lanes * width) / 16
    const load = (i: number): Value[] =>
      Array.from({ length: Math.max(1, parts) }, (_, p) =>
        operation('v128', 'v128.load', [i32Constant(0)], 64 * i + 16 * p),
      )
    const inputs = { number: load, mask: () => [] }
    const lowering = new VectorLowering(graph, [root], library, inputs, { lanes, fused })
    lowering.parts(root).forEach((value, p) => store(value, 16 * p, 'v128.store'))
  }
  new Emission(main).run(effects)
  const memory = new Memory({ initial: 1 })
  const { main: run } = new Instance(new Module(module.toBytes()), {
    env: { memory },
    ...escapeImports(library.escapes),
  }).exports
  const Numbers = type === 'f64' ? Float64Array : Float32Array
  const numbers = new Numbers(memory.buffer)
  const results: number[] = []
  for (let start = 0; start < columns[0].length; start += lanes) {
    const count = Math.min(lanes, columns[0].length - start)
    columns.forEach((column, i) => {
      for (let k = 0; k < count; k++) numbers[(64 * i) / width + k] = column[start + k]
    })
    run()
    for (let k = 0; k < count; k++) results.push(numbers[resultAt / width + k])
  }
  return results
}
