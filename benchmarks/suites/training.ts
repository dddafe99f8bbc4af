/** A training step of Adam on 32 digits: loss, gradient and update of a network of 64, 32 and 10 units. */
import { adam, trainingStep } from '@wengert/optim'
import { mapTree, random, type DType } from '@wengert/tensor'
import { loadDigits } from '@wengert/examples/digits/data.ts'
import { initialNetwork, loss } from '@wengert/examples/digits/model.ts'
import { onBackends } from '../contestants/tfjs.ts'
import { stepByTfjs } from '../contestants/training-tfjs.ts'
import type { Suite } from '../harness.ts'

const rate = 1e-3

export function trainingSuites(): Suite[] {
  const { train } = loadDigits()
  const batch = { x: train.x.slice([0, 32]), digit: train.digit.slice([0, 32]) }
  const network = initialNetwork(1)
  const ours = (dtype: DType): (() => number[]) => {
    const optimizer = adam(rate)
    const step = trainingStep(loss, optimizer)
    const images = { ...batch, x: batch.x.cast(dtype) }
    const key = random.key(0)
    const params = mapTree((leaf) => leaf.cast(dtype), network)
    const state = optimizer.init(params)
    // Always the first step, so that every call gives the loss that the check expects.
    return () => [step(params, state, images, key)[0].item()]
  }
  return [
    {
      name: 'training step, digits',
      contestants: [
        { name: 'Wengert, float64', make: () => ours('float64'), tolerance: 0 },
        { name: 'Wengert, float32', make: () => ours('float32'), tolerance: 1e-5 },
        ...onBackends(() => stepByTfjs(network, batch, rate), 1e-5),
      ],
    },
  ]
}
