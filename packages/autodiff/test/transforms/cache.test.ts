import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  cacheStats,
  clearCache,
  customJvp,
  grad,
  hvp,
  jacobian,
  jvp,
  linearize,
  setCompilation,
  vjp,
  vmap,
  type Compilation,
} from '@wengert/autodiff'
import { arange, matmul, random, tensor, type Tensor } from '@wengert/tensor'

let before: Compilation
beforeEach(() => {
  before = setCompilation('auto')
  clearCache()
})
afterEach(() => {
  setCompilation(before)
})

const f = (x: Tensor): Tensor => x.sin().mul(x.sum()).exp().sum()
const x = arange(20).div(20)

describe('programs are remembered by their structure', () => {
  test('a second trace of a function finds what the first left', () => {
    grad(f)(x)
    const { structures, misses } = cacheStats()
    for (let i = 0; i < 5; i++) grad(f)(x.add(i))
    expect(cacheStats()).toMatchObject({ structures, misses, hits: expect.any(Number) })
    expect(cacheStats().hits).toBeGreaterThanOrEqual(5)
    expect(cacheStats().derived).toBeGreaterThan(0)
  })

  test('arrays are due at the second time, a long unrolled loop later', () => {
    const dueAfter = (turns: number): number => {
      clearCache()
      const g = grad((y: Tensor) => {
        let z = y
        for (let i = 0; i < turns; i++) z = z.mul(y).sin()
        return z.sum()
      })
      let runs = 0
      while (cacheStats().derived === 0) {
        g(x)
        runs++
      }
      return runs
    }
    expect(dueAfter(3)).toBe(2)
    expect(dueAfter(200)).toBe(2)
    expect(dueAfter(600)).toBeGreaterThan(3)
    expect(dueAfter(600)).toBeLessThan(10)
  })

  test('what a function closes over is taken anew at every call', () => {
    let factor = tensor([1, 2, 3])
    const g = grad((y: Tensor) => y.mul(factor).sum())
    for (let i = 1; i < 6; i++) {
      factor = tensor([i, 2 * i, 3 * i])
      expect([...g(tensor([1, 1, 1])).data]).toEqual([i, 2 * i, 3 * i])
    }
  })

  test('numbers, branches and shapes that change make other programs', () => {
    for (let i = 1; i < 5; i++) {
      expect(grad((y: Tensor) => y.mul(i).sum())(2).item()).toBe(i)
      const kinked = grad((y: Tensor) => (y.greater(2.5).item() ? y.mul(3) : y.square()))
      expect(kinked(i).item()).toBe(i > 2.5 ? 3 : 2 * i)
      expect(grad(f)(arange(i)).shape).toEqual([i])
    }
  })

  test('a rule that reads values is walked every time', () => {
    const halved = customJvp(
      (y: Tensor) => y.square(),
      ([y], [dy]) => [y.square(), y.peek() === 1 ? dy : dy.mul(7)],
    )
    const g = grad((y: Tensor) => halved(y).sum())
    for (const at of [1, 2, 1, 2, 1]) expect(g(at).item()).toBe(at === 1 ? 1 : 7)
  })

  test('the table is bounded', () => {
    setCompilation('never')
    for (let i = 0; i < 10; i++) grad((y: Tensor) => y.mul(i))(1)
    expect(cacheStats().structures).toBe(0)
    setCompilation('auto')
    for (let i = 0; i < 600; i++) grad((y: Tensor) => y.mul(i))(1)
    const { structures, evictions } = cacheStats()
    expect(structures).toBeLessThanOrEqual(512)
    expect(evictions).toBeGreaterThan(0)
  })
})

describe('kept and compiled, a transform gives the bits of its walk:', () => {
  const A = random.normal(random.key(1), [20, 7])
  const cases: Record<string, () => Tensor[]> = {
    grad: () => [grad(f)(x)],
    hvp: () => [hvp(f, x, x.cos())],
    jvp: () => jvp(f, [x], [x.cos()]),
    vjp: () => {
      const [y, pullback] = vjp((u: Tensor) => matmul(u, A).tanh(), x)
      return [y, ...pullback(arange(7)), ...pullback(arange(7).sin())]
    },
    linearize: () => {
      const [g, H] = linearize(grad(f), x)
      return [g, H(x), H(x.exp()), H(x.sin())]
    },
    jacobian: () => [jacobian((u: Tensor) => matmul(u, A).tanh())(x)],
    vmap: () => [vmap((row: Tensor) => row.sub(row.max()).exp().sum())(A)],
    nested: () => [grad((u: Tensor) => grad(f)(u).square().sum())(x)],
  }
  test.each(Object.entries(cases))('%s', (_, compute) => {
    setCompilation('never')
    const expected = compute().map((t) => [...t.data])
    setCompilation('auto')
    for (let run = 0; run < 4; run++) {
      expect(compute().map((t) => [...t.data])).toEqual(expected)
    }
    setCompilation('always')
    expect(compute().map((t) => [...t.data])).toEqual(expected)
  })
})
