import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arange,
  ArgumentError,
  einsum,
  ShapeError,
  tensor,
  zeros,
  type Tensor,
} from '@wengert/tensor'
import { einsumByLoops } from '../support/einsum-loops.ts'
import { smallElements, tensorOf } from '../support/generated.ts'
import { applied, expectError, expectSame } from '../support/reference.ts'

interface Expression {
  readonly text: string
  readonly shapes: number[][]
}

const letters = ['i', 'j', 'k', 'A', 'Z'] as const

/** Subscripts with repeated letters, ellipses, stretched axes, and an implicit or explicit output. */
const expression: fc.Arbitrary<Expression> = fc
  .record({
    lengths: fc.array(fc.constantFrom(0, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3), {
      minLength: 5,
      maxLength: 5,
    }),
    terms: fc.array(
      fc.record({
        axes: fc.array(fc.nat({ max: 4 }), { maxLength: 4 }),
        ones: fc.array(fc.nat({ max: 5 }), { minLength: 6, maxLength: 6 }),
        ellipsis: fc.option(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 2 })), { nil: null }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    hidden: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 2 }),
    implicit: fc.boolean(),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4]),
    outputEllipsis: fc.nat({ max: 4 }),
  })
  .map(({ lengths, terms, hidden, implicit, order, outputEllipsis }) => {
    const one = (ones: number[], n: number, i: number) => (ones[i] === 0 ? 1 : n)
    const written = terms.map(({ axes, ones, ellipsis }) => {
      const names = axes.map((a): string => letters[a])
      const dims = axes.map((a) => one(ones, lengths[a], axes.indexOf(a)))
      if (ellipsis === null) return { term: names.join(''), dims }
      const at = Math.min(ellipsis[0], axes.length)
      const under = ellipsis[1] === 0 ? [] : hidden.slice(-ellipsis[1])
      return {
        term: names.toSpliced(at, 0, '...').join(''),
        dims: dims.toSpliced(at, 0, ...under.map((n, i) => one(ones, n, 4 + i))),
      }
    })
    const left = written.map(({ term }) => term).join(',')
    const shapes = written.map(({ dims }) => dims)
    if (implicit) return { text: left, shapes }
    const output = order.map((a): string => letters[a]).filter((letter) => left.includes(letter))
    const at = Math.min(outputEllipsis, output.length)
    return { text: `${left}->${output.toSpliced(at, 0, '...').join('')}`, shapes }
  })
  // An output ellipsis needs one in an operand only to mean anything; without it there are no axes.
  .filter(({ shapes }) => shapes.flat().length > 0)

