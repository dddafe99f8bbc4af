/** What workers are told. Everything else goes through shared words. */
import type { Memory } from '../engine.ts'

/** The first message: the control words, and which thread the worker is. */
export interface StartMessage {
  readonly kind: 'start'
  readonly control: SharedArrayBuffer
  readonly thread: number
}

/** Code to be instantiated in a shared memory. */
export interface AddMessage {
  readonly kind: 'add'
  readonly code: number
  readonly module: object
  readonly memory: Memory
  /** The names of the functions that the module asks the host for. */
  readonly escapes: readonly string[]
}

/** Code that is needed no more. */
export interface RemoveMessage {
  readonly kind: 'remove'
  readonly code: number
}

export type Message = StartMessage | AddMessage | RemoveMessage

/** The name by which a module exports a part. */
export function partName(part: number): string {
  return `part${part}`
}
