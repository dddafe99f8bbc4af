// What looks at more than one element: reductions, products, layout, sorting, linear algebra,
// transforms of Fourier, random numbers.
import * as t from '../../packages/tensor/dist/index.js'
import { definite, everywhere, positive, spread } from './inputs.mjs'

const { fft, linalg, random } = t

const on =
  (...shapes) =>
  (dtype) =>
    shapes.map((shape, i) => spread(shape, dtype, i + 1))

const layout = [
  {
    name: 'layout',
    inputs: on([3, 5, 4]),
    f: (x) => [
      x.transpose([2, 0, 1]).reshape([4, 15]),
      t.broadcastTo(x.slice(null, [0, 1]), [3, 6, 4]),
      x.slice([null, null, 2], [4, 0, -1]),
      t.flip(x, [0, 2]),
      t.pad(x, 1, { value: 0.5 }),
      t.concatenate([x, x.mul(2)], 1),
      t.roll(x, 2, 1),
    ],
  },
  {
    name: 'gather and scatter',
    inputs: on([7, 3], [5, 3]),
    f: (x, updates) => {
      const at = t.tensor([0, 6, -1, 2, 0], { dtype: 'int32' })
      return [t.gather(x, at), t.scatterAdd(x, at, updates)]
    },
  },
  {
    name: 'sorting',
    inputs: on([6, 37]),
    f: (x) => [t.sort(x), t.argsort(x, 0), ...t.topK(x, 5), t.argmax(x, 1), t.argmin(x, 0)],
  },
]

const reductions = [
  ...[
    [[10_007], undefined],
    [[7, 33, 5], 1],
    [[65, 130], 0],
    [[65, 130], 1],
    [[300, 400], 0],
    [[300, 400], 1],
    [[200_001], undefined],
  ].map(([shape, axis]) => ({
    name: `reductions of [${shape}] along ${axis ?? 'all'}`,
    inputs: on(shape),
    f: (x) => [
      t.sum(x, axis),
      t.mean(x, axis),
      t.max(x, axis),
      t.min(x, axis),
      t.prod(x.mul(0.01).add(1), axis),
      t.variance(x, axis),
      t.norm(x, axis),
      t.logsumexp(x.mul(30), axis),
    ],
  })),
  {
    name: 'reductions of special values',
    inputs: (dtype) => [everywhere(dtype)],
    f: (x) => [t.sum(x), t.max(x), t.min(x), t.logsumexp(x), t.any(x.greater(1)), t.argmax(x)],
  },
  { name: 'softmax', inputs: on([9, 41]), f: (x) => [t.softmax(x.mul(20)), t.logSoftmax(x, 0)] },
  {
    name: 'running',
    inputs: on([5, 67]),
    f: (x) => [t.cumsum(x, 1), t.cumsum(x, 0, { reverse: true }), t.cumprod(x.add(1.5), 1)],
  },
]

const product = (name, f, ...shapes) => ({ name, inputs: on(...shapes), f })

const products = [
  product('matmul 5×7×3', t.matmul, [5, 7], [7, 3]),
  product('matmul 67×65×66', t.matmul, [67, 65], [65, 66]),
  product('matmul 260×250×270', t.matmul, [260, 250], [250, 270]),
  product('matmul transposed', (a, b) => a.transpose().matmul(b.transpose()), [65, 40], [33, 65]),
  product('matmul of a vector', t.matmul, [129, 70], [70]),
  product('matmul batched', t.matmul, [3, 17, 19], [3, 19, 8]),
  product('matmul skinny', t.matmul, [2, 300], [300, 2]),
  product('dot', t.dot, [1001], [1001]),
  product('einsum', (a, b) => t.einsum('bij,bjk->ik', a, b), [4, 9, 11], [4, 11, 6]),
  product('conv', (x, k) => t.conv(x, k, { padding: 1, stride: 2 }), [2, 3, 9, 8], [4, 3, 3, 3]),
  product('pooling', (x) => [t.maxPool(x, [2, 2]), t.averagePool(x, [3, 2])], [2, 3, 9, 8]),
]

const matrices = [
  { name: 'cholesky', inputs: (dtype) => [definite(9, dtype)], f: linalg.cholesky },
  {
    name: 'systems',
    inputs: (dtype) => [definite(9, dtype), ...on([9, 2])(dtype)],
    f: (a, b) => [
      linalg.solve(a, b),
      linalg.triangularSolve(a, b),
      linalg.inv(a),
      linalg.det(a),
      ...linalg.slogdet(a),
    ],
  },
  { name: 'lu and qr', inputs: on([8, 5]), f: (a) => [...linalg.lu(a), ...linalg.qr(a)] },
  {
    name: 'eigh',
    inputs: (dtype) => [definite(8, dtype, 3)],
    f: (a) => [...linalg.eigh(a)],
  },
  {
    name: 'svd and least squares',
    inputs: on([9, 4], [9]),
    f: (a, b) => [...linalg.svd(a), linalg.pinv(a), linalg.lstsq(a, b)],
  },
]

const transforms = [60, 64, 67].map((n) => ({
  name: `fft of ${n}`,
  inputs: on([3, n], [3, n]),
  f: (re, im) => [...fft.fft([re, im]), ...fft.ifft([re, im]), ...fft.rfft(re)],
}))

const draws = [
  {
    name: 'random numbers',
    inputs: (dtype) => [random.key(2026), positive([4], dtype)],
    f: (key, logits) => {
      const { dtype } = logits
      const keys = random.split(key, 7)
      return [
        keys,
        random.uniform(keys.at(0), [501], { dtype }),
        random.normal(keys.at(1), [501], { dtype }),
        random.bernoulli(keys.at(2), [101], { p: 0.3 }),
        random.rademacher(keys.at(3), [101], { dtype }),
        random.randint(keys.at(4), [101], -5, 1000),
        random.permutation(keys.at(5), 101),
        random.categorical(keys.at(6), [101], logits),
      ]
    },
  },
]

export const arrays = [...layout, ...reductions, ...products, ...matrices, ...transforms, ...draws]
