/** `node benchmarks/optim/main.ts [method …]`: the solvers on the published problems, or some of them. */
import { fileURLToPath } from 'node:url'
import { describeMachine } from '../machine.ts'
import { runPublished, summaryOf, writePublished } from './published.ts'

const folder = fileURLToPath(new URL('../results/', import.meta.url))
const about = { date: new Date().toISOString(), machine: describeMachine() }
const published = runPublished(process.argv.slice(2))
console.log(summaryOf(published))
writePublished(published, folder, about)
console.log(`Written to ${folder}`)
