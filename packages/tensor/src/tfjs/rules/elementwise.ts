/**
 * Elementwise operations have namesakes that broadcast as ours do. Those of real functions are for
 * float32: on integers they would compute, or round, otherwise.
 */
import * as tf from '@tensorflow/tfjs-core'
import { counted, rule, type Rule, type Rules } from './rule.ts'

type Unary = (x: tf.Tensor) => tf.Tensor
type Binary = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor

const floats = ['float32'] as const
const numbers = ['float32', 'int32'] as const

const unary = (f: Unary): Rule => rule(([x]) => f(x), floats)
const binary = (f: Binary): Rule => rule(([x, y]) => f(x, y), numbers)
const real = (f: Binary): Rule => rule(([x, y]) => f(x, y), floats)
/** Kernels compare numbers only. */
const comparison = (f: Binary): Rule => rule(([x, y]) => f(counted(x), counted(y)))
const logic = (f: Binary): Rule => rule(([x, y]) => f(x, y), ['bool'])

export const elementwise: Rules = {
  neg: unary(tf.neg),
  square: unary(tf.square),
  reciprocal: unary(tf.reciprocal),
  abs: unary(tf.abs),
  sign: unary(tf.sign),
  floor: unary(tf.floor),
  ceil: unary(tf.ceil),
  round: unary(tf.round),
  exp: unary(tf.exp),
  expm1: unary(tf.expm1),
  log: unary(tf.log),
  log1p: unary(tf.log1p),
  sqrt: unary(tf.sqrt),
  rsqrt: unary(tf.rsqrt),
  sigmoid: unary(tf.sigmoid),
  silu: unary((x) => tf.mul(x, tf.sigmoid(x))),
  softplus: unary(tf.softplus),
  relu: unary(tf.relu),
  erf: unary(tf.erf),
  sinh: unary(tf.sinh),
  cosh: unary(tf.cosh),
  tanh: unary(tf.tanh),
  asinh: unary(tf.asinh),
  acosh: unary(tf.acosh),
  atanh: unary(tf.atanh),
  sin: unary(tf.sin),
  cos: unary(tf.cos),
  tan: unary(tf.tan),
  asin: unary(tf.asin),
  acos: unary(tf.acos),
  atan: unary(tf.atan),
  isFinite: unary(tf.isFinite),
  isNan: unary(tf.isNaN),
  add: binary(tf.add),
  sub: binary(tf.sub),
  mul: binary(tf.mul),
  div: real(tf.div),
  maximum: binary(tf.maximum),
  minimum: binary(tf.minimum),
  pow: real(tf.pow),
  atan2: real(tf.atan2),
  // Its remainder has the sign of y, ours that of x.
  rem: real((x, y) => tf.mul(tf.sign(x), tf.mod(tf.abs(x), tf.abs(y)))),
  power: rule<{ exponent: number }>(([x], { exponent }) => tf.pow(x, tf.scalar(exponent)), floats),
  equal: comparison(tf.equal),
  notEqual: comparison(tf.notEqual),
  less: comparison(tf.less),
  lessEqual: comparison(tf.lessEqual),
  greater: comparison(tf.greater),
  greaterEqual: comparison(tf.greaterEqual),
  logicalAnd: logic(tf.logicalAnd),
  logicalOr: logic(tf.logicalOr),
  logicalNot: rule(([x]) => tf.logicalNot(x), ['bool']),
  where: rule(([condition, x, y], _, { output }) => {
    const row = (z: tf.Tensor): tf.Tensor => tf.reshape(tf.broadcastTo(z, [...output.shape]), [-1])
    return tf.reshape(tf.where(row(condition), row(counted(x)), row(counted(y))), [...output.shape])
  }),
  // Its own cast to bool may go by way of int32, and lose fractions.
  cast: rule<{ dtype: 'float32' | 'bool' }>(([x], { dtype }) =>
    dtype === 'bool' ? tf.notEqual(counted(x), 0) : tf.cast(x, dtype),
  ),
  stopGradient: rule(([x]) => x),
}
