/** `lstm`: the loss of predicting the next character by layers of diagonal LSTM cells. */
import { compile, grad, scan } from '@wengert/autodiff'
import { concatenate, sigmoid, tensor, type Tensor } from '@wengert/tensor'
import { job, type Evaluation } from '../job.ts'

type Rows = readonly (readonly number[])[]

interface Input {
  readonly main_params: Rows
  readonly extra_params: Rows
  readonly state: Rows
  readonly sequence: Rows
}

export interface Parameters {
  /** 2 layers × 4 bits: weights and biases of each layer, for forget, in, out and change. */
  readonly main: Tensor
  /** 3 × bits: the weight of the input, weight and bias of the prediction. */
  readonly extra: Tensor
}

interface Cell {
  readonly hidden: Tensor
  readonly memory: Tensor
}

const read = (input: Input): [Parameters, Tensor, Tensor] => [
  { main: tensor(input.main_params), extra: tensor(input.extra_params) },
  tensor(input.state),
  tensor(input.sequence),
]

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

export function loss({ main, extra }: Parameters, state: Tensor, sequence: Tensor): Tensor {
  const [length, bits] = sequence.shape
  const layers = main.shape[0] / 2
  // The gates of each layer, as functions of the layer's input or state.
  const gates = range(layers).map((i) =>
    range(4).map((g) => {
      const [weight, bias] = [2 * i, 2 * i + 1].map((row) =>
        main.slice(row, [g * bits, (g + 1) * bits]),
      )
      return (x: Tensor): Tensor => x.mul(weight).add(bias)
    }),
  )
  const [inputWeight, outputWeight, outputBias] = range(3).map((row) => extra.at(row))
  const start = range(layers).map((i) => ({
    hidden: state.at(2 * i),
    memory: state.at(2 * i + 1),
  }))
  const next = (cells: Cell[], [current, target]: [Tensor, Tensor]): [Cell[], Tensor] => {
    let z = current.mul(inputWeight)
    const after = cells.map((cell, i) => {
      const [forget, enter, leave, change] = gates[i]
      const added = sigmoid(enter(cell.hidden)).mul(change(cell.hidden).tanh())
      const memory = sigmoid(forget(z)).mul(cell.memory).add(added)
      const hidden = sigmoid(leave(z)).mul(memory.tanh())
      z = hidden
      return { hidden, memory }
    })
    const predicted = z.mul(outputWeight).add(outputBias)
    const normalizer = predicted.exp().sum().add(2).log()
    return [after, target.mul(predicted.sub(normalizer)).sum()]
  }
  const pairs: [Tensor, Tensor] = [sequence.slice([0, -1]), sequence.slice([1])]
  const [, logLikelihoods] = scan(next, start, pairs)
  return logLikelihoods.sum().div(-bits * (length - 1))
}

const flat = ({ main, extra }: Parameters): number[] =>
  Array.from(concatenate([main.ravel(), extra.ravel()]).data)

export const lstm: Evaluation = {
  objective: job(read, compile(loss), (x) => x.item()),
  jacobian: job(read, compile(grad(loss)), flat),
}
