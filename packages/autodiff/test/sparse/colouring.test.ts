import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { colourRows } from '../../src/sparse/colouring.ts'
import { rowIndices, symmetric, transposed, type Pattern } from '../../src/sparse/pattern.ts'
import { planJacobian } from '../../src/sparse/plan.ts'
import { starColouring } from '../../src/sparse/star.ts'

/** The pattern with these entries. */
function patternOf(rows: number, width: number, entries: readonly (readonly number[])[]): Pattern {
  const sets = Array.from({ length: rows }, () => new Set<number>())
  for (const [i, j] of entries) sets[i].add(j)
  const lists = sets.map((set) => [...set].sort((a, b) => a - b))
  const starts = new Int32Array(rows + 1)
  lists.forEach((list, i) => (starts[i + 1] = starts[i] + list.length))
  return { shape: [rows, width], starts, columns: Int32Array.from(lists.flat()) }
}

function entriesOf(pattern: Pattern): [number, number][] {
  return Array.from(rowIndices(pattern), (row, k) => [row, pattern.columns[k]])
}

function arrowOf(n: number, tip = 0): Pattern {
  const indices = Array.from({ length: n }, (_, i) => i)
  return patternOf(
    n,
    n,
    indices.flatMap((i) => [
      [i, i],
      [i, tip],
      [tip, i],
    ]),
  )
}

function bandOf(n: number, width: number): Pattern {
  const entries: number[][] = []
  for (let i = 0; i < n; i++) {
    for (let j = Math.max(0, i - width); j <= Math.min(n - 1, i + width); j++) entries.push([i, j])
  }
  return patternOf(n, n, entries)
}

const anyPattern = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([rows, width]) =>
    fc
      .array(fc.tuple(fc.nat(rows - 1), fc.nat(width - 1)), { maxLength: 40 })
      .map((entries) => patternOf(rows, width, entries)),
  )

const anySymmetric = fc
  .integer({ min: 1, max: 14 })
  .chain((n) =>
    fc
      .array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 40 })
      .map((entries) => patternOf(n, n, [...entries, ...entries.map(([i, j]) => [j, i])])),
  )

/** Whether each row of a pattern has no two entries in columns of one colour. */
function columnsStandAlone(rows: Pattern, colours: Int32Array): boolean {
  const seen = new Set(entriesOf(rows).map(([i, j]) => `${i} ${colours[j]}`))
  return seen.size === rows.columns.length
}

describe('patterns', () => {
  test('transpose to the same entries, sorted', () => {
    fc.assert(
      fc.property(anyPattern, (pattern) => {
        const turned = transposed(pattern)
        const expected = entriesOf(pattern)
          .map(([i, j]) => [j, i])
          .sort(([i, j], [k, l]) => i - k || j - l)
        expect(entriesOf(turned)).toEqual(expected)
        expect(transposed(turned)).toEqual(pattern)
      }),
    )
  })

  test('keep of a square one what stands on both sides of the diagonal', () => {
    fc.assert(
      fc.property(anySymmetric, fc.nat(13), fc.nat(13), (pattern, i, j) => {
        expect(symmetric(pattern)).toEqual(pattern)
        const [n] = pattern.shape
        const [row, column] = [i % n, j % n]
        const both = entriesOf(pattern)
        const more = patternOf(n, n, [...both, [row, column]])
        if (row !== column) expect(symmetric(more)).toEqual(pattern)
      }),
    )
  })
})

describe('distance-2 colouring', () => {
  test('leaves each entry alone in its row among columns of its colour', () => {
    fc.assert(
      fc.property(anyPattern, (rows) => {
        const { colours, count } = colourRows(transposed(rows), rows)!
        expect(columnsStandAlone(rows, colours)).toBe(true)
        expect(new Set(colours.filter((c) => c >= 0)).size).toBe(count)
        expect(colourRows(transposed(rows), rows, count)).not.toBeNull()
        expect(colourRows(transposed(rows), rows, 0) === null).toBe(count > 0)
      }),
    )
  })

  test('needs for a band as many colours as it is wide', () => {
    for (const width of [0, 1, 2, 5]) {
      const band = bandOf(50, width)
      expect(colourRows(band, transposed(band))!.count).toBe(2 * width + 1)
    }
  })
})

