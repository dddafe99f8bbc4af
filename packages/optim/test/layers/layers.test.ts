/** Laws of the layers; their numbers are checked against Keras's layers in benchmarks/layers.test.ts. */
import { describe, expect, test } from 'vitest'
import { checkDerivatives, vmap } from '@wengert/autodiff'
import { layers, OptimizationError } from '@wengert/optim'
import { concatenate, mapTree, random, tensor, zeros, type Tensor } from '@wengert/tensor'

const close = (a: Tensor, b: Tensor, tolerance = 1e-13): void =>
  expect(a.sub(b).abs().max().item()).toBeLessThan(tolerance)

describe('attention', () => {
  const layer = layers.attention(6, 2)
  const params = layer.init(random.key(0))
  const x = random.normal(random.key(1), [5, 6])

  test('does not depend on the order of what is asked', () => {
    close(layer.apply(params, x), layer.apply(params, x, x.flip(0)))
  })
  test('moves with the order of who asks', () => {
    close(layer.apply(params, x).flip(0), layer.apply(params, x.flip(0)))
  })
  test('of equal keys takes the mean of the values', () => {
    const flat = { ...params, key: { w: params.key.w.mul(0), b: params.key.b } }
    const { value, output } = params
    const mean = x.matmul(value.w).add(value.b).mean(0).matmul(output.w).add(output.b)
    close(layer.apply(flat, x), mean.broadcastTo([5, 6]))
  })
  test.each([1, 2, 3])('%d heads: softmax(q kᵀ / √d) v of each, side by side', (heads) => {
    const several = layers.attention(6, heads)
    const d = 6 / heads
    const [q, k, v] = [params.query, params.key, params.value].map(({ w, b }) => x.matmul(w).add(b))
    const mixed = Array.from({ length: heads }, (_, i) => {
      const [qi, ki, vi] = [q, k, v].map((t) => t.slice([], [i * d, (i + 1) * d]))
      return qi.matmul(ki.transpose()).div(Math.sqrt(d)).softmax(-1).matmul(vi)
    })
    const { w, b } = params.output
    close(several.apply(params, x), concatenate(mixed, 1).matmul(w).add(b))
  })
  test('causal: the past does not see the future', () => {
    const causal = layers.attention(6, 3, { causal: true })
    const changed = x.mul(tensor([[1], [1], [1], [2], [-1]]))
    const [before, after] = [x, changed].map((xs) => causal.apply(params, xs).slice([0, 3]))
    close(before, after, 1e-300)
    close(causal.apply(params, x).at(0), causal.apply(params, x.slice([0, 1])).at(0))
  })
  test('a batch is a loop', () => {
    const batch = random.normal(random.key(2), [3, 5, 6])
    close(layer.apply(params, batch), vmap((xs: Tensor) => layer.apply(params, xs))(batch))
  })
})

test('layerNorm gives mean 0 and variance 1 to what it is first applied to', () => {
  const layer = layers.layerNorm(50, { epsilon: 0 })
  const y = layer.apply(
    layer.init(random.key(0)),
    random.normal(random.key(1), [4, 50]).mul(7).add(3),
  )
  close(y.mean(-1), tensor([0, 0, 0, 0]))
  close(y.variance(-1), tensor([1, 1, 1, 1]))
})

test('dropout keeps a share and the mean, by its key', () => {
  const x = random.uniform(random.key(5), [20_000], { low: 1, high: 2 })
  const y = layers.dropout(x, 0.3, random.key(6))
  const kept = y.notEqual(0)
  // 4 standard deviations of a share of 20000.
  expect(Math.abs(kept.cast('float64').mean().item() - 0.7)).toBeLessThan(
    4 * Math.sqrt(0.21 / 20_000),
  )
  close(y, x.div(0.7).mul(kept))
  expect(layers.dropout(x, 0.3, random.key(6)).toArray()).toEqual(y.toArray())
})

describe('recurrent layers', () => {
  test.each([
    ['gru', layers.gru(2, 3)],
    ['lstm', layers.lstm(2, 3)],
  ] as const)('%s: a batch is a loop, and halves follow each other', (_, layer) => {
    const params = layer.init(random.key(0))
    const apply = layer.apply as (p: unknown, xs: Tensor, carry?: unknown) => [unknown, Tensor]
    const xs = random.normal(random.key(1), [6, 4, 2])
    const [, together] = apply(params, xs)
    const one = vmap((x: Tensor) => apply(params, x)[1], { inAxes: 1, outAxes: 1 })(xs)
    close(together, one)
    const [carry, first] = apply(params, xs.slice([0, 2]))
    const [, second] = apply(params, xs.slice([2]), carry)
    close(together.slice([0, 2]), first)
    close(together.slice([2]), second)
  })

  test.each([
    ['gru', layers.gru(2, 3)],
    ['lstm', layers.lstm(2, 3)],
  ] as const)('%s has derivatives to second order', (_, layer) => {
    const params = layer.init(random.key(0))
    const xs = random.normal(random.key(1), [4, 2])
    const apply = layer.apply as (p: typeof params, xs: Tensor) => [unknown, Tensor]
    const f = (p: typeof params): Tensor => apply(p, xs)[1].square().sum()
    expect(() => checkDerivatives(f as never, [params] as never, { order: 2 })).not.toThrow()
  })
})

