/**
 * Peers that cannot be installed here, by least times that were taken elsewhere: recorded/pytorch.json says of
 * what, when and beside which time of the hand-written loop. In another run they are scaled by what the
 * loop takes there over what it took then, which makes up for the machine, not for the engine's version.
 */
import { readFileSync } from 'node:fs'

export interface Recorded {
  readonly name: string
  readonly microseconds: number
  /** Of the hand-written loop, on that machine. */
  readonly byHand: number
}

interface Records {
  readonly contestants: Readonly<Record<string, string>>
  readonly microseconds: Readonly<
    Record<string, Readonly<Record<string, number>> & { readonly byHand: number }>
  >
}

const { contestants, microseconds } = JSON.parse(
  readFileSync(new URL('./recorded/pytorch.json', import.meta.url), 'utf8'),
) as Records

/** The times recorded of a problem. */
export function recordedOf(problem: string): Recorded[] {
  const { byHand, ...times } = microseconds[problem]
  return Object.entries(times).map(([key, time]) => ({
    name: contestants[key],
    microseconds: time,
    byHand,
  }))
}

/** @param byHandNow - What the hand-written loop takes here at least, in microseconds. */
export function recordedRows(
  records: readonly Recorded[],
  byHandNow: number,
): { name: string; microseconds: number; note: string }[] {
  return records.map(({ name, microseconds: then, byHand }) => ({
    name,
    microseconds: (then * byHandNow) / byHand,
    note: `recorded: ${then} µs where the loops took ${byHand} µs`,
  }))
}
