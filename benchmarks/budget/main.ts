/** `npm run budget [-- --update]`: what costs more or less than budget.json says, or writes it anew. */
import { differences, measureBudget, readBudget, writeBudget } from './budget.ts'

const budget = await measureBudget()
for (const [name, size] of Object.entries(budget.bundles)) {
  console.log(`${name}: ${(size / 1024).toFixed(1)} KB minified and gzipped`)
}
if (process.argv.includes('--update')) {
  writeBudget(budget)
  console.log('budget.json is up to date.')
} else {
  const lines = differences(budget, readBudget())
  for (const line of lines) console.log(line)
  if (lines.length > 0) process.exitCode = 1
}
