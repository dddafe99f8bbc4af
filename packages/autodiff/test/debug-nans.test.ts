import { describe, expect, test } from 'vitest'
import {
  branch,
  checkpoint,
  compile,
  cond,
  customVjp,
  debugNaNs,
  grad,
  hvp,
  scan,
  vmap,
  whileLoop,
} from '@wengert/autodiff'
import { backend, eye, linalg, tensor, type Tensor } from '@wengert/tensor'

const line = /debug-nans\.test\.ts:\d+:\d+/

test('names the operation and the line in the forward pass', () => {
  const f = (x: Tensor): Tensor => x.square().sub(4).log().sum()
  expect(() => debugNaNs(() => f(tensor([3, 1])))).toThrow(
    /^debugNaNs: log\(float64\[2\]\) gives NaN at element 1/,
  )
  expect(() => debugNaNs(() => grad(f)(tensor([3, 2])))).toThrow(
    /log\(float64\[2\]\) gives -Infinity at element 1/,
  )
  expect(() => debugNaNs(() => grad(f)(tensor([3, 2])))).toThrow(line)
})

test('names the line of the operation whose derivative is not finite', () => {
  const f = (x: Tensor): Tensor => x.sqrt().sum()
  const message =
    /div\(1, 0\) gives Infinity at element 0 of float64\[1\] for sqrt in the backward pass at .*debug-nans\.test\.ts:\d+/
  expect(() => debugNaNs(() => grad(f)(tensor([0])))).toThrow(message)
})

test('names the operation whose derivative does not exist', () => {
  const vectors = (x: Tensor): Tensor => linalg.eigh(x)[1].sum()
  expect(() => debugNaNs(() => grad(vectors)(eye(2)))).toThrow(
    /reciprocal\(.*\) gives Infinity .* for eigh at .*debug-nans\.test\.ts:\d+/,
  )
  expect(() => debugNaNs(() => vmap(grad(vectors))(eye(2).reshape([1, 2, 2])))).toThrow(
    /for eigh at .*debug-nans\.test\.ts:\d+/,
  )
  const root = (x: Tensor): Tensor => x.sqrt().sum()
  expect(() => debugNaNs(() => grad(root)(tensor([0])))).toThrow(/for sqrt in the backward pass at/)
  expect(() => debugNaNs(() => grad(root)(tensor([-1])))).toThrow(
    /sqrt\(-1\) gives NaN at element 0 of float64\[1\] at/,
  )
})

test('finds what happens inside a scan', () => {
  const f = (x: Tensor): Tensor =>
    scan((c: Tensor, a: Tensor) => [c.div(a), c], x, tensor([1, 0, 2]))[0]
  expect(() => debugNaNs(() => f(tensor(1)))).toThrow(/div\(1, 0\) gives Infinity/)
})

describe('inside structured primitives and transforms', () => {
  const one = tensor(1, { dtype: 'int32' })
  const root = (x: Tensor): Tensor => x.sqrt().sum()
  const identity = (x: Tensor): Tensor => x
  const ways: [string, (f: (x: Tensor) => Tensor) => (x: Tensor) => Tensor][] = [
    ['scan', (f) => (x) => scan((c: Tensor, a: Tensor) => [f(c.mul(a)), c], x, tensor([1]))[0]],
    ['cond', (f) => (x) => cond(tensor(true), f, identity, x)],
    ['branch', (f) => (x) => branch(one, [identity, f], x)],
    ['checkpoint', (f) => (x) => checkpoint(f)(x)],
    ['vmap', (f) => (x) => vmap(f)(x.reshape([1])).sum()],
    [
      'cond in scan in vmap',
      (f) => (x) =>
        vmap(
          (z: Tensor) =>
            scan(
              (c: Tensor, a: Tensor) => [cond(a.greater(0), f, identity, c), c],
              z,
              tensor([1]),
            )[0],
        )(x.reshape([1])).sum(),
    ],
  ]

  test.each(ways)('%s: the line, forward', (_, wrap) => {
    const f = wrap((x) => x.log())
    const message = /log\(.*\) gives -Infinity .*float64\[1?\] at .*debug-nans\.test\.ts:\d+:\d+;/
    expect(() => debugNaNs(() => f(tensor(0)))).toThrow(message)
    expect(() => debugNaNs(() => grad(f)(0))).toThrow(message)
  })

  test.each(ways)('%s: the line and the pass, backward', (_, wrap) => {
    const message = /gives Infinity .* in the backward pass at .*debug-nans\.test\.ts:\d+:\d+;/
    expect(() => debugNaNs(() => grad(wrap(root))(0))).toThrow(message)
    expect(() => debugNaNs(() => vmap(grad(wrap(root)))(tensor([1, 0])))).toThrow(message)
  })

  test('a backward function of customVjp, and a loop', () => {
    const f = customVjp(
      (x: Tensor) => x,
      (x: Tensor) => [x, x] as const,
      (x, ct: Tensor) => [ct.div(x)],
    )
    expect(() => debugNaNs(() => grad((x: Tensor) => f(x))(0))).toThrow(
      /div\(1, 0\) gives Infinity .* in the backward pass at .*debug-nans\.test\.ts/,
    )
    const loop = (x: Tensor): Tensor =>
      whileLoop(
        (y: Tensor) => y.greater(-5),
        (y: Tensor) => y.sub(1).log(),
        x,
      )
    expect(() => debugNaNs(() => loop(tensor(1)))).toThrow(
      /log\(0\) gives -Infinity .* at .*debug-nans\.test\.ts/,
    )
  })

  test('looks into functions that were compiled before', () => {
    const gradient = compile(grad((x: Tensor) => root(x)))
    gradient(1)
    expect(() => debugNaNs(() => gradient(0))).toThrow(
      /gives Infinity .* in the backward pass at .*debug-nans\.test\.ts:\d+:\d+;/,
    )
  })

  test('names the line of a function below many frames', () => {
    const deep = (n: number, x: Tensor): Tensor => (n === 0 ? x.pow(1.5) : deep(n - 1, x))
    expect(() => debugNaNs(() => hvp((x: Tensor) => deep(5, x), 0, 1))).toThrow(line)
  })
})

test('passes what is finite, infinities that were given, and restores the backend', () => {
  const before = backend()
  expect(
    debugNaNs(() => hvp((x: Tensor) => x.exp().sum(), tensor([0, 1]), tensor([1, 0]))).toArray(),
  ).toEqual([1, 0])
  expect(debugNaNs(() => tensor([Infinity]).mul(2)).item()).toBe(Infinity)
  expect(() => debugNaNs(() => tensor([0]).log())).toThrow(/log/)
  expect(backend()).toBe(before)
})
