/**
 * `node --conditions=@wengert/source benchmarks/nist.ts [qr | lsmr] [gauss-newton]`: least squares on
 * the NIST StRD nonlinear regressions, 18 problems from both starts with default options. Digits are
 * −log₁₀ of the largest relative error: of parameters and standard deviations against the certified
 * values (11 digits), and of parameters against a 60-digit solution.
 */
import { leastSquares, type LeastSquaresMethod, type LinearSolver } from '@wengert/optim'
import Table from 'cli-table3'
import { correctDigits, nistProblems } from '../packages/optim/test/support/nist.ts'

const linearSolver = process.argv.find((arg): arg is LinearSolver => /^(qr|lsmr)$/.test(arg))
const method: LeastSquaresMethod = process.argv.includes('gauss-newton')
  ? 'gauss-newton'
  : 'levenberg-marquardt'

const table = new Table({
  head: [
    'problem',
    'start',
    'status',
    'residuals',
    'Jacobians',
    'offset',
    'certified',
    '60-digit',
    'deviations',
    'ms',
  ],
  colAligns: [
    'left',
    'right',
    'left',
    'right',
    'right',
    'right',
    'right',
    'right',
    'right',
    'right',
  ],
  style: { head: [], border: [], compact: true },
})
const columns = { certified: [] as number[], refined: [] as number[], deviations: [] as number[] }
let converged = 0
for (const { name, starts, residual, certified, refined } of nistProblems) {
  starts.forEach((start, i) => {
    const begin = performance.now()
    const result = leastSquares(residual, start, { method, ...(linearSolver && { linearSolver }) })
    const milliseconds = performance.now() - begin
    const x = result.x.data as Iterable<number>
    const errors = result.standardErrors?.data as Iterable<number> | undefined
    const digits = {
      certified: correctDigits(x, certified.values),
      refined: correctDigits(x, refined.values),
      deviations: errors === undefined ? NaN : correctDigits(errors, certified.standardDeviations),
    }
    if (result.success) converged++
    columns.certified.push(digits.certified)
    columns.refined.push(digits.refined)
    columns.deviations.push(digits.deviations)
    table.push([
      name,
      i + 1,
      result.status,
      result.evaluations.value,
      result.evaluations.gradient,
      result.offset.toExponential(1),
      digits.certified.toFixed(1),
      digits.refined.toFixed(1),
      digits.deviations.toFixed(1),
      milliseconds.toFixed(0),
    ])
  })
}
console.log(`${method}, ${linearSolver ?? 'default linear solver'}\n${table.toString()}`)
console.log(`converged: ${converged} of ${columns.certified.length}`)
for (const [name, values] of Object.entries(columns)) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const median = (sorted[middle - 1] + sorted[middle]) / 2
  console.log(`${name}: least ${sorted[0].toFixed(1)}, median ${median.toFixed(1)}`)
}
