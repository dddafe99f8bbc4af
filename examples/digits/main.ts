/** Trains the network on digits by Adam, on minibatches, and by L-BFGS and Newton-CG, on all of them. */
import Table from 'cli-table3'
import { adam, fit, type FitOptions } from '@wengert/optim'
import { progressBar } from '../progress-bar.ts'
import { loadDigits, type Images } from './data.ts'
import { accuracy, initialNetwork, loss, type Network } from './model.ts'

const { train, test } = loadDigits()
const methods: [string, Pick<FitOptions<Network, Images>, 'optimizer' | 'epochs'>][] = [
  ['adam', { optimizer: adam(0.01), epochs: 20 }],
  ['l-bfgs', { optimizer: 'l-bfgs', epochs: 150 }],
  ['newton-cg', { optimizer: 'newton-cg', epochs: 25 }],
]

export function main(): { name: string; loss: number; accuracy: number }[] {
  const table = new Table({
    head: ['optimiser', 'status', 'steps', 'seconds', 'loss', 'accuracy on test digits'],
    style: { head: [], border: [] },
  })
  const rows = methods.map(([name, method]) => {
    const start = performance.now()
    const { history, status, steps } = fit({
      ...method,
      loss,
      params: initialNetwork(1),
      data: train,
      validation: { data: test, metrics: { accuracy } },
      onProgress: progressBar(name),
    })
    const last = history.at(-1)!
    const seconds = ((performance.now() - start) / 1000).toFixed(1)
    const share = `${(100 * last.metrics.accuracy).toFixed(1)} %`
    table.push([name, status, steps, seconds, last.loss.toFixed(4), share])
    return { name, loss: last.loss, accuracy: last.metrics.accuracy }
  })
  console.log(table.toString())
  return rows
}

if (import.meta.main) main()
