/** What can be counted of a program without running it, and is the same on every machine. */
import { simplify, type Program } from '@wengert/autodiff'
import { LaneLibrary, ModuleBuilder } from '@wengert/tensor/internal/wasm'
import { PlanEmitter } from '../../packages/autodiff/src/wasm/emit-plan.ts'
import { plansOf, type Plan } from '../../packages/autodiff/src/wasm/plan.ts'
import { planWhole } from '../../packages/autodiff/src/wasm/whole-plan.ts'

export interface Counts {
  /** As traced and transformed. */
  readonly equations: number
  readonly simplified: number
  /** Steps of the plan by kind, and by primitive where the host runs it; those inside loops and branches included. */
  readonly steps: Readonly<Record<string, number>>
  /** Memory for everything, inputs and outputs included. */
  readonly bytes: number
  /** The size of the module. */
  readonly moduleBytes: number
}

export function countProgram(program: Program): Counts {
  const simplified = simplify(program)
  const { plan, bytes } = planWhole(simplified)
  const steps: Record<string, number> = {}
  countSteps(plan, steps)
  return {
    equations: program.equations.length,
    simplified: simplified.equations.length,
    steps,
    bytes,
    moduleBytes: encode(plan).length,
  }
}

function countSteps(plan: Plan, counts: Record<string, number>): void {
  for (const step of plan.steps) {
    const kind = step.kind === 'host' ? `host: ${step.primitive.name}` : step.kind
    counts[kind] = (counts[kind] ?? 0) + 1
    for (const inner of plansOf(step)) countSteps(inner, counts)
  }
}

/** The module for one thread, without fused multiply-add. */
function encode(plan: Plan): Uint8Array {
  const builder = new ModuleBuilder()
  const library = new LaneLibrary(builder, { fused: false })
  const callHost = builder.importFunction('program', 'host', { parameters: ['i32'], results: [] })
  builder.export('run', new PlanEmitter(library, callHost, null).emit(plan))
  builder.importMemory({ module: 'program', name: 'memory', pages: 1 })
  return builder.toBytes()
}
