/**
 * `node --conditions=@wengert/source benchmarks/gradbench/ratios.ts [filter]`: the time of our derivatives
 * over that of our own functions, and over that of derivatives by hand in plain JavaScript, at the middle
 * sizes. Contestants take turns, and times are the least of many runs, so that other programs on the
 * machine matter little. Answers are compared before anything is timed.
 */
import Table from 'cli-table3'
import { byHand } from './by-hand/index.ts'
import { evaluations } from './evaluations/index.ts'
import { largestError } from './fixtures.ts'
import type { Job, Json } from './job.ts'
import { workloads, type Workload } from './workloads.ts'

/** Of one contestant at a time, and in all. */
const [turnMilliseconds, totalMilliseconds] = [100, 1000]

/** Seven digits: `ba` at its sizes has condition numbers of 1e6. */
const tolerance = 1e-7

const filter = process.argv[2] ?? ''
const rows = workloads
  .map((make) => make())
  .filter(({ module, description }) => `${module} ${description}`.includes(filter))
  .flatMap(measured)
if (rows.length === 0) {
  console.error(
    `ratios: no workload has '${filter}' in its name, such as 'llsq' or 'gmm 10_25_1000'.`,
  )
  process.exit(1)
}
const table = new Table({
  head: ['evaluation', 'derivative', 'time', '/ function', '/ by hand', 'function / by hand'],
  colAligns: ['left', 'left', 'right', 'right', 'right', 'right'],
  style: { head: [], border: [] },
})
table.push(...rows)
console.log(table.toString())

/** A row for each derivative of a workload. */
function measured({ module, description, input }: Workload): string[][] {
  const [own, hand] = [evaluations[module], byHand[module] ?? {}]
  const names = Object.keys(own)
  // Where all are derivatives there is no function to compare with.
  const primal = ['primal', 'objective', 'cost'].find((name) => name in own)
  return names
    .filter((name) => name !== primal)
    .map((name) => {
      const contestants = [own[name], own[primal!], hand[name], hand[primal!]]
      const jobs = contestants.map((prepare) => prepare?.(input))
      for (const i of [0, 1]) checkAgreement(`${module} ${description}`, jobs[i], jobs[i + 2])
      const [derivative, f, derivativeByHand, fByHand] = leastTimes(jobs)
      return [
        `${module} ${description}`,
        name,
        inUnits(derivative),
        ratio(derivative, f),
        ratio(derivative, derivativeByHand),
        ratio(f, fByHand),
      ]
    })
}

function checkAgreement(name: string, own: Job | undefined, hand: Job | undefined): void {
  if (own === undefined || hand === undefined) return
  const [actual, expected] = [own, hand].map(({ run, answer }): Json => answer(run() as never))
  const error = largestError(actual, expected)
  if (!(error <= tolerance)) throw new Error(`${name}: differs by ${error} from that by hand.`)
}

/** The least time of each job's runs, in ms; the jobs take turns. */
function leastTimes(jobs: readonly (Job | undefined)[]): number[] {
  const least = jobs.map(() => Infinity)
  for (let spent = 0; spent < totalMilliseconds; spent += turnMilliseconds) {
    jobs.forEach((job, i) => {
      if (job === undefined) return
      let left = turnMilliseconds
      do {
        const start = performance.now()
        job.run()
        const time = performance.now() - start
        least[i] = Math.min(least[i], time)
        left -= time
      } while (left > 0)
    })
  }
  return least
}

function ratio(time: number, other: number): string {
  return Number.isFinite(other) ? (time / other).toPrecision(2) : ''
}

function inUnits(milliseconds: number): string {
  if (milliseconds < 1) return `${(1e3 * milliseconds).toPrecision(3)} µs`
  return `${milliseconds.toPrecision(3)} ms`
}
