/**
 * The run of the classifier: its worker, what it last reported, and the loss curves of this run and of
 * earlier ones on the same data, which stay for comparison.
 */
import { computed, effect, signal } from '@preact/signals'
import { shared } from '../state/store.ts'
import { optimizers, isSecondOrder } from './choices.ts'
import type { Points } from './data.ts'
import type { Command, Report, Settings, Snapshot } from './protocol.ts'

export interface Curve {
  readonly run: number
  readonly title: string
  readonly points: readonly {
    readonly step: number
    readonly cost: number
    readonly loss: number
  }[]
}

export const points = signal<{ readonly train: Points; readonly test: Points } | null>(null)
export const snapshot = signal<Snapshot | null>(null)
export const curves = signal<readonly Curve[]>([])
export const isTraining = signal(false)
export const trouble = signal<string | null>(null)

/** How many curves of earlier runs stay. */
const kept = 4

let worker: Worker | null = null
let runs = 0

const settings = computed<string>(() => {
  const { data, noise, optimizer, rate, width } = shared.value
  return JSON.stringify({ data, noise, optimizer, rate, width } satisfies Settings)
})

/** Runs the worker as long as the tab is open; returns what ends it. */
export function open(): () => void {
  worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => hear(data))
  worker.addEventListener('error', ({ message }) => (trouble.value = message))
  let place = ''
  const stop = effect(() => {
    const chosen = JSON.parse(settings.value) as Settings
    const here = JSON.stringify([chosen.data, chosen.noise])
    prepare(chosen, here === place)
    place = here
  })
  return () => {
    stop()
    worker?.terminate()
    worker = null
    isTraining.value = false
  }
}

function prepare(chosen: Settings, isComparable: boolean): void {
  const run = ++runs
  const { title } = optimizers[chosen.optimizer]
  const rate = isSecondOrder(chosen.optimizer) ? '' : `, ${chosen.rate}`
  const earlier = isComparable ? curves.peek().filter((curve) => curve.points.length > 2) : []
  curves.value = [...earlier.slice(-kept), { run, title: `${title}${rate}`, points: [] }]
  trouble.value = null
  send({ kind: 'prepare', run, settings: chosen })
}

function hear(report: Report): void {
  if (report.kind === 'snapshot') {
    const { run, losses, isFinished } = report.snapshot
    if (run !== runs) return
    snapshot.value = report.snapshot
    curves.value = curves.value.map((curve) =>
      curve.run === run ? { ...curve, points: [...curve.points, ...losses] } : curve,
    )
    if (isFinished) isTraining.value = false
  } else if (report.run === runs && report.kind === 'points') points.value = report
  else if (report.kind === 'failed') {
    trouble.value = report.message
    isTraining.value = false
  }
}

export function go(on: boolean): void {
  isTraining.value = on
  send({ kind: 'go', on })
}

export function stepOnce(): void {
  go(false)
  send({ kind: 'step' })
}

export function restart(): void {
  prepare(JSON.parse(settings.value) as Settings, true)
}

function send(command: Command): void {
  worker?.postMessage(command)
}
