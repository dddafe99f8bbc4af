/**
 * The page's side of the worker. Of each job only the newest request counts: one that waits is replaced,
 * and a promise that was overtaken never settles. One request runs at a time; when it takes longer than
 * the limit the worker is ended, a new one started, and the request fails with words to show.
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

/** A request of the same job that runs longer than this is ended when a newer one comes. */
const patience = 250

interface Waiting {
  readonly question: Question
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** Whether a request is running. */
export const isBusy = signal(false)

let worker: Worker | null = null
let running: (Waiting & { readonly timer: number; readonly since: number }) | null = null
const waiting = new Map<JobName, Waiting>()
let ids = 0

export function ask<J extends JobName>(
  job: J,
  request: Jobs[J]['request'],
): Promise<Jobs[J]['result']> {
  return new Promise((resolve, reject) => {
    const question = { id: ++ids, job, request }
    waiting.set(job, { question, resolve: resolve as (result: unknown) => void, reject })
    if (running?.question.job === job && performance.now() - running.since > patience) end()
    next()
  })
}

function next(): void {
  if (running !== null) return
  const [first] = waiting
  isBusy.value = first !== undefined
  if (first === undefined) return
  const [job, entry] = first
  waiting.delete(job)
  worker ??= start()
  const timer = window.setTimeout(() => fail(new TimeLimit()), limitMilliseconds)
  running = { ...entry, timer, since: performance.now() }
  worker.postMessage(entry.question)
}

function start(): Worker {
  const created = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  created.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    if (running === null || data.id !== running.question.id) return
    const { resolve, reject, timer } = running
    clearTimeout(timer)
    running = null
    if (data.ok) resolve(data.result)
    else reject(new Error(data.message))
    next()
  })
  created.addEventListener('error', (event) =>
    fail(new Error(`The worker failed: ${event.message}`)),
  )
  return created
}

/** Ends the worker with what it was doing; the next request starts a new one. */
function end(): Waiting | null {
  worker?.terminate()
  worker = null
  const ended = running
  running = null
  if (ended !== null) clearTimeout(ended.timer)
  return ended
}

function fail(error: Error): void {
  end()?.reject(error)
  next()
}
