import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, fft, ShapeError, tensor, zeros, type Tensor } from '@wengert/tensor'
import { expectError } from './support/reference.ts'

/** Numbers of size 1 without a pattern. */
function noise(n: number, seed: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => Math.sin(1.3 * i * i + 7 * i + seed))
}

/** The transform from its definition, O(n²), with angles reduced exactly. */
function transform(re: ArrayLike<number>, im: ArrayLike<number>, sign: number): number[][] {
  const n = re.length
  const sums = Array.from({ length: n }, (_, k) => {
    let [a, b] = [0, 0]
    for (let j = 0; j < n; j++) {
      const turn = ((j * k) % n) / n
      const [c, s] = [Math.cos(2 * Math.PI * turn), sign * Math.sin(2 * Math.PI * turn)]
      a += re[j] * c - im[j] * s
      b += re[j] * s + im[j] * c
    }
    return [a, b]
  })
  return [sums.map(([a]) => a), sums.map(([, b]) => b)]
}

/** Within a tolerance of the largest element. */
function expectNear(actual: Tensor, expected: readonly number[], tolerance: number): void {
  expect(actual.size).toBe(expected.length)
  const scale = Math.max(1, ...expected.map(Math.abs))
  expected.forEach((e, i) => expect(Math.abs(actual.data[i] - e)).toBeLessThan(tolerance * scale))
}

const lengths = Array.from({ length: 40 }, (_, i) => i + 1).concat([
  49, 60, 64, 97, 100, 121, 128, 169, 210, 243, 256, 289, 360, 509, 512, 997,
])

describe('fft', () => {
  test.each(lengths)('of length %d is the sum of its definition, and ifft its inverse', (n) => {
    const [re, im] = [tensor(noise(n, 1)), tensor(noise(n, 2))]
    const [forward, backward] = [-1, 1].map((sign) =>
      transform(re.data as never, im.data as never, sign),
    )
    const result = fft.fft([re, im])
    result.forEach((part, i) => expectNear(part, forward[i], 2e-13))
    fft.ifft([re, im]).forEach((part, i) => expectNear(part.mul(n), backward[i], 2e-13))
    fft.ifft(result).forEach((part, i) => expectNear(part, [...[re, im][i].data], 1e-14))
  })

  test('agrees with NumPy’s documented example', () => {
    const wave = Float64Array.from({ length: 8 }, (_, k) => Math.cos((2 * Math.PI * k) / 8))
    const [re, im] = fft.fft(wave)
    expectNear(re, [0, 4, 0, 0, 0, 0, 0, 4], 1e-15)
    expectNear(im, [0, 0, 0, 0, 0, 0, 0, 0], 1e-15)
  })

  test('goes along any axis, cut or filled to a length', () => {
    const cases = fc.record({
      shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
      axisSeed: fc.nat({ max: 2 }),
      n: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(cases, ({ shape, axisSeed, n }) => {
        const axis = axisSeed % shape.length
        const size = shape.reduce((a, b) => a * b, 1)
        const x = tensor(noise(size, 3), { shape })
        const [re, im] = fft.fft(x, { axis, n })
        const length = n ?? shape[axis]
        expect(re.shape).toEqual(shape.with(axis, length))
        const lines = (y: Tensor) => y.swapAxes(axis, -1).reshape([-1, y.shape[axis]])
        const [from, toRe, toIm] = [x, re, im].map(lines)
        for (let line = 0; line < from.shape[0]; line++) {
          const own = Array.from({ length }, (_, j) => from.at(line).data[j] ?? 0)
          const expected = transform(
            own,
            own.map(() => 0),
            -1,
          )
          expectNear(toRe.at(line), expected[0], 1e-14)
          expectNear(toIm.at(line), expected[1], 1e-14)
        }
      }),
    )
  })

  test('keeps float32, makes integers float64, and promotes the parts', () => {
    expect(fft.fft(new Float32Array([1, 2]))[0].dtype).toBe('float32')
    expect(fft.fft(tensor([1, 2], { dtype: 'int32' }))[1].dtype).toBe('float64')
    expect(fft.fft([tensor([1, 2]), 0])[0].toArray()).toEqual([3, -1])
    expect(fft.fft(zeros([0, 4]))[0].shape).toEqual([0, 4])
  })

  test('refuses what cannot be transformed', () => {
    expectError(
      () => fft.fft(zeros([2, 0])),
      ShapeError,
      'fft: axis 1 of shape [2, 0] is too short to transform; give n, the length to which it is filled ' +
        'with zeros.',
    )
    expectError(
      () => fft.ifft(zeros([4]), { n: 0.5 }),
      ArgumentError,
      'ifft: n = 0.5 is not a length; give a positive integer.',
    )
    expectError(
      () => fft.fft([1, 2, 3] as never),
      ArgumentError,
      'fft: an array of 3 is no complex tensor; give the pair [re, im].',
    )
    expect(() => fft.fft(1)).toThrow('fft: axis -1 given for a scalar')
    for (const f of [fft.fft, fft.ifft, fft.irfft]) {
      expectError(
        () => f(zeros([2]), zeros([2]) as never),
        ArgumentError,
        `${f.name}: two tensors are given; give real and imaginary part as the pair [re, im].`,
      )
    }
    expect(() => fft.fft([zeros([2]), zeros([3])])).toThrow(
      'fft: shapes [2] and [3] do not broadcast',
    )
  })
})

describe('rfft and irfft', () => {
  test.each([1, 2, 3, 4, 5, 8, 9, 17, 30])('of length %d are halves of fft and inverses', (n) => {
    const x = tensor(noise(n, 4))
    const full = fft.fft(x)
    const half = fft.rfft(x)
    half.forEach((part, i) => {
      expect(part.size).toBe(Math.floor(n / 2) + 1)
      expectNear(part, [...full[i].data].slice(0, part.size), 1e-15)
    })
    expectNear(fft.irfft(half, { n }), [...x.data], 1e-14)
  })

  test('irfft takes an even length unless told otherwise, and cuts or fills', () => {
    const x = tensor(noise(6, 5))
    expectNear(fft.irfft(fft.rfft(x)), [...x.data], 1e-14)
    expect(fft.irfft(fft.rfft(x), { n: 3 }).shape).toEqual([3])
    expect(fft.irfft(fft.rfft(x), { n: 9 }).shape).toEqual([9])
    // The imaginary parts of the first and last element do not matter.
    expectNear(fft.irfft([tensor([1, 2, 3]), tensor([9, 0, 9])]), [2, -0.5, 0, -0.5], 1e-15)
  })

  test('refuse what they cannot transform', () => {
    expectError(
      () => fft.rfft([zeros([2]), zeros([2])] as never),
      ArgumentError,
      'rfft: a pair [re, im] is given; use fft, or give the real tensor alone.',
    )
    expect(() => fft.irfft(zeros([1]))).toThrow('irfft: axis 0 of shape [1] is too short')
  })
})
