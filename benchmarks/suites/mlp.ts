/** The gradient of a network 64–32–10, tanh and softmax, over a batch of 128, in both precisions. */
import { compile, grad } from '@wengert/autodiff'
import { logSoftmax, random, tanh, tensor, type DType, type Tensor } from '@wengert/tensor'
import type { Float } from '../contestants/jax.ts'
import {
  mlpGradientByHand,
  type MlpParameters,
  type MlpProblem,
} from '../contestants/mlp-by-hand.ts'
import { mlpGradientByJax } from '../contestants/mlp-jax.ts'
import { mlpGradientByTfjs } from '../contestants/mlp-tfjs.ts'
import { onBackends } from '../contestants/tfjs.ts'
import type { Contestant, Suite } from '../harness.ts'
import { recordedOf } from '../recorded.ts'

const [batch, inputs, hidden, classes] = [128, 64, 32, 10]

const numbers = (x: Tensor): Float64Array => Float64Array.from(x.data)

export function setUp() {
  const keys = random.split(random.key(0), 6)
  const normal = (i: number, shape: number[], scale: number): Float64Array =>
    numbers(random.normal(keys.at(i), shape).mul(scale))
  const labels = random.randint(keys.at(5), [batch], 0, classes).data
  const y = new Float64Array(batch * classes)
  for (let i = 0; i < batch; i++) y[i * classes + labels[i]] = 1
  const problem: MlpProblem = {
    x: normal(0, [batch, inputs], 1),
    y,
    batch,
    inputs,
    hidden,
    classes,
  }
  const at: MlpParameters<Float64Array> = {
    w1: normal(1, [inputs, hidden], 0.1),
    b1: normal(2, [hidden], 0.1),
    w2: normal(3, [hidden, classes], 0.1),
    b2: normal(4, [classes], 0.1),
  }
  return { problem, at }
}

/** The loss, and parameters, as tensors. */
export function withTensors({ x, y }: MlpProblem, dtype: DType) {
  const X = tensor(x, { shape: [batch, inputs], dtype })
  const Y = tensor(y, { shape: [batch, classes], dtype })
  const loss = ({ w1, b1, w2, b2 }: MlpParameters<Tensor>): Tensor => {
    const scores = logSoftmax(tanh(X.matmul(w1).add(b1)).matmul(w2).add(b2))
    return scores.mul(Y).sum().neg().div(batch)
  }
  const parameters = (at: MlpParameters<Float64Array>): MlpParameters<Tensor> => ({
    w1: tensor(at.w1, { shape: [inputs, hidden], dtype }),
    b1: tensor(at.b1, { dtype }),
    w2: tensor(at.w2, { shape: [hidden, classes], dtype }),
    b2: tensor(at.b2, { dtype }),
  })
  return { loss, parameters }
}

/** The numbers of a gradient, parameter by parameter. */
const partsOf = ({ w1, b1, w2, b2 }: MlpParameters<Tensor>): ArrayLike<number>[] =>
  [w1, b1, w2, b2].map(({ data }) => data as ArrayLike<number>)

export function mlpSuites(): Suite[] {
  const { problem, at } = setUp()
  const suite = (dtype: Float, peers: readonly Contestant[]): Suite => ({
    name: `MLP 64–32–10 gradient, batch 128, ${dtype}`,
    contestants: [
      { name: 'loops by hand', make: () => () => mlpGradientByHand(problem, at), tolerance: 0 },
      ...ours(problem, at, dtype),
      ...peers,
      mlpGradientByJax(problem, at, dtype),
    ],
    recorded: recordedOf('mlp gradient').filter(
      ({ name }) => name.includes('float32') === (dtype === 'float32'),
    ),
    weighed: true,
  })
  return [
    suite('float64', []),
    suite(
      'float32',
      onBackends(() => mlpGradientByTfjs(problem, at)),
    ),
  ]
}

function ours(
  problem: MlpProblem,
  at: MlpParameters<Float64Array>,
  dtype: Float,
): readonly Contestant[] {
  const { loss, parameters } = withTensors(problem, dtype)
  const point = parameters(at)
  const tolerance = dtype === 'float64' ? 1e-12 : 1e-5
  const compiled = (fma: boolean) => () => {
    const gradient = compile(grad(loss), { fma })
    return () => partsOf(gradient(point))
  }
  return [
    { name: 'Wengert compiled', make: compiled(false), tolerance },
    { name: 'Wengert compiled, fma', make: compiled(true), tolerance },
    {
      name: 'Wengert grad, traced anew',
      make: () => {
        const gradient = grad(loss)
        return () => partsOf(gradient(point))
      },
      tolerance,
    },
  ]
}
