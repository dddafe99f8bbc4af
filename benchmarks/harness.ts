/** One suite is one problem, one contestant a way to solve it. Results are checked, then timed. */
import benny from 'benny'

export interface Contestant {
  readonly name: string
  /** Sets the scene, before the check and before the timing. */
  readonly prepare?: () => Promise<void>
  /** Solves the problem once and returns the numbers of its answer. */
  readonly run: () => ArrayLike<number>
  /** How far from the first contestant's answer it may be, relative to the largest number. */
  readonly tolerance: number
}

export interface Suite {
  readonly name: string
  /** The first is the reference of the check; those named Wengert are what ratios refer to. */
  readonly contestants: readonly Contestant[]
  /** Contestants that cannot take part, and why. */
  readonly absent: readonly { readonly name: string; readonly reason: string }[]
}

export interface Row {
  readonly name: string
  readonly microseconds: number | null
  /** The standard deviation of the samples, in per cent of their mean. */
  readonly spread: number | null
  /** This contestant's time over Wengert's. */
  readonly ratio: number | null
  readonly note: string
}

export async function runSuite(suite: Suite): Promise<Row[]> {
  await checkAgreement(suite)
  const times: { name: string; median: number; spread: number }[] = []
  for (const { name, prepare, run } of suite.contestants) {
    await prepare?.()
    const { results } = await benny.suite(
      suite.name,
      benny.add(name, () => void run()),
    )
    const [{ details }] = results
    const spread = (100 * details.standardDeviation) / details.mean
    times.push({ name, median: details.median * 1e6, spread })
  }
  const own = times.find(({ name }) => name.startsWith('Wengert'))?.median ?? NaN
  return [
    ...times.map(({ name, median, spread }) => ({
      name,
      microseconds: median,
      spread,
      ratio: median / own,
      note: '',
    })),
    ...suite.absent.map(({ name, reason }) => ({
      name,
      microseconds: null,
      spread: null,
      ratio: null,
      note: reason,
    })),
  ]
}

/** Adds a contestant that may not be up to the problem: if it throws or errs, that is its row. */
export function admit(suite: Suite, contestant: Contestant): Suite {
  const { name, tolerance } = contestant
  const absent = (reason: string): Suite => ({
    ...suite,
    absent: [...suite.absent, { name, reason }],
  })
  try {
    const error = relativeError(suite.contestants[0].run(), contestant.run())
    if (!(error <= tolerance)) return absent(`wrong: relative error ${error.toExponential(1)}`)
    return { ...suite, contestants: [...suite.contestants, contestant] }
  } catch (error) {
    return absent(`throws: ${(error as Error).message.split('\n')[0]}`)
  }
}

/** Throws when a contestant's answer differs from the first one's. */
export async function checkAgreement({ name, contestants }: Suite): Promise<void> {
  await contestants[0].prepare?.()
  const expected = contestants[0].run()
  for (const contestant of contestants) {
    await contestant.prepare?.()
    const error = relativeError(expected, contestant.run())
    if (!(error <= contestant.tolerance)) {
      throw new Error(`${name}: ${contestant.name} is off by ${error} (relative); it is not timed.`)
    }
  }
}

/** The largest difference over the largest expected number; infinite where lengths differ. */
function relativeError(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let [scale, error] = [0, 0]
  for (let i = 0; i < expected.length; i++) {
    scale = Math.max(scale, Math.abs(expected[i]))
    error = Math.max(error, Math.abs(expected[i] - actual[i]))
  }
  return error / scale
}
