/**
 * What the page asks of the worker and what it gets: plain data both ways. Requests are answered in
 * the order in which they come.
 */
import type { FieldRequest, Field } from '../compute/field.ts'
import type { Path, PathsRequest } from '../compute/paths.ts'
import type { Local, LocalRequest } from '../compute/local.ts'
import type { Drawing, DrawingRequest } from '../compute/drawing.ts'

export interface Jobs {
  field: { request: FieldRequest; result: Field }
  paths: { request: PathsRequest; result: readonly Path[] }
  local: { request: LocalRequest; result: Local }
  model: { request: LocalRequest; result: Local }
  drawing: { request: DrawingRequest; result: Drawing }
}

export type JobName = keyof Jobs

export interface Question {
  readonly id: number
  readonly job: JobName
  readonly request: unknown
}

export type Answer =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string }
