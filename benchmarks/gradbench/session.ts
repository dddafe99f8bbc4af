/**
 * The protocol of GradBench: one response for each message. What cannot be answered is said so in the
 * response; a message of an unknown kind is acknowledged.
 */
import { evaluations } from './evaluations/index.ts'
import type { Prepare } from './job.ts'
import { isSayable } from './json.ts'
import { measure, type Measured, type Runs } from './measure.ts'

export interface Message {
  readonly id: number
  readonly kind: string
  readonly module?: string
  readonly function?: string
  readonly input?: unknown
}

export type Response = { readonly id: number } & (
  | { readonly tool: string }
  | ({ readonly success: true } & Partial<Measured>)
  | { readonly success: false; readonly error: string }
  | object
)

/** The message that a line is; null where it is none, by which it could be answered. */
export function messageOf(line: string): Message | null {
  try {
    const message = JSON.parse(line) as Message | null
    return typeof message?.id === 'number' ? message : null
  } catch {
    return null
  }
}

export function respond(message: Message): Response {
  const { id } = message
  switch (message.kind) {
    case 'start':
      return { id, tool: 'wengert' }
    case 'define':
      if (functionsOf(message) !== undefined) return { id, success: true }
      return { id, success: false, error: `there is no module ${message.module}` }
    case 'evaluate':
      return { id, ...evaluated(message) }
    default:
      return { id }
  }
}

/** Other keys than the evaluations', such as `toString`, are no modules. */
function own<T>(table: Readonly<Record<string, T>>, key: string | undefined): T | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined
}

function functionsOf({ module }: Message): Readonly<Record<string, Prepare>> | undefined {
  return own(evaluations, module)
}

function evaluated(message: Message): object {
  const { module, function: name, input } = message
  const prepare = own(functionsOf(message) ?? {}, name)
  if (prepare === undefined) {
    return { success: false, error: `there is no function ${name} in module ${module}` }
  }
  if (input === undefined || input === null) {
    return { success: false, error: `there is no input for ${module}.${name}` }
  }
  try {
    const measured = measure(() => prepare(input as never), runsOf(input))
    if (isSayable(measured.output)) return { success: true, ...measured }
    return { success: false, error: `the output of ${module}.${name} has NaN or infinite numbers` }
  } catch (error) {
    return { success: false, error: String((error as Error).stack) }
  }
}

/** As often as the input says; `hello` says nothing, and is run once. */
function runsOf(input: unknown): Runs {
  const { min_runs = 1, min_seconds = 1 } = input as Partial<Runs>
  return typeof input === 'object' ? { min_runs, min_seconds } : { min_runs: 1, min_seconds: 0 }
}
