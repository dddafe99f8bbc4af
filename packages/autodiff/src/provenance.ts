/**
 * While `debugNaNs` runs, every equation remembers the user's line that recorded it, and equations
 * that a transform makes of it inherit that. Walks over programs tell at which equation they are; they
 * nest, since an equation's kernel or rule may walk programs of its own. Otherwise nothing is kept:
 * finding lines is slow.
 */
import { atUserLine } from './user-line.ts'

/** Where an equation comes from. */
export interface Origin {
  /** ` at file.ts:12:7`, or nothing where that is not known. */
  readonly place: string
  /** The operation that stands there; what its rules compute is on its behalf. */
  readonly operation: string
  /** Whether it belongs to the backward pass of what stands there. */
  readonly backward: boolean
}

interface Debugging {
  /** The origin of the equation that the innermost walk is at; null outside of walks. */
  at: Origin | null
}

let debugging: Debugging | null = null

export function isDebugging(): boolean {
  return debugging !== null
}

/** Runs `body` with origins being kept. */
export function withProvenance<T>(body: () => T): T {
  const outer = debugging
  debugging = { at: null }
  try {
    return body()
  } finally {
    debugging = outer
  }
}

/** The origin of an operation of this name that happens now; undefined where none are kept. */
export function currentOrigin(operation: string): Origin | undefined {
  if (debugging === null) return undefined
  return debugging.at ?? { place: atUserLine(), operation, backward: false }
}

/** Tells that a walk begins; what it returns, where the walk around it is, is for `enter` and `leave`. */
export function begin(): Origin | null {
  return debugging === null ? null : debugging.at
}

/** Tells that a walk has come to an equation with this origin. */
export function enter(
  outer: Origin | null,
  origin: Origin | undefined,
  phase: 'forward' | 'backward' = 'forward',
): void {
  if (debugging === null) return
  const backward = phase === 'backward' || outer?.backward === true
  debugging.at = origin === undefined ? outer : backward ? { ...origin, backward } : origin
}

/** Tells that a walk has ended. */
export function leave(outer: Origin | null): void {
  if (debugging !== null) debugging.at = outer
}
