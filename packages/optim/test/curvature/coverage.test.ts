/**
 * How often the error bars of Hutchinson's estimates hold the exact value. Each run has a key of its own
 * and counts one element, so that hits are binomial: of n runs at level p less than p n hits, by more
 * than 4 √(p (1 − p) n), come once in 30,000 tests where the level holds.
 */
import { describe, expect, test } from 'vitest'
import { hessianDiagonal, hessianTrace } from '@wengert/optim'
import { eye, matmul, random, zeros, type Tensor } from '@wengert/tensor'

const runs = 1000
const fewest = (level: number): number => level * runs - 4 * Math.sqrt(level * (1 - level) * runs)
const most = (level: number): number => level * runs + 4 * Math.sqrt(level * (1 - level) * runs)

interface Matrix {
  readonly size: number
  readonly f: (x: Tensor) => Tensor
  /** The first element of the diagonal. */
  readonly first: number
}

const ofMatrix = (S: Tensor): Matrix => ({
  size: S.shape[0],
  f: (x) => x.dot(matmul(S, x)).mul(0.5),
  first: S.at(0).at(0).item(),
})

const A = random.normal(random.key(7), [12, 12])
const dense = A.add(A.transpose())
/** Samples of the first element are 2 ± 1: two values, which Student's distribution is far from. */
const pair = ofMatrix(eye(2).add(1))
/** The same where rounding has its part: the exact value is a mean of two samples, to rounding. */
const roundedPair = ofMatrix(
  eye(2)
    .mul(1 / 3 - 5 / 7)
    .add(5 / 7),
)
/** Two neighbours: samples are 2 ± 2 or 2. */
const ring = ofMatrix(eye(3).add(1))

function hits({ f, size, first }: Matrix, probes: number, level: number): number {
  let count = 0
  for (let run = 0; run < runs; run++) {
    const options = { probes, level, key: random.key(1000 + run) }
    const { lower, upper } = hessianDiagonal(f, zeros([size]), options)
    if (lower.data[0] <= first && first <= upper.data[0]) count++
  }
  return count
}

describe('the interval of an element of the diagonal', () => {
  // Student's interval from 7 probes held 87 % of the pair at 0.95, from 2 probes 50 %.
  test.each([
    ['one neighbour', 7, 0.95, pair],
    ['one neighbour', 7, 0.965, roundedPair],
    ['one neighbour', 8, 0.95, pair],
    ['one neighbour', 2, 0.95, pair],
    ['one neighbour', 12, 0.8, pair],
    ['two neighbours', 8, 0.95, ring],
    ['two neighbours', 6, 0.9, ring],
  ])('of a row with %s, from %d probes, holds it at least at its level of %d', (...row) => {
    const [, probes, level, matrix] = row
    expect(hits(matrix, probes, level)).toBeGreaterThan(fewest(level))
  })

  test.each([
    [10, 0.95],
    [12, 0.8],
    [20, 0.5],
  ])('of a full row, from %d probes, holds it at its level of %d, and no more', (probes, level) => {
    const count = hits(ofMatrix(dense), probes, level)
    expect(count).toBeGreaterThan(fewest(level))
    expect(count).toBeLessThan(most(level))
  })

  test('from too few probes is infinite, from enough it is not', () => {
    const width = (probes: number, level: number): number => {
      const options = { probes, level, key: random.key(1) }
      const { lower, upper } = hessianDiagonal(pair.f, zeros([2]), options)
      return upper.data[0] - lower.data[0]
    }
    expect(width(5, 0.95)).toBe(Infinity)
    expect(width(6, 0.95)).toBeLessThan(3)
    expect(width(6, 0.99)).toBe(Infinity)
    expect(width(8, 0.99)).toBeLessThan(3)
  })

  test('holds the estimate, and narrows as the root of the probes', () => {
    const width = (probes: number): number => {
      const options = { probes, key: random.key(4) }
      const { value, lower, upper } = hessianDiagonal(ofMatrix(dense).f, zeros([12]), options)
      expect(value.greaterEqual(lower).all().item()).toBe(1)
      expect(upper.greaterEqual(value).all().item()).toBe(1)
      return upper.sub(lower).mean().item()
    }
    expect(width(100) / width(400)).toBeCloseTo(2, 0)
  })
})

describe('the interval of the trace', () => {
  const traceHits = ({ f, size }: Matrix, trace: number, probes: number, level: number): number => {
    let count = 0
    for (let run = 0; run < runs; run++) {
      const options = { probes, level, key: random.key(1000 + run) }
      const { lower, upper } = hessianTrace(f, zeros([size]), options)
      if (lower <= trace && trace <= upper) count++
    }
    return count
  }

  test('of a full matrix, from 30 probes', () => {
    const trace = dense.mul(eye(12)).sum().item()
    for (const level of [0.5, 0.95])
      expect(traceHits(ofMatrix(dense), trace, 30, level)).toBeGreaterThan(fewest(level))
  })

  test('of a matrix that gives two values only, 4 ± 2', () => {
    expect(traceHits(pair, 4, 7, 0.95)).toBeGreaterThan(fewest(0.95))
  })
})
