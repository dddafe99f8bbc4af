import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  cond,
  compile,
  customVjp,
  grad,
  implicit,
  jvp,
  scan,
  stopGradient,
  taylor,
  vmap,
  whileLoop,
} from '@wengert/autodiff'
import {
  argsort,
  atan2,
  einsum,
  gather,
  logSoftmax,
  matmul,
  ones,
  random,
  sort,
  tensor,
  zeros,
  type Tensor,
} from '@wengert/tensor'
import { expectAllClose, expectClose, patternLike } from '../support/law.ts'
import { operations } from '../support/count-kernels.ts'
import { nestedCoefficients } from '../support/nested-jvp.ts'
import { structured } from '../support/structured.ts'

const compare = (
  f: (...xs: Tensor[]) => readonly Tensor[],
  xs: readonly Tensor[],
  order: number,
  tolerance = 1e-11,
): void => {
  const vs = xs.map((x, i) => patternLike(x, i + 3))
  const expected = nestedCoefficients(f, xs, vs, order)
  const series = taylor((points: readonly Tensor[]) => f(...points), xs, vs, order)
  expect(series.length).toBe(order + 1)
  series.forEach((c, k) => expectAllClose(c, expected[k], tolerance))
}

const wide = tensor([
  [0.3, -0.7, 1.1],
  [0.8, 0.2, -0.4],
])
const tall = patternLike(zeros([3, 2]), 9)
const column = tensor([[0.4], [-0.9]])

describe('taylor agrees with nested jvps to order 4', () => {
  test('of matrix products of other shapes than square', () => {
    compare((a, b) => [matmul(a, b).tanh(), matmul(b, a).sum(0)], [wide, tall], 4)
    compare((a, b) => [einsum('ij,kj->ik', a, b.mul(a))], [wide, column], 4)
  })

  test('of compositions with broadcasting, reductions and kinks', () => {
    compare(
      (a, c) => [
        a
          .mul(c)
          .exp()
          .div(a.square().add(c.cos().add(2))),
      ],
      [wide, column],
      4,
    )
    compare((a, c) => [atan2(a.add(2), c), a.max(1).maximum(c.sum()).abs()], [wide, column], 4)
    compare((a, c) => [logSoftmax(a.mul(c)), a.std(1), a.prod(0)], [wide, column], 4)
    compare((a, c) => [a.add(2).pow(c.square()), sort(a.sin(), 1)], [wide, column], 4)
    compare((a) => [gather(a.sin(), argsort(a.at(0))), a.clip(-0.5, 0.5).rem(0.3)], [tall], 4)
  })

  test('of softmax regression with its gradient inside', () => {
    const loss = (w: Tensor): Tensor => logSoftmax(matmul(column, w), 1).at(0).at(1).neg()
    compare((w) => [grad(loss)(w)], [tensor([[0.3, -0.2, 0.5]])], 4)
  })

  test('of scalars, and of nothing', () => {
    compare((x) => [x.sin().mul(x)], [tensor(0.6)], 4)
    compare((x) => [x.sin().mul(x), x.sum().exp()], [zeros([0, 3])], 4)
  })

  test('of random compositions', () => {
    const steps: readonly ((x: Tensor, y: Tensor) => Tensor)[] = [
      (x, y) => x.mul(y),
      (x, y) => x.sub(y).sigmoid(),
      (x) => x.sin(),
      (x, y) => x.div(y.square().add(1)),
      (x) => x.softplus().log(),
      (x) => x.square().add(0.5).sqrt(),
      (x, y) => x.square().add(1).pow(y),
      (x) => x.cumsum(0),
      (x, y) => x.atan().add(y.cosh().log()),
    ]
    for (let seed = 0; seed < 12; seed++) {
      const picks = random.randint(random.key(seed), [5], 0, steps.length).toArray() as number[]
      compare(
        (x, y) => [picks.reduce((z, pick) => steps[pick](z, y), x)],
        [patternLike(wide, seed), patternLike(column, seed + 1)],
        4,
        1e-11,
      )
    }
  })
})

