/**
 * Warp breaks of a loom by wool and tension (Tippett 1950): Poisson regression, standard errors from the
 * observed information, robust ones from each observation's gradient, and intervals by Wald and by the
 * profile of the likelihood.
 */
import { readFileSync } from 'node:fs'
import Table from 'cli-table3'
import { inference, minimize, type Inference } from '@wengert/optim'
import { lgamma, matmul, tensor, type Tensor } from '@wengert/tensor'

type Columns = { readonly [K in 'breaks' | 'woolB' | 'tensionM' | 'tensionH']: readonly number[] }

const file = new URL('data/warpbreaks.json', import.meta.url)
const { data } = JSON.parse(readFileSync(file, 'utf8')) as { data: Columns }
const design = data.breaks.map((_, i) => {
  const [b, m, h] = [data.woolB[i], data.tensionM[i], data.tensionH[i]]
  return [1, b, m, h, b * m, b * h]
})
const X = tensor(design)
const y = tensor([...data.breaks])
export const names = ['constant', 'wool B', 'tension M', 'tension H', 'B × M', 'B × H']

/** −ln P(y | exp(η)) for one observation, or for each of many. */
const negativeLog = (eta: Tensor, count: Tensor): Tensor =>
  eta
    .exp()
    .sub(count.mul(eta))
    .add(lgamma(count.add(1)))

export function main(): { x: Tensor; result: Inference<Tensor> } {
  const nll = (b: Tensor): Tensor => negativeLog(matmul(X, b), y).sum()
  const { x } = minimize(nll, tensor([0, 0, 0, 0, 0, 0]), {
    method: 'newton-cg',
    gradientTolerance: 1e-8,
  })
  const result = inference(nll, x, {
    profile: true,
    robust: {
      loss: (b: Tensor, { row, count }: { row: Tensor; count: Tensor }) =>
        negativeLog(row.dot(b), count),
      data: { row: X, count: y },
    },
  })
  const table = new Table({
    head: ['', 'estimate', 's.e.', 'robust s.e.', '95 % (Wald)', '95 % (profile)'],
    style: { head: [], border: [], compact: true },
  })
  const interval = ({ data: ends }: Tensor): string =>
    `${ends[0].toFixed(3)} … ${ends[1].toFixed(3)}`
  names.forEach((name, i) =>
    table.push([
      name,
      ...[x, result.standardErrors, result.robust!.standardErrors].map((t) => t.data[i].toFixed(5)),
      interval(result.intervals.at(i)),
      interval(result.profileIntervals!.at(i)),
    ]),
  )
  console.log(table.toString())
  console.log(`Condition number of the information: ${result.conditionNumber.toFixed(1)}`)
  return { x, result }
}

if (import.meta.main) main()
