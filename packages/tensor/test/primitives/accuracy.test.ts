/**
 * Every elementwise primitive against its exact value over the whole range: subnormal, huge and negative
 * arguments, near zeros and poles. In float32 it is the float64 value, rounded once, but for some that have
 * steps of their own there.
 */
import { describe, expect, test } from 'vitest'
import { tensor, type Tensor } from '@wengert/tensor'
import { bindAny } from '@wengert/tensor/internal'
import { allPrimitives } from '../../src/registry.ts'
import { ulps } from '../math/exact.ts'
import { accuracy, choosing, notElementwise } from '../support/accuracy.ts'

const primitives = new Map(allPrimitives().map((primitive) => [primitive.name, primitive]))

/** Computed in float32 where their operand is. */
const inSingle = new Set(['exp', 'log', 'sigmoid', 'tanh'])

function apply(name: string, columns: readonly Tensor[]): Tensor {
  return bindAny(primitives.get(name)!, columns, accuracy[name].params ?? {}) as Tensor
}

/** The operands' columns. */
function columnsOf(rows: readonly (readonly number[])[]): Tensor[] {
  return rows[0].map((_, i) => tensor(rows.map((row) => row[i])))
}

test('every primitive has a row, computes no number, or is not elementwise', () => {
  const names = [...Object.keys(accuracy), ...choosing, ...notElementwise]
  expect(names.sort()).toEqual([...primitives.keys()].sort())
  const unlisted = [...primitives.values()].filter(({ name, emit, view }) => {
    const isListed = name in accuracy || choosing.includes(name)
    return emit !== undefined && view === undefined && !isListed
  })
  expect(unlisted).toEqual([])
})

describe.each(Object.entries(accuracy))('%s', (name, { exact, within, operands, atLeast }) => {
  test(`is within ${within} ulp of the exact value`, () => {
    const { data } = apply(name, columnsOf(operands))
    let worst = 0
    let place: readonly number[] = []
    let count = 0
    operands.forEach((row, i) => {
      const value = exact(...row)
      if (value === null) return
      count++
      const error = ulps(data[i], value) * shareOf(data[i], atLeast?.(row[0]) ?? 0)
      if (!(error <= worst)) [worst, place] = [error, row]
    })
    expect(count).toBeGreaterThan(30)
    expect(worst, `at ${place.join(', ')}`).toBeLessThanOrEqual(within)
  })

  const single = columnsOf(operands).map((x) => x.cast('float32'))
  const inDouble = (): Tensor =>
    apply(
      name,
      single.map((x) => x.cast('float64')),
    )

  test.runIf(!inSingle.has(name))('in float32 is the float64 value, rounded once', () => {
    const expected = inDouble()
    const actual = apply(name, single)
    expect(actual.toArray()).toEqual(
      expected.dtype === 'bool' ? expected.toArray() : expected.cast('float32').toArray(),
    )
  })

  test.runIf(inSingle.has(name))('in float32 is within two units in the last place', () => {
    const expected = inDouble()
    const actual = apply(name, single)
    const rounded = expected.cast('float32')
    Array.from(actual.data, Number).forEach((y, i) => {
      const nearest = Number(rounded.data[i])
      if (Object.is(y, nearest)) return
      const unit = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(nearest))), -126) - 23)
      expect(Math.abs(y - Number(expected.data[i])) / unit).toBeLessThanOrEqual(2)
    })
  })
})

/** What an error in last places of y is in last places of at least some magnitude. */
function shareOf(y: number, least: number): number {
  return Math.abs(y) < least ? Math.abs(y) / least : 1
}
