/** The worker: every typed function runs here, so that a slow one never stops the page. It says when it has loaded. */
import '@wengert/autodiff/compiler'
import { drawing } from '../compute/drawing.ts'
import { field } from '../compute/field.ts'
import { local } from '../compute/local.ts'
import { paths } from '../compute/paths.ts'
import type { Answer, JobName, Jobs, Question } from './protocol.ts'

const jobs: { readonly [J in JobName]: (request: Jobs[J]['request']) => Jobs[J]['result'] } = {
  field,
  paths,
  local,
  model: local,
  drawing,
}

self.addEventListener('message', ({ data }: MessageEvent<Question>) => {
  const { id, job, request } = data
  let answer: Answer
  try {
    answer = { id, ok: true, result: (jobs[job] as (request: unknown) => unknown)(request) }
  } catch (error) {
    answer = { id, ok: false, message: error instanceof Error ? error.message : String(error) }
  }
  self.postMessage(answer)
})

self.postMessage('ready')
