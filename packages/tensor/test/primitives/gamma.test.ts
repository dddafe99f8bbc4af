import { describe, expect, test } from 'vitest'
import { ArgumentError, digamma, lgamma, polygamma, tensor } from '@wengert/tensor'
import { testRealFunction } from '../support/functions.ts'
import { exactly, lgammaOf, polygammaOf, relativeError } from '../support/high-precision.ts'
import { expectError } from '../support/reference.ts'

testRealFunction({
  op: lgamma,
  facts: [
    [1e-300, 690.7755278982137],
    [1e-5, 11.512919692895826],
    [0.25, 1.2880225246980774],
    [0.5, 0.5723649429247001],
    [0.9999, 5.7729791561193866e-5],
    [1.0001, -5.771334222047127e-5],
    [1.4616, -0.12148629003589732],
    [1.9999, -4.227520877215346e-5],
    [2.0001, 4.2281658112919945e-5],
    [3.5, 1.2009736023470743],
    [8.75, 10.07315123968124],
    [9.25, 11.143400119951712],
    [100.5, 361.4355404677776],
    [1e10, 220258509288.81058],
    [1e305, 7.012884533631839e307],
    [-0.5, 1.2655121234846454],
    [-1e-10, 23.025850929998178],
    [-10.5, -15.147270590717842],
    [-100.25, -363.4009232278215],
  ],
  limits: [
    [0, Infinity],
    [-0, Infinity],
    [-1, Infinity],
    [-1e300, Infinity],
    [1, 0],
    [2, 0],
    [Infinity, Infinity],
    [-Infinity, Infinity],
    [1e308, Infinity],
  ],
})

testRealFunction({
  op: digamma,
  facts: [
    [1e-300, -1e300],
    [1e-5, -100000.57719921567],
    [0.25, -4.2274535333762655],
    [0.5, -1.9635100260214235],
    [1, -0.5772156649015329],
    [1.46, -0.0015805619870834522],
    [1.4617, 6.56593922936765e-5],
    [2.5, 0.7031566406452432],
    [3.25, 1.016990911068179],
    [8.75, 2.1108238207588617],
    [100.5, 4.605174352581845],
    [1e10, 23.025850929890456],
    [1e305, 702.288453363184],
    [-1e-10, 9999999999.422785],
    [-2.75, -1.959055264977997],
    [-10.25, 5.516858419886273],
  ],
  limits: [
    [0, -Infinity],
    [-0, Infinity],
    [-1, NaN],
    [-1e300, NaN],
    [Infinity, Infinity],
    [-Infinity, NaN],
  ],
})

describe('polygamma', () => {
  // Computed with 60 digits and rounded.
  test.each([
    [1, 0.25, 17.19732915450711],
    [1, 1, 1.6449340668482264],
    [1, 2.5, 0.49035775610023485],
    [1, 15.5, 0.06664201358327597],
    [1, -0.5, 8.934802200544679],
    [1, -3.25, 19.474085068082154],
    [2, 0.25, -129.32773993753693],
    [2, 1, -2.4041138063191885],
    [2, 2.5, -0.2362040516417274],
    [2, 15.5, -0.004439518913277244],
    [2, -0.5, -0.82879664423432],
    [2, -3.25, 123.95521103942203],
    [3, 0.25, 1538.7821440091884],
    [3, 1, 6.493939402266829],
    [3, 2.5, 0.22390584881725206],
    [3, 15.5, 0.0005912808080750433],
    [3, -0.5, 193.40909103400244],
    [3, -3.25, 1558.508802818279],
  ])('of order %d at %d is %d', (n, x, y) => {
    const value = polygamma(n, tensor([x])).data[0]
    expect(Math.abs(value - y)).toBeLessThanOrEqual(2e-15 * Math.abs(y))
  })

  test('of order 0 is the digamma function', () => {
    expect(polygamma(0, tensor([0.3, 5])).toArray()).toEqual(digamma(tensor([0.3, 5])).toArray())
  })

  test('has poles at 0 and the negative integers, and vanishes at ∞', () => {
    const x = tensor([0, -0, -1, -7, Infinity, -Infinity, NaN])
    expect(polygamma(1, x).toArray()).toEqual([Infinity, Infinity, Infinity, Infinity, 0, NaN, NaN])
    expect(polygamma(2, x).toArray()).toEqual([-Infinity, Infinity, NaN, NaN, -0, NaN, NaN])
  })

  test('overflows beside its poles with the sign that it has there', () => {
    const x = tensor([-1e-200, 1e-200, -5e-324])
    expect(polygamma(1, x).toArray()).toEqual([Infinity, Infinity, Infinity])
    expect(polygamma(2, x).toArray()).toEqual([Infinity, -Infinity, Infinity])
    expect(polygamma(3, x).toArray()).toEqual([Infinity, Infinity, Infinity])
  })

  test('is small where only a part of its formula underflows', () => {
    // (n − 1)!/xⁿ, the rest is below half a unit in the last place
    const facts: [number, number, number][] = [
      [10, 7.354029655456543e31, -7.8434885045e-314],
      [30, 74372255802.15454, -6.371037906673546e-296],
      [60, 453710.55603027344, -5.4364987700780496e-260],
    ]
    for (const [n, x, y] of facts) {
      expect(Math.abs(polygamma(n, tensor([x])).data[0] / y - 1)).toBeLessThan(1e-10)
    }
  })

  test('keeps float32 and makes integers float64', () => {
    expect(polygamma(1, new Float32Array([1])).data[0]).toBe(Math.fround(1.6449340668482264))
    expect(polygamma(1, tensor([1], { dtype: 'int32' })).dtype).toBe('float64')
  })

  test('refuses what is no order', () => {
    expectError(
      () => polygamma(-1, 1),
      ArgumentError,
      'polygamma: order -1 is not one; give an integer from 0 to 100.',
    )
    expect(() => polygamma(1.5, 1)).toThrow('polygamma: order 1.5')
    expect(() => polygamma(101, 1)).toThrow('polygamma: order 101')
    expect(() => polygamma(0, 'a' as never)).toThrow(/^polygamma: the string 'a' is not a tensor; /)
  })
})

