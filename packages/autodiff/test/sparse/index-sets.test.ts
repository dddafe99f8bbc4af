import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  compact,
  countSets,
  identity,
  overOneTable,
  type Dependence,
} from '../../src/sparse/index-sets.ts'
import { Uniter } from '../../src/sparse/union.ts'

const inputs = 8

/** The sets of all elements, sorted. */
function setsOf({ sets, ids }: Dependence): number[][] {
  return Array.from(ids, (id) =>
    Array.from(sets.entries.slice(sets.starts[id], sets.starts[id + 1])).sort((a, b) => a - b),
  )
}

/** Groups of elements, and the sorted unions of what they depend on. */
function unite(x: Dependence, groups: readonly (readonly number[])[]): Dependence {
  const starts = new Int32Array(groups.length + 1)
  groups.forEach((group, g) => (starts[g + 1] = starts[g] + group.length))
  const ids = Int32Array.from(groups.flat(), (i) => x.ids[i])
  return new Uniter('test', inputs).unite(x.sets, { starts, ids })
}

const groupsOf = (size: number): fc.Arbitrary<number[][]> =>
  fc.array(fc.array(fc.nat(size - 1), { maxLength: 5 }), { minLength: 1, maxLength: 10 })

describe('index sets', () => {
  test('unite to what the members of each group depend on, again and again', () => {
    fc.assert(
      fc.property(groupsOf(inputs), fc.array(fc.array(fc.nat(9)), { minLength: 1 }), (a, b) => {
        const first = unite(identity(inputs, 0), a)
        const expected = a.map((group) => [...new Set(group)].sort((i, j) => i - j))
        expect(setsOf(first)).toEqual(expected)
        const again = b.map((group) => group.map((i) => i % a.length))
        const second = again.map((group) =>
          [...new Set(group.flatMap((i) => expected[i]))].sort((i, j) => i - j),
        )
        expect(setsOf(unite(first, again))).toEqual(second)
      }),
      { numRuns: 500 },
    )
  })

  test('take no copies where one set holds all the others', () => {
    const everything = Array.from({ length: inputs }, (_, i) => i)
    const joined = unite(identity(inputs, 0), [[0, 1, 2], ...everything.map((i) => [i])])
    const met = unite(
      joined,
      [1, 2, 3].map((i) => [i, 0]),
    )
    expect(new Set(met.ids).size).toBe(1)
  })

  test('go together into one table, and out of it without what is not used', () => {
    const [x, y] = [identity(3, 0), identity(5, 3)]
    const { sets, ids } = overOneTable('test', [x, y, x])
    expect(ids.map((part) => setsOf({ sets, ids: part }))).toEqual([x, y, x].map(setsOf))
    const one = compact('test', { sets, ids: ids[1].subarray(4) })
    expect(setsOf(one)).toEqual([[7]])
    expect(countSets(one.sets)).toBe(2)
    const none = compact('test', { sets, ids: new Int32Array(1) })
    expect([setsOf(none), countSets(none.sets)]).toEqual([[[]], 1])
  })
})
