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

export function loss({ main, extra }: Parameters, state: Tensor, sequence: Tensor): Tensor {
  const [length, bits] = sequence.shape
  const layers = main.shape[0] / 2
  const gates = main.reshape([layers, 2, 4, bits])
  const start = Array.from({ length: layers }, (_, i) => ({
    hidden: state.at(2 * i),
    memory: state.at(2 * i + 1),
  }))
  const next = (cells: Cell[], [current, target]: [Tensor, Tensor]): [Cell[], Tensor] => {
    let z = current.mul(extra.at(0))
    const after = cells.map((cell, i) => {
      const [weights, biases] = [gates.at(i).at(0), gates.at(i).at(1)]
      const gate = (x: Tensor, g: number): Tensor => x.mul(weights.at(g)).add(biases.at(g))
      const kept = sigmoid(gate(z, 0)).mul(cell.memory)
      const added = sigmoid(gate(cell.hidden, 1)).mul(gate(cell.hidden, 3).tanh())
      const memory = kept.add(added)
      const hidden = sigmoid(gate(z, 2)).mul(memory.tanh())
      z = hidden
      return { hidden, memory }
    })
    const predicted = z.mul(extra.at(1)).add(extra.at(2))
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