describe('taylor through programs that carry programs', () => {
  test.each(structured)('$name', ({ f, plain }) => {
    for (const x of [tensor([0.3, 0.4]), tensor([-0.7, 0.2])]) {
      const v = tensor([0.6, -1.3])
      const expected = nestedCoefficients((y) => [plain(y)], [x], [v], 3).map(([c]) => c)
      expectAllClose(taylor(f, x, v, 3), expected, 1e-11)
      const squared = (g: (y: Tensor) => Tensor) => (y: Tensor) =>
        taylor(g, y, v, 2)[2].square().sum()
      expectClose(grad(squared(f))(x), grad(squared(plain))(x), 1e-10)
    }
  })

  test('whileLoop', () => {
    const doubled = (x: Tensor): Tensor =>
      whileLoop(
        (y: Tensor) => y.less(10),
        (y: Tensor) => y.square().add(x),
        x,
      )
    const plain = (x: Tensor): Tensor => x.square().add(x).square().add(x).square().add(x)
    expectAllClose(taylor(doubled, 1.2, 0.5, 6), taylor(plain, 1.2, 0.5, 6), 1e-12)
  })

  test('implicit: the square root as a solution has the series of sqrt', () => {
    const root = implicit(
      (a: Tensor) => Math.sqrt(a.item()),
      (x: Tensor, a: Tensor) => x.square().sub(a),
    )
    expectAllClose(
      taylor((a: Tensor) => root(a), 2, 1, 8),
      taylor((a: Tensor) => a.sqrt(), 2, 1, 8),
      1e-12,
    )
  })

  test('implicit with control flow in its condition', () => {
    const root = implicit(
      (a: Tensor) => Math.sqrt(a.item()),
      (x: Tensor, a: Tensor) =>
        cond(
          a.greater(0),
          (y: Tensor) => scan((c: Tensor, s: Tensor) => [c.mul(y).mul(s), c], 1, ones([2]))[0],
          (y: Tensor) => y,
          x,
        ).sub(a),
    )
    expectAllClose(
      taylor((a: Tensor) => root(a), 2, 1, 5),
      taylor((a: Tensor) => a.sqrt(), 2, 1, 5),
      1e-12,
    )
  })

  test('a backward function that is not linear is named', () => {
    const rounded = customVjp(
      (x: Tensor) => x.exp(),
      (x: Tensor) => [x.exp(), x],
      (x, ct: Tensor) => [ct.exp().mul(x)],
    )
    expect(() => taylor(rounded, 1, 1, 2)).toThrow(/^exp: has no transpose rule/)
  })
})

describe('taylor in other transforms', () => {
  const f = (x: Tensor): Tensor => x.sin().mul(x.exp())
  const second = (x: Tensor): Tensor => taylor(f, x, 1, 2)[2]

  test('grad through it is the next coefficient: c₂′ = 3 c₃', () => {
    expect(grad(second)(0.4).item()).toBeCloseTo(3 * taylor(f, 0.4, 1, 3)[3].item(), 13)
    expect(grad(grad(second))(0.4).item()).toBeCloseTo(12 * taylor(f, 0.4, 1, 4)[4].item(), 12)
    expect(jvp(second, [0.4], [1])[1].item()).toBeCloseTo(3 * taylor(f, 0.4, 1, 3)[3].item(), 13)
  })

  test('it is linear in the direction at order 1, and of degree k at order k', () => {
    const along = (v: Tensor): Tensor => taylor(f, 0.4, v, 3)[3]
    expect(along(tensor(2)).item()).toBeCloseTo(8 * along(tensor(1)).item(), 13)
    expect(grad(along)(2).item()).toBeCloseTo(12 * along(tensor(1)).item(), 12)
  })

  test('vmap of it is a loop', () => {
    const points = [0.1, 0.5, -0.3]
    const all = vmap((x: Tensor) => taylor(f, x, 1, 5))(tensor(points))
    points.forEach((x, i) => {
      expectAllClose(
        all.map((c) => c.at(i)),
        taylor(f, x, 1, 5),
        1e-14,
      )
    })
  })

  test('compiled it has the same bits', () => {
    const compiled = compile((x: Tensor) => taylor(f, x, x.mul(2), 5))
    const expected = taylor(f, 0.3, 0.6, 5).map((c) => c.item())
    expect(compiled(tensor(0.3)).map((c) => c.item())).toEqual(expected)
  })

  test('inside itself: mixed derivatives, without confusion', () => {
    // x · d/dy (x + y) = x has the derivative 1
    const confusing = (x: Tensor): Tensor => x.mul(taylor((y: Tensor) => x.add(y), 1, 1, 1)[1])
    expect(taylor(confusing, 1, 1, 2).map((c) => c.item())).toEqual([1, 1, 0])
    const mixed = taylor((x: Tensor) => taylor((y: Tensor) => x.mul(y).exp(), 0, 1, 3)[3], 1, 1, 3)
    // [t³] of (1 + t)³ / 3!
    expect(mixed.map((c) => c.item() * 6)).toEqual([1, 3, 3, 1].map((c) => expect.closeTo(c, 13)))
  })

  test('a kink passes coefficients as they are, to the bit', () => {
    const sine = taylor((x: Tensor) => x.sin(), -0.7, 1, 12)
    const bits = (f: (x: Tensor) => Tensor): number[] => taylor(f, -0.7, 1, 12).map((c) => c.item())
    expect(bits((x) => x.sin().abs())).toEqual(sine.map((c) => -c.item()))
    expect(bits((x) => x.sin().minimum(x.cos()))).toEqual(sine.map((c) => c.item()))
  })

  test('stopGradient has no higher coefficients', () => {
    const g = (x: Tensor): Tensor => stopGradient(x.square()).mul(x)
    expect(taylor(g, 3, 1, 3).map((c) => c.item())).toEqual([27, 9, 0, 0])
  })

  test('functions may read and branch', () => {
    const g = (x: Tensor): Tensor => (x.greater(0).item() ? x.square() : x.neg())
    expect(taylor(g, 3, 1, 2).map((c) => c.item())).toEqual([9, 6, 1])
    expect(taylor(g, -3, 1, 2).map((c) => c.item())).toEqual([3, -1, 0])
  })
})