describe('einsum', () => {
  test('agrees with plain loops on 500 random expressions', () => {
    const cases = expression.chain(({ text, shapes }) =>
      fc
        .tuple(...shapes.map((dims) => tensorOf(dims, 'float64', smallElements('float64'))))
        .map((operands) => ({ text, operands })),
    )
    fc.assert(
      fc.property(cases, ({ text, operands }) => {
        const expected = einsumByLoops(text, operands).add(0)
        const actual = applied((...xs: Tensor[]) => einsum(text, ...xs), ...operands).add(0)
        expectSame(actual, expected)
      }),
      { numRuns: 500 },
    )
  })

  test('agrees with NumPy’s documented examples', () => {
    const a = arange(25).reshape([5, 5])
    const b = arange(5)
    const c = arange(6).reshape([2, 3])
    expect(einsum('ii', a).item()).toBe(60)
    expect(einsum('ii->i', a).toArray()).toEqual([0, 6, 12, 18, 24])
    expect(einsum('ij->i', a).toArray()).toEqual([10, 35, 60, 85, 110])
    expect(einsum('...j->...', a).toArray()).toEqual([10, 35, 60, 85, 110])
    expect(einsum('ji', c).toArray()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ])
    expect(einsum('i,i', b, b).item()).toBe(30)
    expect(einsum('ij,j', a, b).toArray()).toEqual([30, 80, 130, 180, 230])
    expect(einsum('..., ...', 3, c).toArray()).toEqual([
      [0, 3, 6],
      [9, 12, 15],
    ])
    expect(einsum('i,j', arange(2).add(1), b).toArray()).toEqual([
      [0, 1, 2, 3, 4],
      [0, 2, 4, 6, 8],
    ])
    const x = arange(60).reshape([3, 4, 5])
    const y = arange(24).reshape([4, 3, 2])
    expect(einsum('ijk,jil->kl', x, y).toArray()).toEqual([
      [4400, 4730],
      [4532, 4874],
      [4664, 5018],
      [4796, 5162],
      [4928, 5306],
    ])
    const d = arange(12).reshape([4, 3])
    expect(einsum('ki,...k->i...', arange(6).reshape([2, 3]), d.slice([], [0, 2])).shape).toEqual([
      3, 4,
    ])
  })

  test('multiplies a chain of matrices, the small products first', () => {
    const [u, v, w] = [zeros([1, 200]).add(1), zeros([200, 200]).add(1), zeros([200, 1]).add(1)]
    expect(einsum('ij,jk,kl->il', u, v, w).item()).toBe(40_000)
  })

  test('promotes, and counts bools as int32', () => {
    const flags = tensor([true, true, false])
    expectSame(einsum('i,i', flags, flags), tensor(2, { dtype: 'int32' }))
    expect(einsum('i,i', new Float32Array([1, 2]), flags.slice([0, 2])).dtype).toBe('float32')
  })

  test('refuses malformed subscripts', () => {
    const m = zeros([2, 3])
    const remedy = "write letters for axes, as in 'ij,jk->ik' or '...i,i'."
    const faults: readonly (readonly [string, string])[] = [
      ['i1', "'1' is no letter"],
      ['ij->i->j', "it has more than one '->'"],
      ['...i...', "'...i...' has more than one '...'"],
      ['i..', "'.' is no letter"],
      ['ij->k', "'k' of the output is in no operand"],
      ['ij->ii', 'a letter occurs twice in the output'],
      ['...j->j', "the output lacks the '...' of the operands"],
    ]
    for (const [text, fault] of faults) {
      expectError(() => einsum(text, m), ArgumentError, `einsum: ${fault} in '${text}'; ${remedy}`)
    }
    expectError(
      () => einsum('ij,jk', m),
      ArgumentError,
      "einsum: 'ij,jk' has subscripts for 2 operands, but 1 are given; separate those of each operand " +
        'by a comma.',
    )
    expectError(
      () => einsum('ij'),
      ArgumentError,
      "einsum: 'ij' is given no operands; give at least one.",
    )
  })

  test('refuses shapes that do not fit', () => {
    const m = zeros([2, 3])
    expectError(
      () => einsum('ij,jk', m, m),
      ShapeError,
      "einsum: 'j' in 'ij,jk' has lengths 3 and 2 in shapes [2, 3] and [2, 3]; make them equal, or one " +
        'of them 1.',
    )
    expectError(
      () => einsum('ijk', m),
      ShapeError,
      "einsum: 'ijk' in 'ijk' has 3 letters, but operand 0 of shape [2, 3] has 2 axes; give a letter " +
        "for each axis, or '...' for the others.",
    )
    expect(() => einsum('i', m)).toThrow("'i' in 'i' has 1 letters")
    expect(() => einsum('...,...', m, zeros([2]))).toThrow("an axis under '...' in '...,...'")
    expect(() => einsum('ii', m)).toThrow("'i' in 'ii' has lengths 2 and 3")
    // A diagonal is of a square: NumPy stretches an axis for other operands only.
    expectError(
      () => einsum('ii,i', zeros([3, 1]), zeros([3])),
      ShapeError,
      "einsum: 'i' in 'ii,i' has lengths 3 and 1 in operand 0 of shape [3, 1]; give its axes one " +
        'length, or letters of their own.',
    )
  })
})