describe('float32 parameters and input give a float32 result', () => {
  const key = random.key(0)
  const narrow = <P>(params: P): P => mapTree((leaf) => leaf.cast('float32'), params) as P
  const x = random.normal(key, [4, 3, 6])
  const [gru, lstm] = [layers.gru(6, 2), layers.lstm(6, 2)]
  const results: [string, (c: <T>(tree: T) => T) => Tensor][] = [
    ['dense', (c) => layers.dense(6, 2).apply(c(layers.dense(6, 2).init(key)), c(x))],
    ['layerNorm', (c) => layers.layerNorm(6).apply(c(layers.layerNorm(6).init(key)), c(x))],
    ['attention', (c) => layers.attention(6, 2).apply(c(layers.attention(6, 2).init(key)), c(x))],
    ['conv', (c) => layers.conv(3, 2, [2]).apply(c(layers.conv(3, 2, [2]).init(key)), c(x))],
    ['dropout', (c) => layers.dropout(c(x), 0.5, key)],
    ['gru', (c) => gru.apply(c(gru.init(key)), c(x))[1]],
    ['lstm', (c) => lstm.apply(c(lstm.init(key)), c(x))[1]],
  ]
  test.each(results)('%s', (_, apply) => {
    const result = apply(narrow)
    expect(result.dtype).toBe('float32')
    close(
      result.cast('float64'),
      apply((tree) => tree),
      1e-6,
    )
  })
  test('a mixture is float64', () => {
    expect(gru.apply(narrow(gru.init(key)), x)[1].dtype).toBe('float64')
    expect(lstm.apply(lstm.init(key), narrow(x))[1].dtype).toBe('float64')
  })
})

test('a sequence without a batch asks a batch of contexts', () => {
  const layer = layers.attention(6, 2)
  const params = layer.init(random.key(0))
  const x = random.normal(random.key(1), [5, 6])
  const contexts = random.normal(random.key(2), [3, 4, 6])
  const one = vmap((context: Tensor) => layer.apply(params, x, context))(contexts)
  close(layer.apply(params, x, contexts), one)
})

const applied = (
  layer: { init(key: Tensor): never; apply(params: never, x: Tensor): unknown },
  shape: number[],
) => layer.apply(layer.init(random.key(0)), zeros(shape))

test.each<[() => unknown, RegExp]>([
  [
    () => applied(layers.dense(3, 4) as never, [5, 4]),
    /dense: x has the shape \[5, 4\]; give \[batch…, 3\]/,
  ],
  [
    () => applied(layers.layerNorm(3) as never, [5, 1]),
    /layerNorm: x has the shape \[5, 1\]; give \[batch…, 3\]/,
  ],
  [
    () => applied(layers.layerNorm(1) as never, [5, 4]),
    /layerNorm: x has the shape \[5, 4\]; give \[batch…, 1\]/,
  ],
  [
    () => applied(layers.attention(4, 2) as never, [4]),
    /attention: x has the shape \[4\]; give \[batch…, time, 4\]/,
  ],
  [
    () => {
      const layer = layers.attention(4, 2)
      return layer.apply(layer.init(random.key(0)), zeros([5, 4]), zeros([5, 3]))
    },
    /attention: the context has the shape \[5, 3\]; give \[batch…, time, 4\]/,
  ],
  [
    () => applied(layers.gru(3, 4) as never, [3]),
    /gru: xs has the shape \[3\]; give \[time, batch…, 3\]/,
  ],
  [
    () => applied(layers.lstm(3, 4) as never, [5, 2]),
    /lstm: xs has the shape \[5, 2\]; give \[time, batch…, 3\]/,
  ],
  [
    () => layers.conv(3, 2, 3 as never),
    /layers\.conv: size is 3; give an array of lengths, as \[3, 3\]/,
  ],
  [() => layers.conv(3, 2, []), /layers\.conv: size is ; give an array of lengths/],
  [
    () => layers.layerNorm(3, { epsilon: -1 }),
    /layers\.layerNorm: epsilon is -1; give a number from 0/,
  ],
])('input that does not fit is told what does, %#', (run, message) => {
  expect(run).toThrow(OptimizationError)
  expect(run).toThrow(message)
})

test('weights start within Glorot’s bound, and differ by key', () => {
  const layer = layers.dense(20, 30)
  const { w } = layer.init(random.key(0))
  const bound = Math.sqrt(6 / 50)
  expect(w.abs().max().item()).toBeLessThan(bound)
  expect(w.abs().max().item()).toBeGreaterThan(0.95 * bound)
  expect(layer.init(random.key(1)).w.toArray()).not.toEqual(w.toArray())
})

test.each<[() => unknown, RegExp]>([
  [() => layers.dense(0, 1), /layers\.dense: inputs is 0; give a positive integer/],
  [() => layers.attention(6, 4), /layers\.attention: 4 heads do not divide a width of 6/],
  [() => layers.dropout(tensor([1]), 1, random.key(0)), /layers\.dropout: rate is 1/],
  [() => layers.conv(1, 2, [3, 0]), /layers\.conv: the smallest size is 0/],
])('bad sizes are named, %#', (run, message) => expect(run).toThrow(message))
