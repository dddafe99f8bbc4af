import { describe, expect, test } from 'vitest'
import { tensor, type Tensor } from '@wengert/tensor'
import { bind, bindAny, noParams, type Primitive } from '@wengert/tensor/internal'
import { allPrimitives } from '../../src/registry.ts'
import { powFunction } from '../../src/math/pow.ts'
import { powerPrimitive } from '../../src/primitives/power.ts'
import { arityOf, takesBool } from '../support/arity.ts'
import { fromMask, fromNumber, numberLanes, toMask, toNumber } from '../math/evaluate-lanes.ts'

const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  -1.5,
  2.5,
  -2.5,
  0.49999999999999994,
  3,
  -3,
  1e-320,
  -1e-320,
  1e300,
  -1e300,
  2 ** 52 + 1,
  2 ** 52 - 0.5,
  Infinity,
  -Infinity,
  NaN,
  Math.PI,
  -Math.E,
  1e-9,
]
/** All combinations of `count` numbers. */
function combinations(count: number): number[][] {
  if (count === 0) return [[]]
  return combinations(count - 1).flatMap((rest) => numbers.map((x) => [x, ...rest]))
}

describe('the lanes of a primitive give the bits of its kernel:', () => {
  const emitting = allPrimitives().filter((p) => p.emit !== undefined && p.name !== 'power')
  test.each(emitting.map((p): [string, Primitive] => [p.name, p]))('%s', (name, primitive) => {
    const rows = combinations(arityOf(name))
    const isBool = (i: number): boolean => takesBool(name, i)
    const columns = Array.from({ length: arityOf(name) }, (_, i) =>
      isBool(i)
        ? tensor(
            rows.map((row) => (row[i] > 0 ? 1 : 0)),
            { dtype: 'bool' },
          )
        : tensor(rows.map((row) => row[i])),
    )
    const kernel = bindAny(primitive, columns, noParams) as Tensor
    const emitted = rows.map((row) => {
      const operands = row.map((x, i) => (isBool(i) ? toMask(x > 0) : fromNumber(x)))
      const y = primitive.emit!(numberLanes, operands, noParams)
      return kernel.dtype === 'bool' ? Number(fromMask(y)) : toNumber(y)
    })
    const differing = rows.filter((_, i) => !Object.is(emitted[i], kernel.data[i]))
    expect(differing).toEqual([])
  })

  const exponents = [0, 3, -1, 0.5, -0.5, 4, -2, 2.5, 1 / 3]
  test.each(exponents)('power by %d', (exponent) => {
    const kernel = bind(powerPrimitive, [tensor(numbers)], { exponent })
    const emitted = numbers.map((x) =>
      toNumber(powerPrimitive.emit!(numberLanes, [fromNumber(x)], { exponent })),
    )
    expect(emitted).toEqual([...kernel.data])
    // And these are the powers of the general function, but for roundings.
    for (const [i, x] of numbers.entries()) {
      const general = powFunction.scalar(x, exponent)
      if (Number.isFinite(general) && general !== 0) expect(emitted[i] / general).toBeCloseTo(1, 14)
      else expect(emitted[i]).toBe(general)
    }
  })
})
