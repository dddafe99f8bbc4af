/** Whole programs on TensorFlow.js: derivatives of a small network, what crosses, and what is held. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  checkpoint,
  clearCache,
  compile,
  cond,
  customVjp,
  fori,
  grad,
  hvp,
  jvp,
  linearize,
  scan,
  valueAndGrad,
  vmap,
  whileLoop,
} from '@wengert/autodiff'
import { logsumexp, matmul, random, tensor, type Tensor } from '@wengert/tensor'
import { expectAllClose } from '../support/law.ts'
import { chooseEngine, engines, withTfjs } from '../support/tfjs.ts'

interface Network {
  readonly w1: Tensor
  readonly b1: Tensor
  readonly w2: Tensor
}

const dtype = 'float32'
const normal = (seed: number, shape: number[]): Tensor =>
  random.normal(random.key(seed), shape, { dtype })
const network: Network = { w1: normal(1, [5, 7]), b1: normal(2, [7]), w2: normal(3, [7, 3]) }
const direction: Network = { w1: normal(4, [5, 7]), b1: normal(5, [7]), w2: normal(6, [7, 3]) }
const inputs = normal(7, [11, 5])
const labels = tensor(Int32Array.from({ length: 11 }, (_, i) => i % 3))

/** The mean cross-entropy of a network with one hidden layer. */
function loss({ w1, b1, w2 }: Network): Tensor {
  const scores = matmul(matmul(inputs, w1).add(b1).tanh(), w2)
  const right = scores.mul(
    labels
      .reshape([11, 1])
      .equal(tensor(Int32Array.of(0, 1, 2)))
      .cast(dtype),
  )
  return logsumexp(scores, 1).sub(right.sum(1)).mean()
}

const leaves = ({ w1, b1, w2 }: Network): Tensor[] => [w1, b1, w2]

/** Functions with programs inside, and how often the host must look at a value: results and decisions. */
const inside: { name: string; f: (x: Tensor) => Tensor; reads: number }[] = [
  {
    name: 'scan',
    f: (x) => {
      const [carry, ys] = scan((c: Tensor, e: Tensor) => [c.mul(e).sin(), c.add(e)], x.sum(), x)
      return ys.square().sum().add(carry)
    },
    reads: 1,
  },
  {
    name: 'reverse scan',
    f: (x) =>
      scan((c: Tensor, e: Tensor) => [e.cos(), c.mul(e)], x.mean(), x, { reverse: true })[1]
        .exp()
        .sum(),
    reads: 1,
  },
  { name: 'checkpoint', f: (x) => checkpoint((z: Tensor) => z.exp().sum())(x.sin()), reads: 1 },
  {
    name: 'cond',
    f: (x) =>
      cond(
        x.sum().greater(0),
        (z: Tensor) => z.square().sum(),
        (z: Tensor) => z.sin().sum(),
        x,
      ),
    reads: 2,
  },
  {
    name: 'whileLoop',
    f: (x) =>
      whileLoop(
        (z: Tensor) => z.sum().greater(0.6),
        (z: Tensor) => z.mul(0.5),
        x.mul(0.001).add(1),
      ).sum(),
    // 4, 2 and 1 go on, 0.5 does not.
    reads: 5,
  },
  {
    name: 'customVjp',
    f: (x) =>
      customVjp(
        (z: Tensor) => z.square().sum(),
        (z: Tensor) => [z.square().sum(), z],
        (z, ct: Tensor) => [z.mul(ct).mul(2)],
      )(x),
    reads: 1,
  },
]

beforeEach(() => clearCache())

describe.each(engines)('on TensorFlow.js, %s', (engine) => {
  beforeAll(() => chooseEngine(engine))

  test('gradient, HVP and the like of a network are the host’s', () => {
    const results = (): Tensor[][] => [
      [loss(network), ...leaves(grad(loss)(network))],
      leaves(hvp(loss, network, direction)),
      leaves(compile(grad(loss))(network)),
      jvp(loss, [network], [direction]),
      [linearize(loss, network)[1](direction)],
      [vmap((x: Tensor) => matmul(x, network.w1).exp().sum())(inputs)],
    ]
    const expected = results()
    // The second time everything comes from what was derived the first time.
    for (let i = 0; i < 2; i++) {
      withTfjs(results).forEach((list, k) => expectAllClose(list, expected[k], 2e-6))
    }
  })

  test('a thousand gradients leave no tensor behind', () => {
    const gradient = grad((x: Tensor) => x.tanh().mul(x).sum())
    const x = tensor([1, -2], { dtype })
    withTfjs(() => {
      for (let i = 0; i < 1000; i++) gradient(x)
    })
  })

  test('nor does a program that fails', () => {
    const f = (x: Tensor): Tensor =>
      x
        .exp()
        .mul(tensor([1.5]))
        .sum()
    withTfjs(() => {
      expect(() => grad(f)(tensor([1, 2], { dtype }))).toThrow("x.cast('float32')")
    })
  })
})

describe('a program on TensorFlow.js', () => {
  beforeAll(() => chooseEngine('cpu'))

  test('reads its results only', () => {
    const read = vi.spyOn(tf.Tensor.prototype, 'dataSync')
    withTfjs(() => valueAndGrad(loss)(network))
    expect(read).toHaveBeenCalledTimes(4)
    read.mockRestore()
  })

  test('lets values go after their last use', async () => {
    const x = normal(8, [1000])
    const chain = compile((y: Tensor): Tensor => {
      for (let i = 0; i < 50; i++) y = y.sin().add(y)
      return y
    })
    const held = tf.memory().numBytes
    const { peakBytes } = await tf.profile(() => {
      withTfjs(() => chain(x))
      return null as never
    })
    // y, its sine and their sum, of 4000 bytes each; all 101 values would be 404000.
    expect(peakBytes - held).toBe(3 * 4000)
  })

  test('lets values go in every step of a loop', async () => {
    const x = normal(8, [1000])
    const loop = compile((y: Tensor) => fori(20, (_, z: Tensor) => z.sin().mul(y).add(z), y))
    const held = tf.memory().numBytes
    const { peakBytes } = await tf.profile(() => {
      withTfjs(() => loop(x))
      return null as never
    })
    // y, the state, and two temporaries, beside a few numbers that count.
    expect(peakBytes - held).toBeLessThan(5 * 4000)
  })

  test.each(inside)('runs programs inside it there: $name', ({ f, reads }) => {
    const x = normal(9, [4])
    const v = normal(10, [4])
    const expected = [f(x), ...jvp(f, [x], [v]), vmap(f)(x.reshape([2, 2]))]
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const read = vi.spyOn(tf.Tensor.prototype, 'dataSync')
    const run = compile(f)
    withTfjs(() => run(x))
    expect(read).toHaveBeenCalledTimes(reads)
    const actual = withTfjs(() => [run(x), ...jvp(f, [x], [v]), vmap(f)(x.reshape([2, 2]))])
    expect(warn).not.toHaveBeenCalled()
    vi.restoreAllMocks()
    expectAllClose(actual, expected, 2e-6)
  })

  test.each(inside.filter(({ name }) => name !== 'whileLoop'))(
    'differentiates them backwards: $name',
    ({ f }) => {
      const x = normal(9, [4])
      const expected = [grad(f)(x), hvp(f, x, x)]
      expectAllClose(
        withTfjs(() => [grad(f)(x), hvp(f, x, x)]),
        expected,
        5e-6,
      )
    },
  )
})
