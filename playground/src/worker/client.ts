/**
 * The page's side of the worker. Of each job only the newest request counts: one that waits is replaced,
 * one that runs may still bring its result but no failure, and promises that were overtaken need never
 * settle. One request runs at a time; when it takes longer than the limit the worker is ended, a new one
 * started, and the request fails with words to show.
 */
import { signal } from '@preact/signals'
import type { Answer, JobName, Jobs, Question } from './protocol.ts'

/** How long one request may take. */
export const limitMilliseconds = 4000

export class TimeLimit extends Error {
  constructor() {
    super(
      `The function took longer than ${limitMilliseconds / 1000} seconds and was stopped; give it fewer terms.`,
    )
  }
}

/** How long a request may run when a newer one of the same job waits. */
const patience = 1500

interface Waiting {
  readonly question: Question
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

interface Running extends Waiting {
  since: number
  timer: number
  /** Whether a newer request has taken its place. */
  isOvertaken: boolean
}

/** Whether a request is running. */
export const isBusy = signal(false)

let worker: Worker | null = null
/** Whether the worker has loaded; only from then on does time count. */
let isReady = false
let running: Running | null = null
const waiting = new Map<JobName, Waiting>()
let ids = 0

export function ask<J extends JobName>(
  job: J,
  request: Jobs[J]['request'],
): Promise<Jobs[J]['result']> {
  return new Promise((resolve, reject) => {
    const question = { id: ++ids, job, request }
    waiting.set(job, { question, resolve: resolve as (result: unknown) => void, reject })
    if (running?.question.job === job) hurry(running)
    next()
  })
}

/** Nothing that was asked before is of interest any more: the function is another. */
export function abandon(): void {
  waiting.clear()
  if (running !== null) hurry(running)
}

function next(): void {
  if (running !== null) return
  const [first] = waiting
  isBusy.value = first !== undefined
  if (first === undefined) return
  const [job, entry] = first
  waiting.delete(job)
  worker ??= start()
  running = { ...entry, since: Infinity, timer: 0, isOvertaken: false }
  if (isReady) startClock()
  worker.postMessage(entry.question)
}

function startClock(): void {
  if (running === null) return
  running.since = performance.now()
  running.timer = window.setTimeout(() => fail(new TimeLimit()), limitMilliseconds)
  if (running.isOvertaken) hurry(running)
}

/** What runs is overtaken: it has only so much time left, and may not complain. */
function hurry(overtaken: Running): void {
  overtaken.isOvertaken = true
  if (!isReady) return
  clearTimeout(overtaken.timer)
  const left = overtaken.since + patience - performance.now()
  overtaken.timer = window.setTimeout(() => {
    end()
    next()
  }, left)
}

function start(): Worker {
  const created = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  created.addEventListener('message', ({ data }: MessageEvent<Answer | 'ready'>) => {
    if (created !== worker) return
    if (data === 'ready') {
      isReady = true
      startClock()
    } else receive(data)
  })
  created.addEventListener('error', ({ message }) => {
    if (created === worker) fail(new Error(`The worker failed: ${message}`))
  })
  return created
}

function receive(answer: Answer): void {
  if (running === null || answer.id !== running.question.id) return
  const { resolve, reject, timer, isOvertaken } = running
  clearTimeout(timer)
  running = null
  if (answer.ok) resolve(answer.result)
  else if (!isOvertaken) reject(new Error(answer.message))
  next()
}

/** Ends the worker with what it was doing; the next request starts a new one. */
function end(): Running | null {
  worker?.terminate()
  worker = null
  isReady = false
  const ended = running
  running = null
  if (ended !== null) clearTimeout(ended.timer)
  return ended
}

function fail(error: Error): void {
  const ended = end()
  if (ended !== null && !ended.isOvertaken) ended.reject(error)
  next()
}
