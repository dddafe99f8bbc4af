import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ArgumentError, conv, ShapeError, tensor, zeros, type Tensor } from '@wengert/tensor'
import { smallElements, tensorOf } from '../support/generated.ts'
import {
  applied,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
  indicesOf,
} from '../support/reference.ts'

interface Setting {
  readonly stride: number[]
  readonly dilation: number[]
  readonly padding: [number, number][]
  readonly groups: number
}

/** The convolution from its definition: what lies outside x is 0. */
function convolved(x: Tensor, w: Tensor, setting: Setting): Tensor {
  const { stride, dilation, padding, groups } = setting
  const sizes = w.shape.slice(2)
  const lengths = x.shape.slice(2)
  const counts = lengths.map((n, i) => {
    const room = n + padding[i][0] + padding[i][1] - (sizes[i] - 1) * dilation[i] - 1
    return Math.floor(room / stride[i]) + 1
  })
  const [results, channels] = w.shape
  return fromFunction([x.shape[0], results, ...counts], x.dtype, ([b, o, ...p]) => {
    let total = 0
    const first = Math.floor(o / (results / groups)) * channels
    for (let c = 0; c < channels; c++) {
      for (const k of indicesOf(sizes)) {
        const at = p.map((q, i) => q * stride[i] + k[i] * dilation[i] - padding[i][0])
        if (at.some((i, axis) => i < 0 || i >= lengths[axis])) continue
        total += elementAt(w, [o, c, ...k]) * elementAt(x, [b, first + c, ...at])
      }
    }
    return total
  })
}

const axis = fc
  .record({
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    before: fc.nat({ max: 3 }),
    after: fc.nat({ max: 3 }),
    spare: fc.nat({ max: 4 }),
  })
  .map((given) => {
    const span = (given.size - 1) * given.dilation + 1
    return { ...given, length: Math.max(1, span + given.spare - given.before - given.after) }
  })

const cases = fc
  .record({
    batch: fc.nat({ max: 2 }),
    groups: fc.integer({ min: 1, max: 3 }),
    channels: fc.integer({ min: 1, max: 2 }),
    results: fc.integer({ min: 1, max: 2 }),
    axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
  })
  .chain(({ batch, groups, channels, results, axes }) => {
    const element = smallElements('float64')
    const of = (name: 'size' | 'stride' | 'dilation' | 'length') => axes.map((given) => given[name])
    const setting: Setting = {
      stride: of('stride'),
      dilation: of('dilation'),
      padding: axes.map(({ before, after }) => [before, after]),
      groups,
    }
    return fc
      .tuple(
        tensorOf([batch, channels * groups, ...of('length')], 'float64', element),
        tensorOf([results * groups, channels, ...of('size')], 'float64', element),
      )
      .map(([x, w]) => ({ x, w, setting }))
  })

describe('conv', () => {
  test('agrees with plain loops in one, two and three dimensions', () => {
    fc.assert(
      fc.property(cases, ({ x, w, setting }) => {
        const actual = applied((a, k) => conv(a, k, setting), x, w)
        expectSame(actual.add(0), convolved(x, w, setting).add(0))
      }),
      { numRuns: 300 },
    )
  })

  test('takes any number of batch axes', () => {
    const x = tensor([1, 2, 3, 4, 5, 6, 7, 8]).reshape([2, 2, 1, 2])
    const w = tensor([[[1, 10]], [[1, -1]]])
    expect(conv(x, w).toArray()).toEqual([
      [
        [[21], [-1]],
        [[43], [-1]],
      ],
      [
        [[65], [-1]],
        [[87], [-1]],
      ],
    ])
    expect(conv(x.at(0).at(0), w).shape).toEqual([2, 1])
  })

  test('pads to ⌈length / stride⌉ with same, the odd one at the end', () => {
    const x = tensor([[1, 2, 3, 4, 5]])
    expect(conv(x, tensor([[[1, 1]]]), { padding: 'same' }).toArray()).toEqual([[3, 5, 7, 9, 5]])
    expect(conv(x, tensor([[[1, 1, 1]]]), { padding: 'same', stride: 2 }).toArray()).toEqual([
      [3, 9, 9],
    ])
    for (const stride of [1, 2, 3, 4]) {
      const y = conv(zeros([1, 7]), zeros([1, 1, 3]), { padding: 'same', stride, dilation: 2 })
      expect(y.shape).toEqual([1, Math.ceil(7 / stride)])
    }
    expect(conv(x, tensor([[[2]]]), { padding: 1 }).shape).toEqual([1, 7])
  })

  test('promotes, and counts bools as int32', () => {
    const w = tensor([[[1, 1]]], { dtype: 'int32' })
    expectSame(conv(tensor([[true, true]]), w), tensor([[2]], { dtype: 'int32' }))
    expect(
      conv(zeros([1, 3], { dtype: 'float32' }), zeros([1, 1, 2], { dtype: 'float32' })).dtype,
    ).toBe('float32')
  })

  test('refuses shapes that do not fit', () => {
    expectError(
      () => conv(zeros([3, 5]), zeros([4, 2, 3])),
      ShapeError,
      'conv: x of shape [3, 5] has 3 channels, and a kernel of shape [4, 2, 3] in 1 groups takes 2 and ' +
        'must give a multiple of 1; make them agree.',
    )
    expectError(
      () => conv(zeros([1, 4]), zeros([1, 1, 3]), { dilation: 2 }),
      ShapeError,
      'conv: windows of [3] spanning [5] do not fit into lengths [4] padded to [4]; make them smaller, or ' +
        'pad more.',
    )
    expectError(
      () => conv(zeros([4]), zeros([1, 1, 3])),
      ShapeError,
      'conv: a kernel of shape [1, 1, 3] and x of shape [4]; give a kernel [results, channels, size…] and x ' +
        '[batch…, channels, length…] with as many lengths as sizes.',
    )
    expect(() => conv(zeros([2, 4]), zeros([3, 1, 2]), { groups: 2 })).toThrow('multiple of 2')
  })

  test('refuses options that are none', () => {
    const [x, w] = [zeros([1, 4, 4]), zeros([1, 1, 2, 2])]
    expectError(
      () => conv(x, w, { stride: 0 }),
      ArgumentError,
      'conv: stride 0 for 2 axes; give a positive integer, or one for each axis.',
    )
    expectError(
      () => conv(x, w, { padding: [[1, 1]] }),
      ArgumentError,
      "conv: padding [[1, 1]] for 2 axes; give 'valid', 'same', a non-negative integer, or a pair [before, " +
        'after] for each axis.',
    )
    expectError(
      () => conv(x, w, { groups: 0.5 }),
      ArgumentError,
      'conv: groups = 0.5 is not a number of groups; give a positive integer.',
    )
    expect(() => conv(x, w, { dilation: [1] })).toThrow('conv: dilation [1] for 2 axes')
  })
})
