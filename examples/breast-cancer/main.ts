/**
 * The main job: fits L2-regularised logistic regression to the breast-cancer data by four methods,
 * compares them with the reference optimum, and writes a convergence plot. Run by `npm start`.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { inference, minimize, type Method, type Result } from '@wengert/optim'
import { loadData, loadReference, type Reference } from './data.ts'
import { initialParameters, penalizedLoss, type Parameters } from './model.ts'
import { convergencePlot } from './plot.ts'

interface Fit {
  readonly method: Method
  readonly result: Result<Parameters>
  readonly milliseconds: number
}

const methods: readonly Method[] = ['gradient-descent', 'l-bfgs', 'newton-cg', 'trust-ncg']

const data = loadData()
const reference = loadReference()
const loss = penalizedLoss(data, reference.lambda)
const [samples, features] = data.features.shape
console.log(
  `Breast cancer (UCI): ${samples} samples, ${features} features, λ = ${reference.lambda}\n`,
)

const fits = methods.map(fit)
console.log(comparison(fits, reference))

const best = fits.reduce((a, b) => (b.result.gradientNorm < a.result.gradientNorm ? b : a))
console.log(`\nCoefficients by ${best.method}, with standard errors from the observed information:`)
console.log(coefficients(best.result.x, inference(loss, best.result.x).standardErrors, reference))

const plotFile = new URL('./convergence.svg', import.meta.url)
writeFileSync(plotFile, convergencePlot(fits, reference.loss))
console.log(`\nConvergence plot: ${fileURLToPath(plotFile)}`)

const short = fits.filter(({ method, result }) => method !== 'gradient-descent' && !result.success)
if (short.length > 0) {
  console.error(`Not converged: ${short.map(({ method }) => method).join(', ')}`)
  process.exitCode = 1
}

function fit(method: Method): Fit {
  const start = performance.now()
  const result = minimize(loss, initialParameters(data), { method, gradientTolerance: 1e-9 })
  return { method, result, milliseconds: performance.now() - start }
}

function comparison(rows: readonly Fit[], { loss: optimum }: Reference): string {
  const table = new Table({
    head: [
      'method',
      'status',
      'iterations',
      'f',
      'gradient',
      'HVP',
      'ms',
      'loss',
      '‖g‖∞',
      'loss − optimum',
    ],
    colAligns: ['left', 'left', ...new Array<'right'>(8).fill('right')],
    style: { head: [], border: [] },
  })
  for (const { method, result, milliseconds } of rows) {
    const { value, gradient, hvp } = result.evaluations
    table.push([
      method,
      result.status,
      result.iterations,
      value,
      gradient,
      hvp,
      milliseconds.toFixed(0),
      result.value.toFixed(12),
      result.gradientNorm.toExponential(1),
      (result.value - optimum).toExponential(1),
    ])
  }
  table.push(['reference', '', '', '', '', '', '', optimum.toFixed(12), '', ''])
  return table.toString()
}

function coefficients(
  { weights, intercept }: Parameters,
  errors: Parameters,
  expected: Reference,
): string {
  const table = new Table({
    head: ['', 'estimate', 'standard error', 'reference', 'reference s.e.'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  })
  const estimates = [...weights.data, intercept.item()]
  const deviations = [...errors.weights.data, errors.intercept.item()]
  const known = [...expected.weights, expected.intercept]
  estimates.forEach((estimate, i) => {
    const name = i < weights.size ? `w${i + 1}` : 'intercept'
    const numbers = [estimate, deviations[i], known[i], expected.standardErrors[i]]
    table.push([name, ...numbers.map((x) => x.toFixed(8))])
  })
  return table.toString()
}
