/**
 * The training worker: trains in slices short enough to hear the page between them, with a report after
 * each. First slices are single steps and later ones longer, so that the beginning, where most happens, can
 * be watched, and the end need not be waited for.
 */
import '@wengert/autodiff/compiler'
import { tensor } from '@wengert/tensor'
import { makePoints, type Points } from './data.ts'
import { batchOf, createNetwork, type Batch, type Network } from './network.ts'
import { extent, surfaceSide, type Command, type Report, type Settings } from './protocol.ts'
import { train, type Trained } from './trainers.ts'

const slice = 40
/** Time between slices, for the page to draw. */
const pause = 25
/** Slices grow by one step for every so many steps that are done. */
const growth = 30
/** What a run ends at: its loss hardly changes any more. */
const mostSteps = 5000

interface Run {
  readonly id: number
  readonly network: Network
  readonly iterator: Iterator<Trained>
  readonly train: Points
  readonly test: Points
  readonly batches: readonly [Batch, Batch]
  step: number
  milliseconds: number
  last: Trained | null
}

let run: Run | null = null
let isOn = false

const corners = surfacePoints()

self.addEventListener('message', ({ data }: MessageEvent<Command>) => {
  try {
    if (data.kind === 'prepare') prepare(data.run, data.settings)
    else if (data.kind === 'step') advance(1, Infinity)
    else if (data.on !== isOn) {
      isOn = data.on
      if (isOn) loop()
    }
  } catch (error) {
    fail(error)
  }
})

function prepare(id: number, settings: Settings): void {
  const { data, noise, optimizer, rate, width } = settings
  const [own, other] = [makePoints(data, noise, 300, 1), makePoints(data, noise, 200, 2)]
  const network = createNetwork(width)
  const batches = [batchOf(own), batchOf(other)] as const
  const iterator = train(optimizer, network, network.init(3), batches[0], rate)
  run = {
    id,
    network,
    iterator,
    train: own,
    test: other,
    batches,
    step: -1,
    milliseconds: 0,
    last: null,
  }
  post({ kind: 'points', run: id, train: own, test: other })
  advance(1, Infinity)
}

function loop(): void {
  if (!isOn || run === null) return
  try {
    if (advance(1 + Math.floor(run.step / growth), slice)) isOn = false
    else setTimeout(loop, pause)
  } catch (error) {
    fail(error)
  }
}

/** Trains for some steps or milliseconds, and reports; whether the run is over. */
function advance(steps: number, milliseconds: number): boolean {
  if (run === null) return true
  const losses: { step: number; cost: number; loss: number }[] = []
  const begin = performance.now()
  let isFinished = false
  for (let i = 0; i < steps && performance.now() - begin < milliseconds; i++) {
    const { done, value } = run.iterator.next()
    isFinished = done === true || run.step + 1 >= mostSteps || !Number.isFinite(value.loss)
    if (done === true) break
    run.step++
    run.last = value
    losses.push({ step: run.step, cost: value.cost, loss: value.loss })
    if (isFinished) break
  }
  run.milliseconds += performance.now() - begin
  report(run, losses, isFinished)
  return isFinished
}

function report(
  current: Run,
  losses: { step: number; cost: number; loss: number }[],
  isFinished: boolean,
): void {
  const { network, last, batches, id: number, step, milliseconds } = current
  if (last === null) return
  const surface = Float32Array.from(
    network.score(last.params, corners).sigmoid().data as Float64Array,
  )
  const [trained, tested] = batches.map(({ x, label }) =>
    network.score(last.params, x).mul(label).greater(0).cast('float64').mean().item(),
  )
  const { loss, cost } = last
  const numbers = { run: number, step, loss, cost, milliseconds, trained, tested }
  post({ kind: 'snapshot', snapshot: { ...numbers, surface, losses, isFinished } })
}

function fail(error: unknown): void {
  isOn = false
  const message = error instanceof Error ? error.message : String(error)
  post({ kind: 'failed', run: run?.id ?? 0, message })
}

function post(message: Report): void {
  self.postMessage(message)
}

function surfacePoints() {
  const at = (i: number): number => ((i + 0.5) / surfaceSide) * 2 * extent - extent
  const count = surfaceSide * surfaceSide
  const places = Float64Array.from({ length: 2 * count }, (_, k) => {
    const i = k >> 1
    return k % 2 === 0 ? at(i % surfaceSide) : -at(Math.floor(i / surfaceSide))
  })
  return tensor(places, { shape: [count, 2] })
}
