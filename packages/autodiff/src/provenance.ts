/**
 * While `debugNaNs` runs, every equation remembers the user's line that recorded it, and equations
 * that a transform makes of it inherit that. Otherwise nothing is kept: finding lines is slow.
 */
import { atUserLine } from './user-line.ts'

interface Debugging {
  /** The line of the equation that a walk is at; null outside of walks. */
  origin: string | null
  /** Which way the innermost walk goes. */
  phase: 'forward' | 'backward'
}

let debugging: Debugging | null = null

export function debuggingState(): Debugging | null {
  return debugging
}

/** Runs `body` with lines being kept. */
export function withProvenance<T>(body: () => T): T {
  const outer = debugging
  debugging = { origin: null, phase: 'forward' }
  try {
    return body()
  } finally {
    debugging = outer
  }
}

/** The line to remember for an equation that is being recorded. */
export function currentOrigin(): string | undefined {
  if (debugging === null) return undefined
  return debugging.origin ?? atUserLine()
}

/** Tells that a walk has come to an equation with this line. */
export function enter(origin: string | undefined, phase: 'forward' | 'backward'): void {
  if (debugging === null) return
  debugging.origin = origin ?? null
  debugging.phase = phase
}

/** Tells that a walk has ended. */
export function leave(): void {
  if (debugging !== null) debugging.origin = null
}
