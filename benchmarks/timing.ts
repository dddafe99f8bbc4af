/** How long a function takes: medians of benny's samples, after a run-in of its own. */
import benny from 'benny'

export interface Times {
  /** In microseconds. */
  readonly median: number
  readonly least: number
  /** Half the distance between the quartiles, in per cent of the median. */
  readonly spread: number
}

/** Engines compile what runs often, and later better: so long is not timed. */
const runInMilliseconds = 300
/** At most, in seconds, where a run takes no longer. */
const samplingSeconds = 1.5

export async function timeRuns(name: string, run: () => unknown): Promise<Times> {
  const until = performance.now() + runInMilliseconds
  do run()
  while (performance.now() < until)
  const { results } = await benny.suite(
    name,
    benny.add(name, () => void run()),
    benny.configure({ cases: { maxTime: samplingSeconds, minSamples: 5 } }),
  )
  return summarize(results[0].details.sampleResults)
}

/** @param seconds - One sample each. Quantiles are interpolated between samples. */
export function summarize(seconds: readonly number[]): Times {
  const samples = seconds.toSorted((a, b) => a - b)
  const quantile = (q: number): number => {
    const at = q * (samples.length - 1)
    const [below, above] = [samples[Math.floor(at)], samples[Math.ceil(at)]]
    return below + (at % 1) * (above - below)
  }
  const median = quantile(0.5)
  return {
    median: median * 1e6,
    least: samples[0] * 1e6,
    spread: (50 * (quantile(0.75) - quantile(0.25))) / median,
  }
}
