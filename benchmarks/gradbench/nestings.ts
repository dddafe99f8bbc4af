/** The four nestings of modes, `ff fr rf rr`: the first letter is the outer derivative's, the second the inner's. */
import type { Tensor } from '@wengert/tensor'
import { compiledFor } from './compiled.ts'
import { job, type Evaluation } from './job.ts'
import { numbers } from './json.ts'
import type { Mode } from './modes.ts'

const modes = { f: 'forward', r: 'reverse' } as const

/** Steps of loops that reverse mode can go through at first. */
const firstLimit = 512

/** Solves a problem by derivatives in given modes; NaN where a loop would need more steps. */
export type Solver<A extends readonly unknown[]> = (
  outer: Mode,
  inner: Mode,
  limit: number,
) => (...args: A) => Tensor

export function nestings<I, A extends readonly unknown[]>(
  read: (input: I) => A,
  solver: Solver<A>,
): Evaluation {
  const solverFor = compiledFor(solver)
  const solve =
    (outer: Mode, inner: Mode) =>
    (...args: A): Tensor => {
      for (let limit = firstLimit; ; limit *= 2) {
        const result = solverFor(outer, inner, limit)(...args)
        if (!Number.isNaN(result.data[0])) return result
      }
    }
  const of = (outer: 'f' | 'r', inner: 'f' | 'r') =>
    job(read, solve(modes[outer], modes[inner]), numbers)
  return { ff: of('f', 'f'), fr: of('f', 'r'), rf: of('r', 'f'), rr: of('r', 'r') }
}