describe('the plan for a Jacobian', () => {
  test('reads each entry of the pattern once, where it stands alone', () => {
    fc.assert(
      fc.property(anyPattern, (pattern) => {
        const parts = planJacobian(pattern)
        expect(parts.flatMap(({ rows }) => entriesOf(rows)).sort()).toEqual(
          entriesOf(pattern).sort(),
        )
        for (const { rows, direction, colouring } of parts) {
          const lines = direction === 'forward' ? rows : transposed(rows)
          expect(columnsStandAlone(lines, colouring.colours)).toBe(true)
        }
      }),
    )
  })

  const summary = (pattern: Pattern): [string, number][] =>
    planJacobian(pattern).map(({ direction, colouring }) => [direction, colouring.count])
  const range = Array.from({ length: 30 }, (_, i) => i)

  test('takes three products for a tridiagonal matrix', () => {
    expect(summary(bandOf(30, 1))).toEqual([['forward', 3]])
  })

  test('goes forward where a column is full, in reverse where a row is', () => {
    const column = patternOf(
      30,
      30,
      range.flatMap((i) => [
        [i, i],
        [i, 4],
      ]),
    )
    expect(summary(column)).toEqual([['forward', 2]])
    expect(summary(transposed(column))).toEqual([['reverse', 2]])
  })

  test('goes both ways for an arrow', () => {
    expect(summary(arrowOf(30))).toEqual([
      ['forward', 2],
      ['reverse', 1],
    ])
  })

  test('takes no product for an empty matrix, and the shorter side of a full one', () => {
    expect(summary(patternOf(3, 5, []))).toEqual([['forward', 0]])
    const full = patternOf(
      2,
      9,
      range.slice(0, 18).map((k) => [k % 2, k % 9]),
    )
    expect(summary(full)).toEqual([['reverse', 2]])
    expect(summary(transposed(full))).toEqual([['forward', 2]])
  })
})

describe('star colouring', () => {
  test('leaves each entry alone in its row or mirrored', () => {
    fc.assert(
      fc.property(anySymmetric, (pattern) => {
        const { colours, count, standsAlone } = starColouring(pattern)
        const neighbours = (i: number): number[] =>
          entriesOf(pattern).flatMap(([row, column]) => (row === i ? [column] : []))
        const alone = (i: number, j: number): boolean =>
          neighbours(i).filter((k) => colours[k] === colours[j]).length === 1
        for (const [i, j] of entriesOf(pattern)) {
          if (i === j) {
            expect(alone(i, i)).toBe(true)
          } else {
            expect(alone(i, j) || alone(j, i)).toBe(true)
            expect(standsAlone(i, j)).toBe(alone(i, j))
          }
        }
        expect(new Set(colours.filter((c) => c >= 0)).size).toBe(count)
      }),
      { numRuns: 1000 },
    )
  })

  test('needs two colours for an arrow, wherever its tip is', () => {
    for (const tip of [0, 7, 29]) expect(starColouring(arrowOf(30, tip)).count).toBe(2)
  })

  test('needs three for a tridiagonal matrix, one for a diagonal, none for nothing', () => {
    expect(starColouring(bandOf(30, 1)).count).toBe(3)
    expect(starColouring(bandOf(30, 0)).count).toBe(1)
    expect(starColouring(patternOf(4, 4, [])).count).toBe(0)
  })

  test('gives hubs that share their neighbours a colour each, and all others one', () => {
    const hubs = [3, 11, 17]
    const entries = Array.from({ length: 200 }, (_, i) => i).flatMap((i) =>
      hubs.includes(i)
        ? [[i, i]]
        : [
            [i, i],
            ...hubs.flatMap((h) => [
              [i, h],
              [h, i],
            ]),
          ],
    )
    expect(starColouring(patternOf(200, 200, entries)).count).toBe(4)
  })

  test('of a full matrix needs a colour a row', () => {
    expect(starColouring(bandOf(9, 9)).count).toBe(9)
  })
})
