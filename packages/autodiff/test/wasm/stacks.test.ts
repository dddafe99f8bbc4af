import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile, cond, grad, scan, trace } from '@wengert/autodiff'
import { gather, random, sort, stack, tensor, type Tensor } from '@wengert/tensor'
import type { Plan } from '../../src/wasm/plan.ts'
import { freshInputs, planProgram } from '../../src/wasm/planner.ts'
import { alwaysCompiling, bitsOf, withoutCompiling } from '../support/bits.ts'

type Body = (c: Tensor, x: Tensor) => readonly [Tensor, Tensor | readonly Tensor[]]

/** Bodies over rows of x, by what becomes of the elements that they read and leave. */
const bodies: Record<string, Body> = {
  'a result of a loop': (c, x) => [c.add(x.sum()), x.mul(c)],
  'a scalar': (c, x) => [c.add(x.at(0)), c.mul(2)],
  'the carry itself': (c, x) => [c.sub(x.mean()), c],
  'the new carry': (c, x) => {
    const next = c.mul(0.5).add(x.max())
    return [next, next]
  },
  'one result twice': (c, x) => {
    const y = x.sub(c)
    return [c.add(1), [y, y, y.slice([1])]]
  },
  'the element itself, or a part': (c, x) => [c.add(x.at(1)), [x, x.slice([1, 3])]],
  'a constant': (c, x) => [c.add(x.at(2)), tensor([1, 2])],
  'a result of the host': (c, x) => [c.add(1), sort(x.add(c))],
  'an element that the host reads': (c, x) => [c.add(sort(x).at(0)), sort(x)],
  'a result of a branch': (c, x) => {
    const onTrue = (a: Tensor, b: Tensor): Tensor[] => [a, b, sort(b)]
    const onFalse = (a: Tensor, b: Tensor): Tensor[] => [a.mul(2), b.neg(), b]
    const [next, ...rest] = cond(x.at(0).greater(0), onTrue, onFalse, c, x)
    return [next, rest]
  },
  'rows that are gathered': (c, x) => [c, gather(x, x.cast('int32').mul(0).add(1))],
  'integers and bools': (c, x) => [c, [x.cast('int32'), x.greater(c)]],
  'a product': (c, x) => [
    c.add(1),
    x
      .reshape([2, 2])
      .matmul(x.reshape([2, 2]))
      .add(c),
  ],
  'stacks of an inner loop': (c, x) => {
    const inner: Body = (d, z) => [d.add(z), [d.mul(z), stack([z, d])]]
    const [next, ys] = scan(inner, c, x)
    return [next.mul(0.1), [...(ys as Tensor[]), x]]
  },
  'stacks of an inner loop over what the host leaves': (c, x) => {
    const inner: Body = (d, z) => [d.add(z), sort(stack([z, d, z.neg()]))]
    const [next, ys] = scan(inner, c, sort(x.add(c)), { reverse: true })
    return [next.mul(0.1), ys]
  },
}

/** As a list. */
const flat = ([c, ys]: readonly [Tensor, Tensor | readonly Tensor[]]): Tensor[] => [
  c,
  ...(Array.isArray(ys) ? (ys as Tensor[]) : [ys as Tensor]),
]

describe.each(Object.entries(bodies))('a loop that stacks %s', (_, body) => {
  const f =
    (reverse: boolean) =>
    (c: Tensor, xs: Tensor): Tensor[] =>
      flat(scan(body, c, xs, { reverse }))

  test('gives the bits of the interpreter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.boolean(),
        fc.nat(),
        (length, reverse, seed) => {
          const xs = random.normal(random.key(seed), [length, 4])
          const c = random.normal(random.key(seed + 1), [])
          const expected = withoutCompiling(() => f(reverse)(c, xs)).map(bitsOf)
          const compiled = compile(f(reverse))
          expect(compiled(c, xs).map(bitsOf)).toEqual(expected)
          expect(compiled(c, xs).map(bitsOf)).toEqual(expected)
        },
      ),
      { numRuns: 20 },
    )
  })

  test('and so does its gradient', () => {
    const loss = (xs: Tensor): Tensor =>
      f(false)(tensor(0.3), xs).reduce(
        (sum, y) => sum.add(y.cast('float64').tanh().sum()),
        tensor(0),
      )
    const xs = random.normal(random.key(5), [6, 4])
    const expected = bitsOf(withoutCompiling(() => grad(loss)(xs)))
    expect(bitsOf(alwaysCompiling(() => grad(loss)(xs)))).toBe(expected)
  })
})

test('a body leaves its outputs in the stacks and reads its elements there: only the carry is copied', () => {
  const f = (c: Tensor, xs: Tensor): Tensor[] =>
    flat(scan((d: Tensor, x: Tensor) => [d.add(x.sum()), [x.mul(d), x.sub(d)]], c, xs))
  const program = trace(f, tensor(1), random.normal(random.key(1), [5, 100]))
  const plan: Plan = planProgram(program, freshInputs(program), new Map())
  const loop = plan.steps.find((step) => step.kind === 'repeat')!
  expect(loop.after.map(({ bytes }) => bytes)).toEqual([8])
  expect(loop.body.steps.map(({ kind }) => kind)).not.toContain('copy')
})
