import { describe, expect, test } from 'vitest'
import { random, tensor, type Tensor } from '@wengert/tensor'
import { bind } from '@wengert/tensor/internal'
import { normalQuantile } from '../src/primitives/normal-quantile.ts'
import {
  openUnit,
  randomNormalPrimitive,
  randomSplitPrimitive,
  randomUniformPrimitive,
  threefry,
} from '../src/primitives/random.ts'

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
    expect(normalQuantile(0.001)).toBeCloseTo(-3.0902323061678136, 14)
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.262340089798408, 13)
    expect(normalQuantile(0.75)).toBe(-normalQuantile(0.25))
    expect(normalQuantile(0.5)).toBe(0)
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
        1.0114813385867607,
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
    expect(Math.abs(mean(bernoulli(key(3), [n], { p: 0.3 })) - 0.3)).toBeLessThan(
      5 * Math.sqrt(0.21 / n),
    )
    expect(Math.abs(mean(rademacher(key(4), [n])))).toBeLessThan(5 / Math.sqrt(n))
  })

  test('follow the uniform distribution (Kolmogorov–Smirnov, p > 1e-6)', () => {
    const sorted = Array.from(uniform(key(5), [n]).data).sort((a, b) => a - b)
    const distance = Math.max(
      ...sorted.map((x, i) => Math.max(Math.abs(x - i / n), Math.abs(x - (i + 1) / n))),
    )
    expect(distance * Math.sqrt(n)).toBeLessThan(2.7)
  })

  test('of split keys are uncorrelated with each other and with the parent', () => {
    const keys = split(key(6), 2)
    const streams = [key(6), keys.at(0), keys.at(1)].map((k) => normal(k, [n]))
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      expect(Math.abs(mean(streams[i].mul(streams[j])))).toBeLessThan(5 / Math.sqrt(n))
    }
  })

  test('of a longer shape begin with those of a shorter', () => {
    expect(Array.from(uniform(key(8), [5]).data).slice(0, 3)).toEqual(
      Array.from(uniform(key(8), [3]).data),
    )
  })

  test('keep to bounds and dtypes', () => {
    const x = uniform(key(9), [1000], { low: -2, high: 3, dtype: 'float32' })
    expect(x.dtype).toBe('float32')
    expect(x.min().item()).toBeGreaterThanOrEqual(-2)
    expect(x.max().item()).toBeLessThanOrEqual(3)
    expect(rademacher(key(1), [4], { dtype: 'int32' }).dtype).toBe('int32')
  })

  test('refuse what is no key, seed or dtype', () => {
    expect(() => uniform(1, [2])).toThrow(
      /^uniform: the key is float64\[\], not int32\[2\]; make one with random.key/,
    )
    expect(() => key(0.5)).toThrow(/^key: seed 0.5 is not an integer/)
    expect(() => normal(key(1), [1], { dtype: 'int32' })).toThrow(/^normal: cannot draw int32/)
  })
})

