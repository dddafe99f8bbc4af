/**
 * What each element of a tensor depends on, as sets of input elements. The distinct sets stand in one
 * table, and an element has the number of its set: so an operation that only moves elements moves
 * numbers, and n elements that all depend on the same n inputs take the memory of one set. Set 0 is
 * empty. A table never has many more sets than its tensor has elements.
 */
import { ArgumentError } from '@wengert/tensor'

/** Set k is `entries[starts[k]]` up to, without, `entries[starts[k + 1]]`; no entry stands twice. */
export interface IndexSets {
  readonly starts: Int32Array
  readonly entries: Int32Array
}

export interface Dependence {
  readonly sets: IndexSets
  /** The number of the set of each element, row-major. */
  readonly ids: Int32Array
}

/** The most entries that one table, or a whole pattern, may have. */
export const maxEntries = 2 ** 28

export function tooManyEntries(operation: string): ArgumentError {
  return new ArgumentError(
    `${operation}: the sparsity pattern, or that of an intermediate value, has more than ${maxEntries} ` +
      'entries; differentiate fewer inputs at once, or use products (jvp, vjp, hvp), which form no matrix.',
  )
}

export function countSets({ starts }: IndexSets): number {
  return starts.length - 1
}

/** Elements that are the inputs from `first` on themselves. */
export function identity(size: number, first: number): Dependence {
  const starts = Int32Array.from({ length: size + 2 }, (_, k) => Math.max(0, k - 1))
  const entries = Int32Array.from({ length: size }, (_, i) => first + i)
  return { sets: { starts, entries }, ids: Int32Array.from({ length: size }, (_, i) => i + 1) }
}

/** Elements that depend on nothing. */
export function independent(size: number): Dependence {
  return {
    sets: { starts: Int32Array.of(0, 0), entries: new Int32Array(0) },
    ids: new Int32Array(size),
  }
}

const nothing = new Int32Array(0)

/** A table that grows set by set. */
export class SetBuilder {
  private readonly operation: string
  private starts = nothing
  private entries = nothing
  private filled = 0
  /** The number of sets, the empty one included. */
  count = 1

  constructor(operation: string) {
    this.operation = operation
  }

  /** Adds an entry to the set that is being built. */
  push(entry: number): void {
    if (this.filled === this.entries.length) this.entries = grown(this.entries, this.filled + 1)
    this.entries[this.filled++] = entry
    if (this.filled > maxEntries) throw tooManyEntries(this.operation)
  }

  pushAll({ starts, entries }: IndexSets, id: number): void {
    const size = starts[id + 1] - starts[id]
    const end = this.filled + size
    if (end > maxEntries) throw tooManyEntries(this.operation)
    if (end > this.entries.length) this.entries = grown(this.entries, end)
    if (size > 16) {
      this.entries.set(entries.subarray(starts[id], starts[id + 1]), this.filled)
      this.filled = end
    } else {
      for (let k = starts[id]; k < starts[id + 1]; k++) this.entries[this.filled++] = entries[k]
    }
  }

  /** Ends the set that is being built, and returns its number. */
  end(): number {
    if (this.count + 1 >= this.starts.length) this.starts = grown(this.starts, this.count + 2)
    this.starts[this.count + 1] = this.filled
    return this.count++
  }

  finish(): IndexSets {
    const starts = new Int32Array(this.count + 1)
    starts.set(this.starts.subarray(0, this.count + 1))
    return { starts, entries: this.entries.slice(0, this.filled) }
  }
}

function grown(array: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(Math.max(least, 2 * array.length, 8))
  result.set(array)
  return result
}

/** The same dependence without the sets that no element has, where these are many. */
export function compact(operation: string, { sets, ids }: Dependence): Dependence {
  if (countSets(sets) <= 4 * ids.length + 1) return { sets, ids }
  const builder = new SetBuilder(operation)
  const renumbered = new Map<number, number>([[0, 0]])
  const own = ids.map((id) => {
    let number = renumbered.get(id)
    if (number === undefined) {
      builder.pushAll(sets, id)
      renumbered.set(id, (number = builder.end()))
    }
    return number
  })
  return { sets: builder.finish(), ids: own }
}

/** Several dependences over one table. */
export function overOneTable(
  operation: string,
  list: readonly Dependence[],
): { readonly sets: IndexSets; readonly ids: Int32Array[] } {
  const shifts = new Map<IndexSets, number>()
  let count = 0
  let size = 0
  for (const { sets } of list) {
    if (shifts.has(sets)) continue
    shifts.set(sets, count)
    count += countSets(sets) - 1
    size += sets.entries.length
  }
  if (shifts.size === 1) return { sets: list[0].sets, ids: list.map(({ ids }) => ids) }
  if (size > maxEntries) throw tooManyEntries(operation)
  const starts = new Int32Array(count + 2)
  const entries = new Int32Array(size)
  let filled = 0
  for (const [sets, shift] of shifts) {
    entries.set(sets.entries, filled)
    for (let k = 1; k <= countSets(sets); k++) starts[shift + k] = filled + sets.starts[k]
    filled += sets.entries.length
  }
  return {
    sets: { starts, entries },
    ids: list.map(({ sets, ids }) => {
      const shift = shifts.get(sets)!
      return shift === 0 ? ids : ids.map((id) => (id === 0 ? 0 : id + shift))
    }),
  }
}
