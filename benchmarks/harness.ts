/**
 * One suite is one problem, one contestant a way to solve it. Every result is checked against that of
 * the suite's first contestant before anything is timed, and the first contestant is timed once more at
 * the end, as its own twin: what the twin differs by is what a ratio can be wrong by. No state is shared:
 * a contestant is made anew for its check and for its timing.
 */
import { concatenated } from './contestants/numbers.ts'
import { recordedRows, type Recorded } from './recorded.ts'
import { timeRuns, type Times } from './timing.ts'

/** The numbers of an answer, in one array or in several; they are joined when it is checked, not in its time. */
export type Answer = ArrayLike<number> | readonly ArrayLike<number>[]

/** Solves the problem once. */
export type Solve = () => Answer

export interface Contestant {
  readonly name: string
  /** Sets the scene. */
  readonly make: () => Solve | Promise<Solve>
  /** How far from the first contestant's answer it may be, relative to the largest number. */
  readonly tolerance: number
  /** What its answer is to be, where contestants answer different questions. */
  readonly expected?: () => ArrayLike<number>
  /** The contestant over whose time its ratio is; by default the first one named Wengert. */
  readonly over?: string
  /** Whether it may not be up to the problem: if it throws or errs, that is its row. */
  readonly fallible?: boolean
}

/** What a time means for the work done in it, such as GFLOP/s. */
export interface Rate {
  readonly unit: string
  readonly of: (seconds: number) => number
}

/** Suites of one name are points of the lines of a plot. */
export interface Point {
  readonly line: string
  readonly axis: string
  readonly x: number
}

export interface Suite {
  readonly name: string
  /** The first is the reference of the check; the first one named Wengert is what ratios refer to. */
  readonly contestants: readonly Contestant[]
  readonly rate?: Rate
  readonly point?: Point
  /** Peers that are not at hand, measured elsewhere beside the first contestant. */
  readonly recorded?: readonly Recorded[]
  /** Whether to measure the memory of each contestant as well. */
  readonly weighed?: boolean
}

export interface Row {
  readonly name: string
  /** The median. */
  readonly microseconds: number | null
  readonly least: number | null
  /** Half the distance between the quartiles, in per cent of the median. */
  readonly spread: number | null
  /** This contestant's time over Wengert's, or over that of the contestant that it names. */
  readonly ratio: number | null
  readonly rate: number | null
  readonly note: string
}

/** The contestants that are right, and rows for those that are wrong, as they may be. */
export interface Admitted {
  readonly contestants: readonly Contestant[]
  readonly absent: readonly Row[]
}

export async function runSuite(suite: Suite): Promise<Row[]> {
  const { contestants, absent } = await checkAgreement(suite)
  const twin = { ...contestants[0], name: `${contestants[0].name} (twin)` }
  const times: Timed[] = []
  for (const { name, make, over } of [...contestants, twin]) {
    times.push({ name, over, ...(await timeRuns(name, await make())) })
  }
  return [...rowsOf(times, suite), ...absent]
}

/** The times of a contestant, and whose its ratio is over. */
export type Timed = Times & Pick<Contestant, 'name' | 'over'>

/** @param times - Of the contestants in order, and of the first one's twin at the end. */
export function rowsOf(
  times: readonly Timed[],
  { rate, recorded = [] }: Pick<Suite, 'rate' | 'recorded'>,
): Row[] {
  const own = times.find(({ name }) => name.startsWith('Wengert'))
  const reference = (over: string | undefined): Timed | undefined =>
    over === undefined ? own : times.find(({ name }) => name === over)
  const rateOf = (median: number): number | null => rate?.of(median * 1e-6) ?? null
  const measured = times.map(({ name, over, median, least, spread }) => ({
    name,
    microseconds: median,
    least,
    spread,
    ratio: median / (reference(over)?.median ?? NaN),
    rate: rateOf(median),
    note: '',
  }))
  // These are least times, and compared with such.
  const firstLeast = Math.min(times[0].least, times.at(-1)!.least)
  const elsewhere = recordedRows(recorded, firstLeast).map(({ name, microseconds, note }) => ({
    ...emptyRow(name, note),
    least: microseconds,
    ratio: microseconds / (own?.least ?? NaN),
    rate: rateOf(microseconds),
  }))
  return [...measured, ...elsewhere]
}

/** Throws when a contestant's answer differs from the first one's, except where that may be. */
export async function checkAgreement({ name, contestants }: Suite): Promise<Admitted> {
  const expected = joined((await contestants[0].make())())
  const admitted: Contestant[] = []
  const absent: Row[] = []
  for (const contestant of contestants) {
    const fault = await faultOf(contestant, expected)
    if (fault === null) admitted.push(contestant)
    else if (contestant.fallible) absent.push(emptyRow(contestant.name, fault))
    else throw new Error(`${name}: ${contestant.name} is ${fault}; nothing is timed.`)
  }
  return { contestants: admitted, absent }
}

/** What is wrong with a contestant's answer; null where nothing is. */
async function faultOf(
  { make, tolerance, fallible, expected }: Contestant,
  first: Float64Array,
): Promise<string | null> {
  try {
    const error = relativeError(expected?.() ?? first, joined((await make())()))
    return error <= tolerance ? null : `wrong: relative error ${error.toExponential(1)}`
  } catch (error) {
    if (!fallible) throw error
    return `unable: ${(error as Error).message.split('\n')[0]}`
  }
}

function joined(answer: Answer): Float64Array {
  const isList = Array.isArray(answer) && typeof answer[0] === 'object'
  return concatenated(isList ? answer : [answer as ArrayLike<number>])
}

function emptyRow(name: string, note: string): Row {
  return { name, microseconds: null, least: null, spread: null, ratio: null, rate: null, note }
}

/** The largest difference over the largest expected number; infinite where lengths differ. */
function relativeError(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let [scale, error] = [0, 0]
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]))
    error = Math.max(error, Math.abs(expected[i] - actual[i]))
  }
  return error === 0 ? 0 : error / scale
}
