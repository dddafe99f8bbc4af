import { describe, expect, test } from 'vitest'
import { random, type Tensor } from '@wengert/tensor'
import { normalQuantile, portableLog } from '../src/primitives/normal-quantile.ts'
import { threefry } from '../src/primitives/random.ts'

const { key, split, uniform, normal, bernoulli, rademacher } = random

describe('Threefry-2x32, 20 rounds', () => {
  // The known-answer vectors of Random123 (kat_vectors).
  const vectors: [string, number[], number[], number[]][] = [
    ['zeros', [0, 0], [0, 0], [0x6b200159, 0x99ba4efe]],
    ['ones', [0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x1cb996fc, 0xbb002be7]],
    ['π', [0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], [0xc4923a9c, 0x483df7a0]],
  ]
  test.each(vectors)('of %s', (_, [k0, k1], [c0, c1], expected) => {
    const block = new Uint32Array(2)
    threefry(k0, k1, c0, c1, block)
    expect([...block]).toEqual(expected)
  })
})

describe('the normal quantile', () => {
  test('has the published values of AS 241, and is odd', () => {
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15)
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14)
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.262340089798408, 13)
    expect(normalQuantile(0.75)).toBe(-normalQuantile(0.25))
    expect(normalQuantile(0.5)).toBe(0)
  })

  test('rests on a logarithm within an ulp of the engine’s', () => {
    for (let i = 1; i < 2000; i++) {
      const x = (i / 1000) ** 7
      expect(Math.abs(portableLog(x) - Math.log(x))).toBeLessThanOrEqual(2.3e-16 * Math.max(1e-3, Math.abs(Math.log(x))))
    }
  })
})

const mean = (x: Tensor): number => x.cast('float64').mean().item()

describe('draws', () => {
  const n = 100_000
  test('are the same on every machine', () => {
    expect(uniform(key(0), [2]).toArray()).toEqual(uniform(key(0), [2]).toArray())
    expect(Array.from(uniform(key(0), [2]).data)).toMatchInlineSnapshot(`
      [
        0.41845711022987275,
        0.216295456917019,
      ]
    `)
    expect(Array.from(normal(key(7), [2]).data)).toMatchInlineSnapshot(`
      [
        1.0114813385867598,
        -1.6910609128871703,
      ]
    `)
    expect(Array.from(split(key(1)).data)).toMatchInlineSnapshot(`
      [
        -824365538,
        -1994864212,
        -2086861238,
        -172346250,
      ]
    `)
  })

  test('have their distribution’s moments, to five standard errors', () => {
    const u = uniform(key(1), [n])
    expect(Math.abs(mean(u) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n))
    expect(Math.abs(mean(u.square()) - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / n))
    const z = normal(key(2), [n])
    expect(Math.abs(mean(z))).toBeLessThan(5 / Math.sqrt(n))
    expect(Math.abs(mean(z.square()) - 1)).toBeLessThan(5 * Math.sqrt(2 / n))
    expect(Math.abs(mean(z.pow(4)) - 3)).toBeLessThan(5 * Math.sqrt(96 / n))
    expect(Math.abs(mean(bernoulli(key(3), [n], { p: 0.3 })) - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / n))
    expect(Math.abs(mean(rademacher(key(4), [n])))).toBeLessThan(5 / Math.sqrt(n))
  })

  test('follow the uniform distribution (Kolmogorov–Smirnov, p > 1e-6)', () => {
    const sorted = Array.from(uniform(key(5), [n]).data).sort((a, b) => a - b)
    const distance = Math.max(...sorted.map((x, i) => Math.max(Math.abs(x - i / n), Math.abs(x - (i + 1) / n))))
    expect(distance * Math.sqrt(n)).toBeLessThan(2.7)
  })

  test('of split keys are uncorrelated with each other and with the parent', () => {
    const keys = split(key(6), 2)
    const streams = [key(6), keys.at(0), keys.at(1)].map((k) => normal(k, [n]))
    for (const [i, j] of [[0, 1], [0, 2], [1, 2]]) {
      expect(Math.abs(mean(streams[i].mul(streams[j])))).toBeLessThan(5 / Math.sqrt(n))
    }
  })

  test('of a longer shape begin with those of a shorter', () => {
    expect(Array.from(uniform(key(8), [5]).data).slice(0, 3)).toEqual(Array.from(uniform(key(8), [3]).data))
  })

  test('keep to bounds and dtypes', () => {
    const x = uniform(key(9), [1000], { low: -2, high: 3, dtype: 'float32' })
    expect(x.dtype).toBe('float32')
    expect(x.min().item()).toBeGreaterThanOrEqual(-2)
    expect(x.max().item()).toBeLessThanOrEqual(3)
    expect(rademacher(key(1), [4], { dtype: 'int32' }).dtype).toBe('int32')
  })

  test('refuse what is no key, seed or dtype', () => {
    expect(() => uniform(1, [2])).toThrow(/^uniform: the key is float64\[\], not int32\[2\]; make one with random.key/)
    expect(() => key(0.5)).toThrow(/^key: seed 0.5 is not an integer/)
    expect(() => normal(key(1), [1], { dtype: 'int32' })).toThrow(/^normal: cannot draw int32/)
  })
})
