import { describe, expect, test } from 'vitest'
import {
  branch,
  cond,
  fori,
  grad,
  hvp,
  jacfwd,
  jvp,
  linearize,
  scan,
  stopGradient,
  trace,
  vmap,
  whileLoop,
} from '@wengert/autodiff'
import {
  ConcretizationError,
  DerivativeError,
  matmul,
  tensor,
  zeros,
  type Tensor,
} from '@wengert/tensor'

describe('scan', () => {
  test('of trees gives trees; y may be left out, xs too', () => {
    const [carry, ys] = scan(
      ({ s, n }: { s: Tensor; n: Tensor }, { a }: { a: Tensor }) => [
        { s: s.add(a), n: n.add(1) },
        { doubled: a.mul(2) },
      ],
      { s: tensor([0, 0]), n: tensor(0, { dtype: 'int32' }) },
      {
        a: tensor([
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      },
    )
    expect(carry.s.toArray()).toEqual([9, 12])
    expect(carry.n.item()).toBe(3)
    expect(ys.doubled.toArray()).toEqual([
      [2, 4],
      [6, 8],
      [10, 12],
    ])
    const [power] = scan((c: Tensor, _: Tensor[]) => [c.mul(2), null as never], 1, null, {
      length: 5,
    })
    expect(power.item()).toBe(32)
  })

  test('of length 0 is the identity, with its derivative', () => {
    const f = (x: Tensor): Tensor =>
      scan((c: Tensor, a: Tensor) => [c.mul(a), c], x, zeros([0, 2]))[0].sum()
    expect(grad(f)(tensor([3, 4])).toArray()).toEqual([1, 1])
    expect(scan((c: Tensor, a: Tensor) => [c, a], 1, zeros([0, 2]))[1].shape).toEqual([0, 2])
  })

  test('of a million steps neither overflows nor loses digits', () => {
    const n = 1_000_000
    const f = (x: Tensor): Tensor =>
      scan((c: Tensor, _: Tensor[]) => [c.mul(1 - 1 / n).add(x.div(n)), null as never], 0, null, {
        length: n,
      })[0]
    expect(grad(f)(1).item()).toBeCloseTo(1 - (1 - 1 / n) ** n, 9)
  })

  test('keeps its sequences once, not once more as residuals', () => {
    const f = (x: Tensor): Tensor =>
      scan(
        (c: Tensor, { a, b }: { a: Tensor; b: Tensor }) => [c.mul(a).add(b.mul(c)), []],
        x,
        { a: zeros([50, 3]), b: zeros([50, 3]) },
        { reverse: true },
      )[0].sum()
    const program = trace(grad(f), zeros([3]))
    const [ahead] = program.equations.filter(({ primitive }) => primitive.name === 'scan')
    const stacked = Array.from({ length: ahead.count! }, (_, i) => program.avals[ahead.output + i])
    expect(stacked.filter(({ shape }) => shape.length === 2)).toEqual([])
  })

  test('says what is wrong with its body', () => {
    const bad: [() => unknown, RegExp][] = [
      [
        () =>
          scan(
            (c: Tensor, a: Tensor) => [c.add(a), c],
            tensor([1, 2]),
            tensor([[1], [2]])
              .slice([], 0)
              .reshape([2, 1, 1]),
          ),
        /^scan: the carry that the body returns is float64\[1, 2\] where float64\[2\] is expected/,
      ],
      [
        () => scan((c: Tensor, a: Tensor) => [[c], a] as never, 1, tensor([1])),
        /^scan: the carry that the body returns is \[float64\[\]\] where float64\[\] is expected/,
      ],
      [
        () => scan((c: Tensor) => c as never, 1, tensor([1])),
        /^scan: the body must return \[carry, y\]/,
      ],
      [
        () => scan((c: Tensor, a: Tensor[]) => [c, a[0]], 1, [tensor([1]), tensor([1, 2])]),
        /^scan: a sequence is float64\[2\] where 1 steps are expected/,
      ],
      [() => scan((c: Tensor, a: Tensor) => [c, a], 1, tensor(3)), /^scan: a sequence is a scalar/],
      [() => scan((c: Tensor, a: Tensor) => [c, a], 1, null), /^scan: there are no sequences/],
      [
        () => scan((c: Tensor, a: Tensor) => [c, a], 1, null, { length: -3 }),
        /^scan: length is -3; give a non-negative integer/,
      ],
      [
        () => scan((c: Tensor, a: Tensor) => [c, a], 1, null, { length: 2.5 }),
        /^scan: length is 2.5; give a non-negative integer/,
      ],
    ]
    for (const [run, message] of bad) expect(run).toThrow(message)
  })

  test('lets nothing be read in its body', () => {
    const f = (): unknown =>
      scan((c: Tensor, a: Tensor) => [a.greater(0).item() === 1 ? c : a, c], 1, tensor([1]))
    expect(f).toThrow(ConcretizationError)
    expect(f).toThrow(/scan traces the function at .*loops\.test\.ts/)
  })
})

describe('cond and branch', () => {
  test('run one branch only', () => {
    const log: string[] = []
    const program = trace(
      (x: Tensor) =>
        cond(
          x.greater(0),
          (y: Tensor) => y.log(),
          (y: Tensor) => y.neg(),
          x,
        ),
      -1,
    )
    expect(program.equations.at(-1)!.primitive.name).toBe('branch')
    expect(log).toEqual([])
    // log(−1) would be NaN, and so would its derivative
    const f = (x: Tensor): Tensor =>
      cond(
        x.greater(0),
        (y: Tensor) => y.log(),
        (y: Tensor) => y.neg(),
        x,
      )
    expect(f(tensor(-1)).item()).toBe(1)
    expect(grad(f)(-1).item()).toBe(-1)
  })

  test('batched, the branch not taken does no harm to derivatives that are finite', () => {
    const f = (x: Tensor): Tensor =>
      cond(
        x.greater(0),
        (y: Tensor) => y.log(),
        (y: Tensor) => y.sin().div(y.sub(1)),
        x,
      )
    const points = tensor([-1, 2, 0, 1])
    for (const g of [grad(f), grad(grad(f))]) {
      const each = Array.from(points.data, (x) => g(x).item())
      expect(vmap(g)(points).toArray()).toEqual(each)
    }
    // Reverse mode over the batch, where the other branch is finite: not at 0 and 1.
    const finite = tensor([-1, 2, -2, 0.5])
    const outside = grad((xs: Tensor) => vmap(grad(f))(xs).sum())(finite)
    expect(outside.toArray()).toEqual(Array.from(finite.data, (x) => grad(grad(f))(x).item()))
  })

  test('in a loop keep what they close over once, not for every step', () => {
    const w = zeros([7, 7])
    const f = (x: Tensor): Tensor =>
      scan(
        (c: Tensor, a: Tensor) => [
          cond(
            a.greater(0),
            (z: Tensor) => matmul(w, z).tanh(),
            (z: Tensor) => z.sin(),
            c,
          ),
          c,
        ],
        x,
        zeros([50]),
      )[0].sum()
    expect(String(trace(grad(f), zeros([7])))).not.toContain('[50, 7, 7]')
  })

  test('clamp the index, batched or not', () => {
    const fns = [(x: Tensor) => x, (x: Tensor) => x.mul(10)]
    const at = (i: number): number => branch(tensor(i, { dtype: 'int32' }), fns, 1).item()
    expect([-5, 0, 1, 7].map(at)).toEqual([1, 1, 10, 10])
    const indices = new Int32Array([-5, 0, 1, 7])
    expect(vmap((i: Tensor) => branch(i, fns, 1))(indices).toArray()).toEqual([1, 1, 10, 10])
  })

  test('refuse branches that differ, and indices that are no scalar', () => {
    expect(() =>
      cond(
        true as never,
        (x: Tensor) => x,
        (x: Tensor) => x.sum(),
        tensor([1]),
      ),
    ).toThrow(/^cond: the result of function 1 is float64\[1\] where float64\[\] is expected/)
    expect(() =>
      cond(
        tensor([true, false]),
        (x: Tensor) => x,
        (x: Tensor) => x,
        1,
      ),
    ).toThrow(/^cond: chooses by int32\[2\]; give a scalar, or use where/)
  })
})

describe('whileLoop', () => {
  const power = (x: Tensor): Tensor =>
    whileLoop(
      (y: Tensor) => y.less(100),
      (y: Tensor) => y.mul(x),
      x,
    )

  test('repeats while its test holds, with forward derivatives of any order', () => {
    expect(jvp(power, [3], [1]).map((t) => t.item())).toEqual([243, 405])
    const second = (x: Tensor): Tensor => jvp(power, [x], [tensor(1)])[1]
    expect(jvp(second, [3], [1])[1].item()).toBe(540)
  })

  test('throws in reverse mode, naming what to use instead', () => {
    expect(() => grad(power)(3)).toThrow(DerivativeError)
    expect(() => hvp(power, 3, 1)).toThrow(
      /^whileLoop: .*use scan or fori with a fixed count, customVjp/,
    )
  })

  test('is linearized, so that jacfwd works, by running again for the tangents', () => {
    const f = (x: Tensor): Tensor[] =>
      whileLoop(
        ([y]: Tensor[]) => y.sum().less(100),
        ([y, n]: Tensor[]) => [y.mul(x), n.add(1)],
        [x, tensor(0, { dtype: 'int32' })],
      )
    const x = tensor([3, 2])
    const [[y, n], push] = linearize(f, x)
    expect(y.toArray()).toEqual([81, 16].map((value, i) => value * [3, 2][i] ** (n.item() - 3)))
    expect(n.item()).toBe(4)
    const v = tensor([1, -1])
    expect(push(v)[0].toArray()).toEqual(jvp(f, [x], [v])[1][0].toArray())
    const powers = (p: Tensor): Tensor => f(p)[0]
    expect(jacfwd(powers)(x).toArray()).toEqual([
      [5 * 81, 0],
      [0, 5 * 16],
    ])
    expect(jacfwd(jacfwd((p: Tensor) => powers(p).at(0)))(x).toArray()).toEqual([
      [20 * 27, 0],
      [0, 0],
    ])
    expect(vmap((p: Tensor) => jacfwd(power)(p))(tensor([3, 10])).toArray()).toEqual([405, 20])
  })

  test('off the path of the derivative is a constant in reverse mode', () => {
    const f = (x: Tensor): Tensor =>
      x.mul(
        whileLoop(
          (i: Tensor) => i.less(10),
          (i: Tensor) => i.add(3),
          stopGradient(x),
        ),
      )
    expect(grad(f)(2).item()).toBe(11)
    expect(hvp(f, 2, 1).item()).toBe(0)
  })

  test('over a batch of nothing stops at once', () => {
    const f = (x: Tensor): Tensor =>
      whileLoop(
        (y: Tensor) => y.less(3),
        (y: Tensor) => y.add(1),
        x,
      )
    expect(vmap(f)(zeros([0])).shape).toEqual([0])
  })

  test('under vmap goes on until every example has stopped', () => {
    const counted = (x: Tensor): Tensor[] =>
      whileLoop(
        ([y]: Tensor[]) => y.less(100),
        ([y, n]: Tensor[]) => [y.mul(2), n.add(1)],
        [x, tensor(0, { dtype: 'int32' })],
      )
    const [y, n] = vmap(counted)(tensor([1, 60, 200, 30]))
    expect(y.toArray()).toEqual([128, 120, 200, 120])
    expect(n.toArray()).toEqual([7, 1, 0, 2])
  })

  test('closes over traced values, which get tangents', () => {
    const f = (x: Tensor): Tensor =>
      whileLoop(
        ([i]: Tensor[]) => i.less(3),
        ([i, y]: Tensor[]) => [i.add(1), y.mul(x)],
        [tensor(0), tensor(1)],
      )[1]
    expect(jvp(f, [2], [1])[1].item()).toBe(12)
  })

  test('says what is wrong', () => {
    expect(() =>
      whileLoop(
        (x: Tensor) => x.less(1),
        (x: Tensor) => x,
        tensor([1, 2]),
      ),
    ).toThrow(/^whileLoop: the test gives bool\[2\]; return a scalar/)
    expect(() =>
      whileLoop(
        (x: Tensor) => x.less(1),
        (x: Tensor) => x.reshape([1]),
        1,
      ),
    ).toThrow(
      /^whileLoop: the state that the body returns is float64\[1\] where float64\[\] is expected/,
    )
  })
})

describe('fori', () => {
  test('with a traced count goes forward only, with a number every way', () => {
    const f = (x: Tensor, n: Tensor | number): Tensor =>
      fori(n, (i: Tensor, y: Tensor) => y.mul(x).add(i), x)
    const three = tensor(3, { dtype: 'int32' })
    expect(f(tensor(2), three).item()).toBe(f(tensor(2), 3).item())
    expect(jvp((x: Tensor) => f(x, three), [2], [1])[1].item()).toBe(
      grad((x: Tensor) => f(x, 3))(2).item(),
    )
    expect(() => fori(-1, (_, y: Tensor) => y, 1)).toThrow(/^fori: -1 is not a number of steps/)
    expect(() => fori(tensor([1, 2]), (_, y: Tensor) => y, 1)).toThrow(
      /^fori: the number of steps is float64\[2\]/,
    )
  })

  test.each([2, tensor(2, { dtype: 'int32' })])('names itself in errors', (n) => {
    expect(() => fori(n, (_, y: Tensor) => y.reshape([1]), 1)).toThrow(/^fori: the state/)
    expect(() => fori(n, (i: Tensor, y: Tensor) => y.mul(i.item()), 1)).toThrow(
      /^item: .* while fori traces the function at .*loops\.test\.ts/,
    )
  })
})
