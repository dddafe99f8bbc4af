/** Which equations of a program share a loop. */
import type { Program } from '../program.ts'
import type { LoopStep } from './plan.ts'
import { freshInputs, Planner } from './planner.ts'

/** For each loop of a program's plan the positions of its equations, in order. */
export function loopsOf(program: Program): number[][] {
  const planner = new Planner(program, freshInputs(program), new Map(), [])
  planner.plan(false)
  const loops = new Map<LoopStep, number[]>()
  program.equations.forEach(({ primitive, output, count }, i) => {
    const loop = primitive.view === undefined && count === null ? planner.loopOf(output) : null
    if (loop !== null) loops.set(loop, [...(loops.get(loop) ?? []), i])
  })
  return [...loops.values()]
}
