import { describe, expect, test } from 'vitest'
import { tensor, type Tensor } from '@wengert/tensor'
import * as T from '@wengert/tensor'

const unary = [
  'neg abs sign square sqrt rsqrt reciprocal exp expm1 log log1p sin cos tan asin acos atan sinh cosh',
  'tanh asinh acosh atanh sigmoid softplus relu floor ceil round erf erfc normalCdf erfinv lgamma',
  'digamma silu gelu',
]
  .join(' ')
  .split(' ')
const binary = ['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum', 'rem', 'atan2']
const ops = T as unknown as Record<string, (...xs: (Tensor | number)[]) => Tensor>

describe('NaN', () => {
  test.each(unary)('%s of NaN is NaN', (name) => {
    expect(ops[name](tensor([NaN])).data[0]).toBeNaN()
  })

  test.each(binary)('%s with a NaN on either side is NaN', (name) => {
    const [x, nan] = [tensor([2.5]), tensor([NaN])]
    expect(ops[name](x, nan).data[0]).toBeNaN()
    expect(ops[name](nan, x).data[0]).toBeNaN()
  })

  test('makes every comparison false but notEqual', () => {
    const [x, nan] = [tensor([1]), tensor([NaN])]
    for (const name of ['equal', 'less', 'lessEqual', 'greater', 'greaterEqual']) {
      expect(ops[name](x, nan).item()).toBe(0)
    }
    expect(T.notEqual(nan, nan).item()).toBe(1)
  })

  test('reaches every reduction', () => {
    const x = tensor([1, NaN, 3])
    for (const name of ['sum', 'mean', 'max', 'min', 'logsumexp']) {
      expect(ops[name](x).item()).toBeNaN()
    }
  })
})

describe('infinities', () => {
  const limits: [string, number, number][] = [
    ['exp', -Infinity, 0],
    ['exp', Infinity, Infinity],
    ['log', 0, -Infinity],
    ['tanh', Infinity, 1],
    ['sigmoid', -Infinity, 0],
    ['sigmoid', Infinity, 1],
    ['softplus', -Infinity, 0],
    ['softplus', Infinity, Infinity],
    ['reciprocal', 0, Infinity],
    ['reciprocal', -0, -Infinity],
    ['atan', Infinity, Math.PI / 2],
    ['rsqrt', Infinity, 0],
    ['expm1', -Infinity, -1],
  ]
  test.each(limits)('%s at %d is %d', (name, x, y) => {
    expect(ops[name](tensor([x])).data[0]).toBe(y)
  })

  test('do not break logsumexp', () => {
    expect(T.logsumexp(tensor([-Infinity, 0])).item()).toBe(0)
    expect(T.logsumexp(tensor([-Infinity, -Infinity])).item()).toBe(-Infinity)
    expect(T.logsumexp(tensor([Infinity, 0])).item()).toBe(Infinity)
  })
})
