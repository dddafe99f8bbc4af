import { expect, test } from 'vitest'
import { debugNaNs, grad, hvp, scan } from '@wengert/autodiff'
import { backend, tensor, type Tensor } from '@wengert/tensor'

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
    /div\(1, 0\) gives Infinity at element 0 of float64\[1\] in the backward pass at .*debug-nans\.test\.ts:\d+/
  expect(() => debugNaNs(() => grad(f)(tensor([0])))).toThrow(message)
})

test('finds what happens inside a scan', () => {
  const f = (x: Tensor): Tensor =>
    scan((c: Tensor, a: Tensor) => [c.div(a), c], x, tensor([1, 0, 2]))[0]
  expect(() => debugNaNs(() => f(tensor(1)))).toThrow(/div\(1, 0\) gives Infinity/)
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
