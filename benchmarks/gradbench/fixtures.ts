/** The fixtures: inputs of all functions with the right answers; see fixtures/README.md. */
import { readFileSync } from 'node:fs'
import type { Json } from './job.ts'

export interface Fixture {
  readonly module: string
  readonly function: string
  readonly description: string
  readonly input: never
  readonly output: Json
  readonly source: string
}

export function fixturesOf(module: string): Fixture[] {
  const text = readFileSync(new URL(`./fixtures/${module}.jsonl`, import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Fixture)
}

/**
 * The largest difference between numbers at the same places, relative to the larger of them, absolute
 * below 1. Infinite where structure differs, or where a number is not one.
 */
export function largestError(actual: Json, expected: Json): number {
  if (typeof actual !== 'object' || typeof expected !== 'object') {
    if (typeof actual !== 'number' || typeof expected !== 'number') return Infinity
    const error = Math.abs(actual - expected)
    return Number.isNaN(error) ? Infinity : error / Math.max(1, Math.abs(expected))
  }
  const keys = Object.keys(expected).sort()
  if (String(keys) !== String(Object.keys(actual).sort())) return Infinity
  const [a, e] = [actual, expected] as Readonly<Record<string, Json>>[]
  return keys.reduce((error, key) => Math.max(error, largestError(a[key], e[key])), 0)
}
