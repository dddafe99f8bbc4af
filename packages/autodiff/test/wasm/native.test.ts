import { describe, expect, test } from 'vitest'
import { compile, cond, fori, scan, trace } from '@wengert/autodiff'
import { cast, gather, IndexError, random, scatterAdd, tensor, type Tensor } from '@wengert/tensor'
import * as t from '@wengert/tensor'
import type { Program } from '../../src/program.ts'
import { plansOf, type Plan } from '../../src/wasm/plan.ts'
import { freshInputs, planProgram } from '../../src/wasm/planner.ts'
import { withoutCompiling } from '../support/bits.ts'

/** The kinds of a plan's steps, those of its bodies included. */
function kinds({ steps }: Plan): string[] {
  return steps.flatMap((step) => [step.kind, ...plansOf(step).flatMap(kinds)])
}

function stepsOf(program: Program): string[] {
  return kinds(planProgram(program, freshInputs(program), new Map()))
}

const x = random.normal(random.key(1), [6, 5])
const places = tensor(
  [
    [1, 0, 4],
    [2, 2, -1],
  ],
  { dtype: 'int32' },
)

describe('runs without a call of the host', () => {
  const cases: [string, (x: Tensor) => Tensor][] = [
    ['casts', (a) => a.cast('int32').cast('bool').cast('int32').cast('float32')],
    ['arithmetic of integers', (a) => t.sign(a.cast('int32').mul(3).sub(1).abs()).neg()],
    ['layouts of integers', (a) => a.cast('int32').transpose().slice([1]).ravel()],
    ['padding and joining of integers', (a) => t.stack([t.pad(a.cast('int32'), 1)], 1)],
    ['argmax', (a) => t.argmax(a, 0)],
    ['gather', (a) => gather(a, places, 1)],
    ['takeAlongAxis', (a) => t.takeAlongAxis(a, t.argmin(a, 1, { keepDims: true }))],
    ['scatterAdd', (a) => scatterAdd(a, places, 1)],
    ['cumsum', (a) => t.cumsum(a)],
    ['cumprod', (a) => t.cumprod(a, 0)],
    ['dynamicSlice', (a) => t.dynamicSlice(a, [t.argmax(a), 0], [2, 2])],
    ['dynamicUpdateSlice', (a) => t.dynamicUpdateSlice(a, a.slice([0, 1]), [t.argmax(a), 0])],
    [
      'cond in scan',
      (a) =>
        scan(
          (c: Tensor, r: Tensor) => {
            const next = cond(
              c.less(1),
              (v: Tensor) => v.add(r.sum()),
              (v: Tensor) => v.mul(0.5),
              c,
            )
            return [next, next]
          },
          tensor(0),
          a,
        )[1],
    ],
    ['fori', (a) => fori(4, (i, c: Tensor) => c.mul(i), a)],
  ]
  test.each(cases)('%s', (_, f) => {
    expect(stepsOf(trace(f, x))).not.toContain('host')
  })
})

const words = [0, -0, 1, 2 ** 31, 2 ** 32, 2 ** 33, 2 ** 53, 2 ** 63, 2 ** 64, 2 ** 83, 2 ** 84]
const near = words.flatMap((w) => [w, w - 0.5, w - 1, w + 0.5, w + 1, w * 1.7, w * (1 + 2 ** -40)])
const numbers = [...near, ...near.map((w) => -w), NaN, Infinity, -Infinity, 1e300, 5e-324]

test.each(['float64', 'float32'] as const)('functions of %s take a constant first', (dtype) => {
  const f = compile((a: Tensor) => t.pow(2, a.neg()).add(t.atan2(0, a.neg())))
  const at = tensor(3, { dtype })
  // 2⁻³ + π
  expect(f(at).item()).toBeCloseTo(0.125 + Math.PI, 6)
  expect(f(at).item()).toBe(withoutCompiling(() => f(at).item()))
})

test('floats become integers modulo 2³² (ToInt32 of ECMA-262)', () => {
  const truncated = compile((a: Tensor) => cast(a, 'int32'))
  expect([...truncated(tensor(numbers)).data]).toEqual(numbers.map((v) => v | 0))
  for (const v of numbers) expect(truncated(tensor(v)).item()).toBe(v | 0)
})

test('the host refuses indices outside the axis, in its own words', () => {
  const pick = compile((a: Tensor, i: Tensor) => gather(a, i))
  const put = compile((a: Tensor, i: Tensor) => scatterAdd(a, i, 1))
  const inside = tensor([0, -6, 5], { dtype: 'int32' })
  const outside = tensor([0, 6], { dtype: 'int32' })
  const refusal = (f: () => unknown): unknown => {
    try {
      return f()
    } catch (error) {
      return error
    }
  }
  expect(pick(x, inside).toArray()).toEqual(gather(x, inside).toArray())
  const expected = withoutCompiling(() => [
    refusal(() => gather(x, outside)),
    refusal(() => scatterAdd(x, outside, 1)),
  ])
  expect(expected[0]).toBeInstanceOf(IndexError)
  expect([refusal(() => pick(x, outside)), refusal(() => put(x, outside))]).toEqual(expected)
  expect(pick(x, inside).toArray()).toEqual(gather(x, inside).toArray())
})