describe('taylor takes and gives', () => {
  test('trees, and coefficients of the shape and dtype of f(x)', () => {
    interface Point {
      readonly a: Tensor
      b: Tensor
    }
    const f = ({ a, b }: Point): { s: Tensor; n: Tensor } => ({
      s: a.mul(b),
      n: a.cast('int32'),
    })
    const series = taylor(f, { a: tensor([1.5, 2]), b: 3 }, { a: tensor([1, 0]), b: 1 }, 3)
    expectTypeOf(series).toEqualTypeOf<{ s: Tensor; n: Tensor }[]>()
    expect(series.map(({ s }) => s.toArray())).toEqual([
      [4.5, 6],
      [4.5, 2],
      [1, 0],
      [0, 0],
    ])
    expect(series.map(({ n }) => n.toArray())).toEqual([
      [1, 2],
      [0, 0],
      [0, 0],
      [0, 0],
    ])
    expect(series.every(({ n }) => n.dtype === 'int32')).toBe(true)
  })

  test('order 0: the value alone', () => {
    expect(taylor((x: Tensor) => x.square(), 3, 1, 0).map((c) => c.item())).toEqual([9])
    const looped = (x: Tensor): Tensor =>
      scan((c: Tensor, s: Tensor) => [c.mul(s), c], x, tensor([2, 3]))[0]
    expect(taylor(looped, 3, 1, 0).map((c) => c.item())).toEqual([18])
  })

  test('refuses what is no order, no function, no direction and no float', () => {
    const f = (x: Tensor): Tensor => x.sin()
    for (const order of [-1, 1.5, NaN]) {
      expect(() => taylor(f, 1, 1, order)).toThrow(/^taylor: order .* is not one; give/)
    }
    expect(() => taylor(null as never, 1, 1, 1)).toThrow(/^taylor: the first argument is null/)
    expect(() => taylor(f, 1, [1] as never, 1)).toThrow(/^taylor: the direction/)
    expect(() => taylor(f, tensor([1, 2]), tensor([1]), 1)).toThrow(/^taylor: the direction has/)
    expect(() => taylor(f, tensor(1, { dtype: 'int32' }), 1, 1)).toThrow(/no derivative/)
  })
})

describe('the cost', () => {
  const layers = (x: Tensor): Tensor => x.tanh().mul(x).sin().sigmoid().div(x.add(2)).pow(1.5)
  const cost = (order: number): number => operations(() => taylor(layers, 0.5, 1, order))

  test('grows with at most the third power of the order', () => {
    expect(cost(20)).toBeLessThan(8 * cost(10))
    expect(cost(40)).toBeLessThan(8 * cost(20))
  })

  const growth = (f: (x: Tensor) => Tensor): number =>
    operations(() => taylor(f, 0.5, 1, 40)) / operations(() => taylor(f, 0.5, 1, 20))

  test('is quadratic for functions whose derivatives lead back to themselves', () => {
    expect(growth((x) => x.sin())).toBeLessThan(4)
    expect(growth((x) => x.exp().cosh())).toBeLessThan(4)
    expect(growth((x) => x.tanh().log1p().sqrt())).toBeLessThan(4)
  })

  test('of a loop is that of its steps', () => {
    const loop = (x: Tensor): Tensor =>
      scan((c: Tensor, s: Tensor) => [c.mul(x).sin().add(s), c], x, ones([4]))[0]
    expect(growth(loop)).toBeLessThan(4)
  })

  test('is below that of nested jvps from order 5 on', () => {
    const nested = operations(() =>
      nestedCoefficients((x) => [layers(x)], [tensor(0.5)], [tensor(1)], 5),
    )
    expect(cost(5)).toBeLessThan(nested)
  })
})