describe('the streams are pinned', () => {
  /** FNV-1a of the little-endian bytes. */
  const fingerprint = (x: Tensor): string => {
    const width = x.dtype === 'float64' ? 8 : 4
    const bytes = new DataView(new ArrayBuffer(width))
    let hash = 0x811c9dc5
    for (const value of x.data) {
      if (width === 8) bytes.setFloat64(0, value, true)
      else bytes.setFloat32(0, value, true)
      for (let i = 0; i < width; i++) hash = Math.imul(hash ^ bytes.getUint8(i), 0x01000193)
    }
    return (hash >>> 0).toString(16).padStart(8, '0')
  }

  // The uniform ones were computed by a separate implementation in Python.
  test('bit for bit', () => {
    const k = key(42)
    expect(fingerprint(uniform(k, [1000]))).toBe('99b279dd')
    expect(fingerprint(uniform(k, [1000], { dtype: 'float32' }))).toBe('4f8133ac')
    expect(fingerprint(normal(k, [1000]))).toBe('23b46098')
    expect(fingerprint(normal(k, [1000], { dtype: 'float32' }))).toBe('5b36c87d')
  })

  test('whatever the shape', () => {
    expect(normal(key(1), [2, 3]).data).toEqual(normal(key(1), [6]).data)
    expect(normal(key(1)).shape).toEqual([])
    expect(uniform(key(1), [0, 2]).shape).toEqual([0, 2])
  })

  test('batched keys draw what each key draws alone', () => {
    const keys = split(key(3), 4)
    const params = { shape: [3], dtype: 'float64' } as const
    for (const primitive of [randomUniformPrimitive, randomNormalPrimitive]) {
      const batch = bind(primitive, [keys.reshape([2, 2, 2])], params)
      expect(batch.shape).toEqual([2, 2, 3])
      for (let i = 0; i < 4; i++) {
        expect(batch.reshape([4, 3]).at(i).data).toEqual(bind(primitive, [keys.at(i)], params).data)
      }
    }
    const grandchildren = bind(randomSplitPrimitive, [keys], { count: 2 })
    expect(grandchildren.shape).toEqual([4, 2, 2])
    expect(grandchildren.at(3).data).toEqual(split(keys.at(3)).data)
  })

  test('a seed fills both words of the key', () => {
    expect(Array.from(key(2 ** 32 + 5).data)).toEqual([1, 5])
    expect(Array.from(key(-1).data)).toEqual([-1, -1])
    expect(Array.from(key(2 ** 31).data)).toEqual([0, -(2 ** 31)])
  })
})

describe('normals', () => {
  /** ½ + φ(x) (x + x³/3 + x⁵/15 + …), the series of Φ. */
  const cdf = (x: number): number => {
    let [term, sum] = [x, x]
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) sum += term *= (x * x) / k
    return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI)
  }

  test.each(['float64', 'float32'] as const)(
    'follow Φ in %s (Kolmogorov–Smirnov, p > 1e-6)',
    (dtype) => {
      const n = 50_000
      const sorted = Array.from(normal(key(11), [n], { dtype }).data).sort((a, b) => a - b)
      let distance = 0
      sorted.forEach((x, i) => {
        const p = cdf(x)
        distance = Math.max(distance, p - i / n, (i + 1) / n - p)
      })
      expect(distance * Math.sqrt(n)).toBeLessThan(2.7)
    },
  )

  test('are finite, and symmetric, at the ends of the bits', () => {
    const ones = 0xffffffff
    expect(openUnit(0, 0)).toBe(2 ** -53)
    expect(openUnit(ones, ones)).toBe(1 - 2 ** -53)
    expect(normalQuantile(openUnit(ones, ones))).toBe(-normalQuantile(openUnit(0, 0)))
    // scipy.special.ndtri(2**-53)
    expect(normalQuantile(openUnit(0, 0))).toBeCloseTo(-8.209536151601387, 12)
  })

  test('are the quantiles of the uniform numbers of the same key', () => {
    const [u, z] = [uniform(key(12), [100]), normal(key(12), [100])]
    z.data.slice().forEach((value, i) => expect(cdf(value)).toBeCloseTo(u.data[i], 12))
  })
})

