/**
 * What `docs/guides/coming-from-tensorflow.md` says of second derivatives: those of TensorFlow.js lose
 * every term that passes through the output of tanh, sigmoid or exp, which its gradients save detached
 * from the tape. Closed forms of (x f(x))'' are the judge: 2 f' + x f''.
 */
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
// The layers package registers the gradients of core's kernels.
import '@tensorflow/tfjs-layers'
import { beforeAll, describe, expect, test } from 'vitest'
import { grad } from '@wengert/autodiff'
import { exp, sigmoid, tanh, tensor, type Tensor } from '@wengert/tensor'
import { withTfjs } from '../support/tfjs.ts'

interface Case {
  readonly name: string
  readonly ours: (x: Tensor) => Tensor
  readonly theirs: (x: tf.Tensor) => tf.Tensor
  readonly first: (x: number) => number
  readonly second: (x: number) => number
}

const sech2 = (x: number): number => 1 / Math.cosh(x) ** 2
const logistic = (x: number): number => 1 / (1 + Math.exp(-x))
const slope = (x: number): number => logistic(x) * (1 - logistic(x))

const functions: Case[] = [
  {
    name: 'tanh',
    ours: tanh,
    theirs: tf.tanh,
    first: sech2,
    second: (x) => -2 * Math.tanh(x) * sech2(x),
  },
  {
    name: 'sigmoid',
    ours: sigmoid,
    theirs: tf.sigmoid,
    first: slope,
    second: (x) => slope(x) * (1 - 2 * logistic(x)),
  },
  { name: 'exp', ours: exp, theirs: tf.exp, first: Math.exp, second: Math.exp },
]

describe.each(functions)(
  'the second derivative of x $name(x)',
  ({ ours, theirs, first, second }) => {
    beforeAll(() => tf.setBackend('cpu'))
    const f = (x: Tensor): Tensor => x.mul(ours(x))
    const exact = (x: number): number => 2 * first(x) + x * second(x)

    test.each([-1.5, -0.5, 0.5, 2])("is exact here, and without x f'' there: at %f", (at) => {
      expect(grad(grad(f))(at).item()).toBeCloseTo(exact(at), 14)
      const slopeThere = tf.grad((x) => tf.mul(x, theirs(x)))
      const there = tf
        .grad((x) => slopeThere(x))(tf.scalar(at))
        .dataSync()[0]
      expect(there).toBeCloseTo(2 * first(at), 5)
      expect(there).not.toBeCloseTo(exact(at), 2)
    })

    test('is exact to float32 on TensorFlow.js as the engine', () => {
      const value = withTfjs(() => grad(grad(f))(tensor(0.5, { dtype: 'float32' })).item())
      expect(value).toBeCloseTo(exact(0.5), 5)
    })

    test('does not exist there without the factor x', () => {
      const alone = tf.grad((x) => theirs(x))
      expect(() => tf.grad((x) => alone(x))(tf.scalar(0.5))).toThrow('Cannot compute gradient')
    })
  },
)
