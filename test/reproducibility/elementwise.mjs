// Every elementwise operation, where it is at home, at its edges and beyond, with its first
// derivative and, through it, the rules that are not kernels.
import { vjp } from '../../packages/autodiff/dist/index.js'
import * as t from '../../packages/tensor/dist/index.js'
import { everywhere, sides, spread } from './inputs.mjs'

const smooth = {
  neg: t.neg,
  square: t.square,
  reciprocal: t.reciprocal,
  abs: t.abs,
  sign: t.sign,
  floor: t.floor,
  ceil: t.ceil,
  round: t.round,
  exp: t.exp,
  expm1: t.expm1,
  log: t.log,
  log1p: t.log1p,
  sqrt: t.sqrt,
  rsqrt: t.rsqrt,
  relu: t.relu,
  sigmoid: t.sigmoid,
  softplus: t.softplus,
  gelu: t.gelu,
  silu: t.silu,
  sin: t.sin,
  cos: t.cos,
  tan: t.tan,
  asin: t.asin,
  acos: t.acos,
  atan: t.atan,
  sinh: t.sinh,
  cosh: t.cosh,
  tanh: t.tanh,
  asinh: t.asinh,
  acosh: t.acosh,
  atanh: t.atanh,
  erf: t.erf,
  erfc: t.erfc,
  erfinv: t.erfinv,
  lgamma: t.lgamma,
  digamma: t.digamma,
  'polygamma 1': (x) => t.polygamma(1, x),
  'polygamma 2': (x) => t.polygamma(2, x),
  'polygamma 7': (x) => t.polygamma(7, x),
  'power 3': (x) => t.pow(x, 3),
  'power −1.5': (x) => t.pow(x, -1.5),
  clip: (x) => t.clip(x, -1, 1),
}

const discrete = {
  isFinite: t.isFinite,
  isNan: t.isNan,
  logicalNot: (x) => t.logicalNot(t.greater(x, 0)),
  'cast to int32': (x) => x.cast('int32'),
  'cast to bool': (x) => x.cast('bool'),
  'cast to float32': (x) => x.cast('float32'),
  'cast to float64': (x) => x.cast('float64'),
}

const smoothOfTwo = {
  add: t.add,
  sub: t.sub,
  mul: t.mul,
  div: t.div,
  rem: t.rem,
  maximum: t.maximum,
  minimum: t.minimum,
  pow: t.pow,
  atan2: t.atan2,
  where: (x, y) => t.where(t.less(x, y), x, y.mul(2)),
}

const discreteOfTwo = {
  equal: t.equal,
  notEqual: t.notEqual,
  less: t.less,
  lessEqual: t.lessEqual,
  greater: t.greater,
  greaterEqual: t.greaterEqual,
  logicalAnd: (x, y) => t.logicalAnd(x.greater(0), y.less(1)),
  logicalOr: (x, y) => t.logicalOr(x.greater(0), y.less(1)),
  'integer arithmetic': (x, y) => {
    const [a, b] = [x.cast('int32'), y.cast('int32')]
    return [a.add(b), a.sub(b), a.mul(b), t.rem(a, b), t.div(a, b)]
  },
}

/** f and its pullback of ones. */
const withDerivative =
  (f) =>
  (...xs) => {
    const [y, pullback] = vjp(f, ...xs)
    return [y, pullback(t.ones(y.shape, { dtype: y.dtype }))]
  }

const list = (table, inputs, wrap = (f) => f) =>
  Object.entries(table).map(([name, f]) => ({ name, inputs, f: wrap(f) }))

const one = (dtype) => [everywhere(dtype)]

export const elementwise = [
  ...list(smooth, one, withDerivative),
  ...list(discrete, one),
  ...list(smoothOfTwo, sides, withDerivative),
  ...list(discreteOfTwo, sides),
  ...[1003, 100_003].map((n) => ({
    name: `fused chain of ${n}`,
    inputs: (dtype) => [spread([n], dtype, 1), spread([n], dtype, 2)],
    f: (x, a) => a.mul(x).add(0.3).tanh().mul(a).add(x.square().neg().exp()),
  })),
  {
    // Operations on concrete tensors begin in the host and go on compiled, when that pays.
    name: 'repeated operation',
    inputs: (dtype) => [spread([10_007], dtype)],
    f: (x) => {
      let y = x
      for (let i = 0; i < 12; i++) y = y.sin().mul(1.25).add(x)
      return y
    },
  },
]