describe('independence', () => {
  const n = 100_000

  test('of neighbours in one stream', () => {
    const z = normal(key(13), [n + 2])
    const head = z.slice([0, n])
    for (const lag of [1, 2]) {
      expect(Math.abs(mean(head.mul(z.slice([lag, n + lag]))))).toBeLessThan(5 / Math.sqrt(n))
    }
  })

  test('of neighbouring seeds', () => {
    const [a, b] = [normal(key(14), [n]), normal(key(15), [n])]
    expect(Math.abs(mean(a.mul(b)))).toBeLessThan(5 / Math.sqrt(n))
  })

  test('every bit of a key’s children is set in half of them', () => {
    const words = split(key(16), 10_000).data
    for (let bit = 0; bit < 64; bit++) {
      let set = 0
      for (let i = bit >> 5; i < words.length; i += 2) set += (words[i] >>> (bit & 31)) & 1
      expect(Math.abs(set - 5000)).toBeLessThan(5 * 50)
    }
  })

  test('pairs of uniform numbers fill a 16 × 16 grid evenly (χ², p > 1e-6)', () => {
    const u = uniform(key(17), [2 * n]).data
    const counts = new Int32Array(256)
    for (let i = 0; i < 2 * n; i += 2)
      counts[Math.floor(u[i] * 16) * 16 + Math.floor(u[i + 1] * 16)]++
    const expected = n / 256
    const chi = Array.from(counts).reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0)
    expect(Math.abs(chi - 255)).toBeLessThan(5 * Math.sqrt(2 * 255))
  })
})

describe('parameters of the distributions', () => {
  test('bounds that are tensors broadcast to the shape and keep the dtype of the draws', () => {
    const options = {
      low: tensor([0, 10]),
      high: tensor([[1], [2]]).add(10),
      dtype: 'float32',
    } as const
    const x = uniform(key(18), [2, 2], options)
    expect(x.dtype).toBe('float32')
    const u = uniform(key(18), [2, 2], { dtype: 'float32' }).data
    expect(x.data[3]).toBeCloseTo(10 + 2 * u[3], 5)
  })

  test('bounds stay within [low, high)', () => {
    const x = uniform(key(19), [10_000], { low: -2, high: 3 })
    expect(x.min().item()).toBeGreaterThanOrEqual(-2)
    expect(x.max().item()).toBeLessThan(3)
  })

  test('p may be a tensor; 0 is never, 1 always', () => {
    const x = bernoulli(key(20), [1000, 2], { p: tensor([0, 1]) })
    expect(x.dtype).toBe('bool')
    expect(x.cast('float64').sum(0).toArray()).toEqual([0, 1000])
  })

  test('rademacher gives −1 and 1 alone', () => {
    for (const dtype of ['float64', 'float32', 'int32'] as const) {
      const x = rademacher(key(21), [100], { dtype })
      expect(x.dtype).toBe(dtype)
      expect(new Set(x.data)).toEqual(new Set([-1, 1]))
    }
  })

  test('refuse what does not fit', () => {
    expect(() => uniform(key(0), [], { low: tensor([1, 2]) })).toThrow(
      'uniform: low has shape [2], which does not broadcast to the shape [] of the draws; give the shape of the result.',
    )
    expect(() => bernoulli(key(0), [3], { p: tensor([0.5, 0.5]) })).toThrow(
      /^bernoulli: p has shape \[2\]/,
    )
    expect(() => uniform(key(0), [1], { low: 1, high: 0 })).toThrow(
      /^uniform: from 1 to 0 is no interval/,
    )
    expect(() => uniform(key(0), [1], { high: Infinity })).toThrow(
      'uniform: from 0 to Infinity is no interval of finite length; give low below high.',
    )
    expect(() => uniform(key(0), [1], { low: -1e308, high: 1e308 })).toThrow(/of finite length/)
    expect(() => bernoulli(key(0), [1], { p: 2 })).toThrow(/^bernoulli: p = 2 is no probability/)
    expect(() => rademacher(key(0), [1], { dtype: 'bool' })).toThrow(
      /^rademacher: bool does not hold −1/,
    )
    expect(() => split(key(0), -1)).toThrow(/^split: -1 is not a count/)
    expect(() => normal(key(0), 3 as never)).toThrow(/^normal: 3 is not a shape/)
    expect(() => normal(split(key(0)), [1])).toThrow(
      /^normal: the key is int32\[2, 2\], not int32\[2\]/,
    )
    expect(() => normal(key(0), [1], { dtype: 'float16' as never })).toThrow(
      /unknown dtype float16/,
    )
  })
})
