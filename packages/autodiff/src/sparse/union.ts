/**
 * Unions of index sets: the one computation of sparsity propagation. Elements come in groups, and a
 * group becomes one element that depends on what any of its members does. Where the largest set of a
 * group holds all the others, that set itself is the union: so what depends on everything (a mean, a
 * norm) meets a thousand elements without a thousand copies.
 */
import {
  compact,
  countSets,
  overOneTable,
  SetBuilder,
  type Dependence,
  type IndexSets,
} from './index-sets.ts'

/** Members of group g: `ids[starts[g]]` up to, without, `ids[starts[g + 1]]`. */
export interface Groups {
  readonly starts: Int32Array
  readonly ids: Int32Array
}

/** Groups of `count` neighbours each. */
export function evenGroups(ids: Int32Array, count: number, groups: number): Groups {
  const starts = new Int32Array(groups + 1)
  for (let g = 1; g <= groups; g++) starts[g] = g * count
  return { starts, ids }
}

export class Uniter {
  readonly operation: string
  /** The number of input elements. */
  readonly inputs: number
  private readonly marks: Int32Array
  private stamp = 0
  /** The set that the current stamp marks; 0 where it marks more. */
  private marked = 0

  constructor(operation: string, inputs: number) {
    this.operation = operation
    this.inputs = inputs
    this.marks = new Int32Array(inputs)
  }

  unite(sets: IndexSets, { starts, ids }: Groups): Dependence {
    const known = countSets(sets)
    const fresh = new SetBuilder(this.operation)
    const pairs = new Map<number, number>()
    /** The last group, counted from 1, that a set was found in. */
    let visited: Int32Array | null = null
    this.marked = 0
    // A new set has a number after those that there are.
    const result = new Int32Array(starts.length - 1)
    for (let g = 0; g < result.length; g++) {
      let [a, b, several] = [0, 0, false]
      for (let k = starts[g]; k < starts[g + 1]; k++) {
        const id = ids[k]
        if (id === 0 || id === a || id === b) continue
        if (a === 0) a = id
        else if (b === 0) b = id
        else several = true
      }
      if (b === 0) {
        result[g] = a
      } else if (several) {
        const members: number[] = []
        visited ??= new Int32Array(known)
        for (let k = starts[g]; k < starts[g + 1]; k++) {
          const id = ids[k]
          if (id === 0 || visited[id] === g + 1) continue
          visited[id] = g + 1
          members.push(id)
        }
        result[g] = this.union(sets, members, fresh)
      } else {
        const key = a < b ? a * known + b : b * known + a
        let id = pairs.get(key)
        if (id === undefined) pairs.set(key, (id = this.union(sets, [a, b], fresh)))
        result[g] = id
      }
    }
    if (fresh.count === 1) return compact(this.operation, { sets, ids: result })
    const joined = overOneTable(this.operation, [
      { sets, ids: result },
      { sets: fresh.finish(), ids: result },
    ])
    return compact(this.operation, { sets: joined.sets, ids: result })
  }

  /** The union of all elements of several tensors, as one set. */
  uniteAll(list: readonly Dependence[]): Dependence {
    const { sets, ids } = overOneTable(this.operation, list)
    const all = new Int32Array(ids.reduce((total, { length }) => total + length, 0))
    let filled = 0
    for (const part of ids) {
      all.set(part, filled)
      filled += part.length
    }
    return this.unite(sets, evenGroups(all, all.length, 1))
  }

  /** The number of the union of distinct sets, which is new where none of them is it. */
  private union(sets: IndexSets, members: readonly number[], fresh: SetBuilder): number {
    const { starts, entries } = sets
    let largest = members[0]
    let size = 0
    for (const id of members) {
      if (starts[id + 1] - starts[id] > size) {
        largest = id
        size = starts[id + 1] - starts[id]
      }
    }
    if (size === this.inputs) return largest
    this.mark(sets, largest)
    const { marks, stamp } = this
    let isLarger = false
    for (const id of members) {
      if (id === largest) continue
      for (let k = starts[id]; k < starts[id + 1]; k++) {
        const entry = entries[k]
        if (marks[entry] === stamp) continue
        if (!isLarger) fresh.pushAll(sets, largest)
        isLarger = true
        marks[entry] = stamp
        fresh.push(entry)
      }
    }
    if (!isLarger) return largest
    this.marked = 0
    return countSets(sets) - 1 + fresh.end()
  }

  private mark({ starts, entries }: IndexSets, id: number): void {
    if (this.marked === id) return
    this.marked = id
    this.stamp++
    for (let k = starts[id]; k < starts[id + 1]; k++) this.marks[entries[k]] = this.stamp
  }
}
