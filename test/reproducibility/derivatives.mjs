// Derivatives of models and of control flow.
import * as ad from '../../packages/autodiff/dist/index.js'
import * as t from '../../packages/tensor/dist/index.js'
import { definite, positive, rosenbrock, spread } from './inputs.mjs'

const { grad, hvp, valueAndGrad } = ad

const logistic = (X) => (w) => t.softplus(X.matmul(w)).mean().add(w.square().sum().mul(0.01))

/** 64–32–10, tanh, softmax and cross-entropy, on 24 rows. */
const mlp =
  (X) =>
  ({ W1, b1, W2, b2 }) => {
    const scores = X.matmul(W1).add(b1).tanh().matmul(W2).add(b2)
    return t.logSoftmax(scores).slice(null, 3).mean().neg()
  }

const mlpInputs = (dtype) => {
  const tree = (seed) => ({
    W1: spread([64, 32], dtype, seed).mul(0.25),
    b1: spread([32], dtype, seed + 1),
    W2: spread([32, 10], dtype, seed + 2),
    b2: spread([10], dtype, seed + 3),
  })
  return [spread([24, 64], dtype, 9), tree(1), tree(5)]
}

const models = [
  {
    name: 'rosenbrock',
    inputs: (dtype) => [spread([100], dtype, 1), spread([100], dtype, 2)],
    f: (x, v) => [valueAndGrad(rosenbrock)(x), hvp(rosenbrock, x, v)],
  },
  {
    name: 'logistic',
    inputs: (dtype) => [spread([69, 30], dtype), spread([30], dtype, 2), spread([30], dtype, 3)],
    f: (X, w, v) => [valueAndGrad(logistic(X))(w), hvp(logistic(X), w, v)],
  },
  { name: 'MLP gradient', inputs: mlpInputs, f: (X, p) => valueAndGrad(mlp(X))(p) },
  { name: 'MLP Hessian–vector product', inputs: mlpInputs, f: (X, p, v) => hvp(mlp(X), p, v) },
  {
    name: 'Jacobian and Hessian',
    inputs: (dtype) => [positive([6], dtype)],
    f: (x) => [
      ad.jacobian((y) => y.sin().mul(y.sum()))(x),
      ad.hessian((y) => y.log().sum().exp())(x),
    ],
  },
  {
    name: 'linear algebra, differentiated',
    inputs: (dtype) => [definite(5, dtype), spread([5], dtype)],
    f: (a, b) => {
      const { cholesky, eigh, qr, slogdet, solve, svd, triangularSolve } = t.linalg
      const total = (m) =>
        [
          solve(m, b),
          slogdet(m)[1],
          triangularSolve(cholesky(m), b),
          ...eigh(m),
          ...qr(m),
          svd(m)[1],
        ].reduce((sum, y) => sum.add(y.sin().sum()), m.sum())
      return grad(total)(a)
    },
  },
  {
    name: 'convolutional gradient',
    inputs: (dtype) => [spread([3, 2, 8], dtype), spread([4, 2, 3], dtype, 2)],
    f: (x, k) =>
      grad(([a, w]) => t.maxPool(t.conv(a, w).tanh(), [2], { stride: 1 }).square().sum())([x, k]),
  },
  {
    name: 'Taylor series',
    inputs: (dtype) => [positive([7], dtype), spread([7], dtype)],
    f: (x, v) => ad.taylor((y) => y.exp().sin().mul(y.log()), x, v, 4),
  },
  {
    name: 'vmap of a gradient',
    inputs: (dtype) => [spread([11, 8], dtype)],
    f: (x) => ad.vmap(grad((y) => y.sin().mul(y.cos().sum()).sum()))(x),
  },
]

/** A recurrent cell over 20 steps. */
const recurrent = (W, xs) =>
  ad.scan(
    (h, x) => {
      const next = W.matmul(h).add(x).tanh()
      return [next, next.square().sum()]
    },
    xs.at(0),
    xs,
  )

const flow = [
  {
    name: 'scan',
    inputs: (dtype) => [spread([6, 6], dtype), spread([20, 6], dtype, 2)],
    f: recurrent,
  },
  {
    name: 'scan gradient',
    inputs: (dtype) => [spread([6, 6], dtype), spread([20, 6], dtype, 2)],
    f: (W, xs) => grad((w) => recurrent(w, xs)[1].sum())(W),
  },
  {
    name: 'fori, whileLoop and cond',
    inputs: (dtype) => [spread([9], dtype)],
    f: (x) => [
      ad.fori(10, (i, y) => y.sin().add(x.mul(i.cast(x.dtype))), x),
      ad.whileLoop(
        (y) => y.square().sum().less(50),
        (y) => y.mul(1.3).add(0.1),
        x,
      ),
      ad.cond(
        x.sum().greater(0),
        (y) => y.exp(),
        (y) => y.cos(),
        x,
      ),
      ad.checkpoint((y) => y.tanh().exp())(x),
    ],
  },
]

export const derivatives = [...models, ...flow]
