import { describe, expect, test } from 'vitest'
import { checkDerivatives, compile, grad, hvp, setCompilation, vmap } from '@wengert/autodiff'
import { ConcretizationError, random, tensor, type Tensor } from '@wengert/tensor'

describe('compile', () => {
  test('traces once for each signature and gives the same numbers', () => {
    let traces = 0
    const f = (x: Tensor): Tensor => {
      traces++
      return x.sin().mul(x).sum()
    }
    const fast = compile(f)
    for (const x of [tensor([1, 2]), tensor([3, 4]), tensor([5, 6])]) {
      expect(fast(x).item()).toBe(x.sin().mul(x).sum().item())
    }
    expect(traces).toBe(1)
    fast(tensor([1, 2, 3]))
    fast(new Float32Array([1, 2]))
    expect(traces).toBe(3)
  })

  test('goes under and over every transform', () => {
    const f = compile((x: Tensor) => x.tanh().mul(x).sum())
    checkDerivatives((x: Tensor) => f(x), [tensor([0.3, -0.7])])
    const g = compile((x: Tensor) => hvp((y: Tensor) => f(y), x, tensor([1, 0])))
    expect(g(tensor([0.3, 0.1])).toArray()).toEqual(
      hvp((y: Tensor) => y.tanh().mul(y).sum(), tensor([0.3, 0.1]), tensor([1, 0])).toArray(),
    )
    expect(
      vmap((x: Tensor) => f(x))(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ).shape,
    ).toEqual([2])
  })

  test('inside another trace captures that trace’s variables, and keeps none of them', () => {
    const outer = grad((a: Tensor) => compile((x: Tensor) => x.mul(a))(2))
    expect(outer(3).item()).toBe(2)
    expect(outer(4).item()).toBe(2)
  })

  test('tells apart trees, options and functions', () => {
    const f = compile((p: { x: Tensor }, mode: string, map: (t: Tensor) => Tensor) =>
      mode === 'twice' ? map(p.x).mul(2) : map(p.x),
    )
    const id = (t: Tensor): Tensor => t
    expect(f({ x: 1 }, 'twice', id).item()).toBe(2)
    expect(f({ x: 1 }, 'once', id).item()).toBe(1)
    expect(f({ x: 3 }, 'once', (t) => t.neg()).item()).toBe(-3)
  })

  test('calls of several kinds in turn each run their own program', () => {
    let traces = 0
    const f = compile(({ a, b }: { a: Tensor; b: Tensor }, how: string | number) => {
      traces++
      return a.sub(b).mul(how === 'twice' ? 2 : 1)
    })
    const [one, two, three] = [tensor(1), tensor([2, 5]), tensor([3], { dtype: 'float32' })]
    const calls: [() => Tensor, number[]][] = [
      [() => f({ a: one, b: two }, 'once'), [-1, -4]],
      [() => f({ b: two, a: one }, 'once'), [-1, -4]],
      [() => f({ a: one, b: two }, 'twice'), [-2, -8]],
      [() => f({ a: one, b: two }, NaN), [-1, -4]],
      [() => f({ a: two, b: one }, 'once'), [1, 4]],
      [() => f({ a: three, b: one }, 'once'), [2]],
    ]
    for (const offset of [0, 1, 2, 0, 3]) {
      calls.forEach((_, i) => {
        const [call, expected] = calls[(i * (offset + 1)) % calls.length]
        for (let again = 0; again < 3; again++) expect(call().toArray()).toEqual(expected)
      })
    }
    expect(traces).toBe(calls.length)
  })

  test('lets nothing be read', () => {
    expect(() => compile((x: Tensor) => (x.greater(0).item() === 1 ? x : x.neg()))(1)).toThrow(
      ConcretizationError,
    )
  })
})

test('a boolean among the arguments is an option, of which each value has its program', () => {
  const f = compile((x: Tensor, negate: boolean) => (negate ? x.neg() : x))
  expect([f(2, true).item(), f(2, false).item(), f(3, true).item()]).toEqual([-2, 2, -3])
})

describe('arguments that are no trees', () => {
  test('are the same when they say the same', () => {
    let traces = 0
    const f = compile((x: Tensor, { kind }: { kind: string; layers: readonly string[] }) => {
      traces++
      return kind === 'twice' ? x.mul(2) : x
    })
    for (let i = 0; i < 3; i++) {
      expect(f(i, { kind: 'twice', layers: ['a'] }).item()).toBe(2 * i)
      expect(f(i, { kind: 'once', layers: ['a'] }).item()).toBe(i)
    }
    expect(traces).toBe(2)
  })

  test('are looked at anew in every call', () => {
    const f = compile((x: Tensor, { kind }: { kind: string }) => (kind === 'neg' ? x.neg() : x))
    const options = { kind: 'neg' }
    expect(f(2, options).item()).toBe(-2)
    options.kind = 'same'
    expect(f(2, options).item()).toBe(2)
  })

  test('differ when any part of them differs', () => {
    const ways: unknown[] = [
      Symbol('a'),
      Symbol('a'),
      Symbol.for('a'),
      'a',
      1n,
      '1',
      true,
      'true',
      null,
      undefined,
      ['a', 'b'],
      ['a,b'],
      [['a'], 'b'],
      ['a', 0],
      ['a', -0],
      { a: 'b' },
      { a: 'b', b: undefined },
      { b: 'b' },
      new Date(0),
      new Date(0),
      () => 0,
      () => 0,
    ]
    let traces = 0
    const counted = compile((x: Tensor) => x.add(traces++))
    const f = counted as (x: number, way: unknown) => Tensor
    for (let again = 0; again < 2; again++) {
      expect(ways.map((way) => f(0, way).item())).toEqual(ways.map((_, i) => i))
    }
  })
})

test('the programs of the signatures that came last are kept, and no more', () => {
  let traces = 0
  const f = compile((x: Tensor, name: string) => {
    traces++
    return name === '' ? x.neg() : x
  })
  const many = 2000
  for (let i = 0; i < many; i++) f(1, String(i))
  expect(traces).toBe(many)
  f(1, String(many - 1))
  f(1, String(many - 100))
  expect(traces).toBe(many)
  f(1, '0')
  expect(traces).toBe(many + 1)
})

describe('options of compile', () => {
  test('with fma adds products unrounded where the engine can, and agrees to rounding', () => {
    const f = (x: Tensor, y: Tensor): Tensor => x.matmul(y).add(x.mul(y)).sub(x)
    const keys = random.split(random.key(0), 2)
    const [x, y] = [keys.at(0), keys.at(1)].map((key) => random.normal(key, [40, 40]))
    const [strict, fused] = [compile(f), compile(f, { fma: true })].map((g) => g(x, y))
    expect(strict.sub(fused).abs().max().item()).toBeLessThan(1e-13)
    // This engine has relaxed SIMD, and 1600 sums of 40 products do not all round alike.
    expect(fused.data).not.toEqual(strict.data)
  })

  test('refuses options that there are not', () => {
    expect(() => compile((x: Tensor) => x, { fast: true } as object)).toThrow(
      'compile: there is no option fast; the options are fma.',
    )
  })

  test('runs on the interpreter where nothing is to be compiled, with the same bits', () => {
    const f = compile((x: Tensor) => x.tanh().sum())
    const x = random.normal(random.key(1), [1000])
    const before = setCompilation('never')
    const interpreted = f(x).item()
    setCompilation(before)
    expect(f(x).item()).toBe(interpreted)
  })
})
