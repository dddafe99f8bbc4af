import { expect, test } from 'vitest'
import { cond, explain, fusedLoops, grad, scan, simplify, trace } from '@wengert/autodiff'
import { argsort, matmul, ones, softplus, zeros, type Tensor } from '@wengert/tensor'

test('a gradient: operations that feed each other share loops, rearrangements cost nothing', () => {
  const [x, signs] = [ones([50, 3]), ones([50])]
  const loss = (w: Tensor): Tensor => softplus(matmul(x, w).mul(signs).neg()).sum()
  expect(explain(trace(grad(loss), zeros([3]))).split('\n')).toEqual([
    'product [50, 3] · [3, 1]: in2, in1 → m1',
    'loop [50]: reads m1, in3; mul, neg, sigmoid, neg, mul; stored → m2',
    'product [3, 50] · [50, 1]: in2, m2 → m3',
    expect.stringMatching(/^memory: \d+ bytes$/),
  ])
})

test('bodies are indented, and what runs on the host is named', () => {
  const f = (x: Tensor): Tensor => {
    const step = (c: Tensor, y: Tensor): [Tensor, Tensor] => {
      const next = cond(
        y.greater(0),
        () => c.add(y),
        () => c.mul(y),
      )
      return [next, next]
    }
    const [, ys] = scan(step, 0, x)
    return ys.add(argsort(x).cast('float64'))
  }
  const text = explain(trace(f, ones([4])))
  expect(text).toMatch(/^4 times:$/m)
  expect(text).toMatch(/^ {2}branch 1:$/m)
  expect(text).toMatch(/^ {4}loop \[\]: reads .*; add; stored → m\d+$/m)
  expect(text).toMatch(/^host argsort: in1 → m\d+$/m)
})

test('the equations that share a loop are those that the plan prints together', () => {
  const [x, signs] = [ones([50, 3]), ones([50])]
  const loss = (w: Tensor): Tensor => softplus(matmul(x, w).mul(signs).neg()).sum()
  const program = simplify(trace(grad(loss), zeros([3])))
  const printed = explain(program)
    .split('\n')
    .filter((line) => line.startsWith('loop'))
    .map((line) => line.split('; ')[1].split(', '))
  const names = fusedLoops(program).map((loop) =>
    loop.map((i) => program.equations[i].primitive.name),
  )
  expect(names).toEqual(printed)
  expect(names).toEqual([['mul', 'neg', 'sigmoid', 'neg', 'mul']])
})

test('a chain that waits for a sum is a loop of its own, and products are in none', () => {
  const f = (x: Tensor): Tensor => {
    const y = x.sin().mul(x)
    return matmul(y.div(y.sum()), y)
  }
  const program = trace(f, ones([4]))
  const loops = fusedLoops(program).map((loop) =>
    loop.map((i) => program.equations[i].primitive.name),
  )
  expect(loops).toEqual([['sin', 'mul', 'sum'], ['div']])
})
