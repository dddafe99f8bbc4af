/**
 * `node --expose-gc benchmarks/heap.ts`: the heap in use after 100 and after 10,000 gradient steps of
 * the main job, in MiB. Equal figures mean that nothing is kept from step to step.
 */
import { valueAndGrad } from '@wengert/autodiff'
import { loadData } from '@wengert/examples/breast-cancer/data.ts'
import { initialParameters, penalizedLoss } from '@wengert/examples/breast-cancer/model.ts'

const collect = (globalThis as { gc?: () => void }).gc
if (collect === undefined) throw new Error('run with node --expose-gc')

const data = loadData()
const step = valueAndGrad(penalizedLoss(data, 1))
let parameters = initialParameters(data)

function takeSteps(count: number): void {
  for (let i = 0; i < count; i++) {
    const [, { weights, intercept }] = step(parameters)
    parameters = {
      weights: parameters.weights.sub(weights.mul(1e-3)),
      intercept: parameters.intercept.sub(intercept.mul(1e-3)),
    }
  }
}

function heapInUse(): number {
  collect!()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 2 ** 20
}

takeSteps(100)
const early = heapInUse()
takeSteps(9_900)
const late = heapInUse()
console.log(`after 100 steps ${early.toFixed(2)} MiB, after 10,000 ${late.toFixed(2)} MiB`)
if (Math.abs(late - early) > 5) process.exitCode = 1
