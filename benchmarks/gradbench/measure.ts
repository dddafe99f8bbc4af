/** Runs a job as often and as long as a message asks, and says how long each run took. */
import type { Job, Json } from './job.ts'

export interface Timing {
  readonly name: string
  /** A whole number. */
  readonly nanoseconds: number
}

/** How long to go on: both hold at the end. */
export interface Runs {
  readonly min_runs: number
  readonly min_seconds: number
}

export interface Measured {
  readonly output: Json
  readonly timings: readonly Timing[]
}

/**
 * The first run, in which functions are traced, differentiated and compiled, is `prepare`, as is making the
 * job; runs after that are `evaluate`, at least one.
 */
export function measure(make: () => Job, { min_runs, min_seconds }: Runs): Measured {
  const begun = performance.now()
  const { run, answer } = make()
  run()
  const timings = [timing('prepare', performance.now() - begun)]
  let result: unknown
  let total = 0
  do {
    const start = performance.now()
    result = run()
    const milliseconds = performance.now() - start
    total += milliseconds
    timings.push(timing('evaluate', milliseconds))
  } while (timings.length <= min_runs || total < 1e3 * min_seconds)
  return { output: answer(result as never), timings }
}

function timing(name: string, milliseconds: number): Timing {
  return { name, nanoseconds: Math.round(1e6 * milliseconds) }
}