/** Points of an interval, irregularly spaced. */
function points(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const u = (i + 0.5 + 0.4 * Math.sin(12.9 * i)) / count
    return low + (high - low) * u
  })
}

describe('against a hundred digits', () => {
  const relative = (y: number, exact: bigint): number => relativeError(exactly(y), exact)
  /** Relative to 1 where the value is smaller: near zeros at negative arguments. */
  const mixed = (y: number, exact: bigint): number => relative(y, exact) * Math.min(1, Math.abs(y))

  test('lgamma is within 1e-15, near its zeros at 1 and 2 too', () => {
    const xs = [...points(0, 12, 60), ...points(0.99, 1.01, 10), ...points(1.99, 2.01, 10)]
    const far = points(2, 300, 15).map((k) => 10 ** k)
    const ys = lgamma(tensor([...xs, ...far])).data
    ;[...xs, ...far].forEach((x, i) =>
      expect(relative(ys[i], lgammaOf(exactly(x)))).toBeLessThan(1e-15),
    )
  })

  test('digamma is within 2e-15, near its zero at 1.46 too', () => {
    const xs = [...points(0.001, 12, 40), ...points(1.4615, 1.4618, 10), ...points(100, 1e6, 5)]
    const ys = digamma(tensor(xs)).data
    xs.forEach((x, i) => expect(relative(ys[i], polygammaOf(0, exactly(x)))).toBeLessThan(2e-15))
  })

  test('both are within 2e-15 at negative arguments, of 1 where they are smaller', () => {
    const xs = points(-20, 0, 30)
    const [ls, ds] = [lgamma(tensor(xs)).data, digamma(tensor(xs)).data]
    xs.forEach((x, i) => {
      expect(mixed(ls[i], lgammaOf(exactly(x)))).toBeLessThan(2e-15)
      expect(mixed(ds[i], polygammaOf(0, exactly(x)))).toBeLessThan(2e-15)
    })
  })

  test.each([1, 2, 3, 8, 30, 100])('polygamma of order %d is within 1e-14', (n) => {
    const all = [...points(0.01, 25, 20), ...points(-6, 0, 10), ...points(25, 1000, 10)]
    // Close to poles, those of order 100 overflow.
    const xs = all.filter((x) => n < 100 || x > 1 || Math.abs(x - Math.round(x)) > 0.1)
    const ys = polygamma(n, tensor(xs)).data
    const bound = n < 10 ? 3e-15 : 1e-14
    xs.forEach((x, i) => expect(relative(ys[i], polygammaOf(n, exactly(x)))).toBeLessThan(bound))
  })
})
