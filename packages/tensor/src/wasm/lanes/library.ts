/**
 * What the kernels of one module share: functions of lanes as WebAssembly functions, for one number and
 * for two at once, and the way to the host for their rare arguments. That is one imported function,
 * which takes the place of a function in a list; whoever instantiates the module supplies it by
 * `escapeImports` of that list.
 */
import type { Lane, LaneFunction } from '../../emitter.ts'
import type { FunctionBuilder, ModuleBuilder } from '../assembler.ts'
import type { Imports } from '../engine.ts'
import { laneRuleOf } from '../functions/index.ts'
import { singleRuleOf } from '../functions/single/index.ts'
import { localValue, type Value } from './code.ts'
import { Emission } from './emission.ts'
import { LaneGraph } from './graph.ts'
import { lowerScalar } from './lower-scalar.ts'
import { VectorLowering } from './lower-vector.ts'
import { doubleLanes, singleLanes } from './record.ts'

export interface LaneLibraryOptions {
  /** Lets a product that is added be rounded once; needs relaxed SIMD, and changes bits. */
  readonly fused?: boolean
}

type FloatType = 'f64' | 'f32'

export class LaneLibrary {
  readonly module: ModuleBuilder
  readonly fused: boolean
  /** The functions that the host is asked for, in the order of the imported function's indices. */
  readonly escapes: LaneFunction[] = []
  private readonly escapeTarget: number
  private readonly scalars = new Map<LaneFunction, FunctionBuilder>()
  private readonly vectors = new Map<LaneFunction, FunctionBuilder>()
  private readonly others = new Map<string, FunctionBuilder>()
  private readonly vectorEscapes = new Map<LaneFunction, FunctionBuilder>()

  /** Before the module's first function is defined: it imports. */
  constructor(module: ModuleBuilder, options: LaneLibraryOptions = {}) {
    this.module = module
    this.fused = options.fused ?? false
    const signature = { parameters: ['i32', 'f64', 'f64'], results: ['f64'] } as const
    this.escapeTarget = module.importFunction('lanes', 'escape', signature)
  }

  /** The function of f: numbers of this type … → one of them. */
  scalarFunction(f: LaneFunction, type: FloatType, arity: number): number {
    const known = this.scalars.get(f)
    if (known !== undefined) return known.index
    const { builder, graph, inputs, root } = this.define(f, type, arity, type)
    this.scalars.set(f, builder)
    const values = lowerScalar(graph, [root], this, (i) => inputs[i])
    new Emission(builder).run([{ kind: 'leave', value: values(root) }])
    return builder.index
  }

  /** The function of f on two float64, or four float32, at once: v128 … → v128. */
  vectorFunction(f: LaneFunction, type: FloatType, arity: number): number {
    const known = this.vectors.get(f)
    if (known !== undefined) return known.index
    const { builder, graph, inputs, root } = this.define(f, type, arity, 'v128')
    this.vectors.set(f, builder)
    const load = { number: (i: number) => [inputs[i]], mask: () => [] }
    const options = { lanes: type === 'f64' ? 2 : 4, fused: this.fused }
    const [value] = new VectorLowering(graph, [root], this, load, options).parts(root)
    new Emission(builder).run([{ kind: 'leave', value }])
    return builder.index
  }

  /** A function of this name, defined when it is first asked for. */
  shared(name: string, define: () => FunctionBuilder): FunctionBuilder {
    const known = this.others.get(name)
    if (known !== undefined) return known
    const builder = define()
    this.others.set(name, builder)
    return builder
  }

  /** The imported function and the number by which it knows f. */
  escape(f: LaneFunction): { target: number; index: number } {
    const index = this.escapes.indexOf(f)
    return {
      target: this.escapeTarget,
      index: index >= 0 ? index : this.escapes.push(f) - 1,
    }
  }

  /** A function (mask, y, operands …) → y with what the host says wherever the mask holds. */
  vectorEscape(f: LaneFunction, arity: number): number {
    const known = this.vectorEscapes.get(f)
    if (known !== undefined) return known.index
    const { target, index } = this.escape(f)
    const types = new Array<'v128'>(arity + 2).fill('v128')
    const builder = this.module.function(types, ['v128'])
    this.vectorEscapes.set(f, builder)
    for (const lane of [0, 1]) {
      builder
        .get(0)
        .emit('i32x4.extract_lane', 2 * lane)
        .emit('if')
      builder.get(1).i32(index)
      for (let i = 0; i < 2; i++) {
        if (i < arity) builder.get(2 + i).emit('f64x2.extract_lane', lane)
        else builder.emit('f64.const', 0)
      }
      builder.emit('call', target).emit('f64x2.replace_lane', lane).set(1).emit('end')
    }
    builder.get(1)
    return builder.index
  }

  private define(
    f: LaneFunction,
    type: FloatType,
    arity: number,
    passed: FloatType | 'v128',
  ): { builder: FunctionBuilder; graph: LaneGraph; inputs: Value[]; root: Lane } {
    const builder = this.module.function(new Array<typeof passed>(arity).fill(passed), [passed])
    const inputs = Array.from({ length: arity }, (_, i) => localValue(passed, i, false))
    const graph = new LaneGraph()
    const operands = inputs.map((_, i) => graph.input(i, type))
    const double = doubleLanes(graph, Infinity)
    const root =
      type === 'f64'
        ? laneRuleOf(f)(double, operands)
        : singleRuleOf(f)(singleLanes(graph, double, Infinity), operands)
    return { builder, graph, inputs, root }
  }
}

/** What a module whose library has these escapes is to be instantiated with. */
export function escapeImports(escapes: readonly LaneFunction[]): Imports {
  return {
    lanes: { escape: (index, x, y) => escapes[index].scalar(x, y) },
  }
}
