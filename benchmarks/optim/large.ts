/**
 * A million parameters, and a logistic regression with 100,000: `node benchmarks/optim/large.ts`. Each
 * run has a process of its own, whose peak memory (resident) is stated beside that of one evaluation
 * of value and gradient. Rosenbrock's function is the extended one, a sum over pairs (Moré, Garbow &
 * Hillstrom 21): from its usual start the chained one takes a number of steps in proportion to n.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { valueAndGrad } from '@wengert/autodiff'
import { minimize, type Method } from '@wengert/optim'
import { matmul, random, softplus, tensor, type Tensor } from '@wengert/tensor'
import { problems } from '../../packages/optim/test/support/problems.ts'
import { markdown } from './table.ts'

interface Large {
  readonly f: (x: Tensor) => Tensor
  readonly x0: Float64Array
}

const large: { readonly [name: string]: () => Large } = {
  'Rosenbrock, n = 1,000,000': () => ({
    f: problems.find(({ name }) => name === 'SROSENBR')!.f,
    x0: Float64Array.from({ length: 1e6 }, (_, i) => (i % 2 === 0 ? -1.2 : 1)),
  }),
  'logistic regression, n = 100,000': () => {
    const [rows, n] = [200, 100_000]
    const keys = random.split(random.key(1), 3)
    const [data, truth, noise] = [0, 1, 2].map((i) => keys.at(i))
    const X = random.normal(data, [rows, n]).div(Math.sqrt(n))
    const scores = matmul(X, random.normal(truth, [n]).mul(4))
    const labels = scores.greater(random.normal(noise, [rows])).cast('float64')
    return {
      // −log likelihood of labels 0 and 1, and a ridge of 1e-3
      f(w) {
        const z = matmul(X, w)
        return softplus(z).sub(labels.mul(z)).sum().add(w.square().sum().mul(5e-4))
      },
      x0: new Float64Array(n),
    }
  },
}
const methods: readonly (Method | 'one gradient')[] = ['one gradient', 'l-bfgs', 'newton-cg']

const [name, method] = process.argv.slice(2)
if (name === undefined) report()
else process.stdout.write(JSON.stringify(measure(large[name](), method as Method)))

function measure({ f, x0 }: Large, how: Method | 'one gradient'): readonly string[] {
  const started = performance.now()
  const outcome = how === 'one gradient' ? gradientOnly(f, x0) : solve(f, x0, how)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const peak = `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`
  return [...outcome, seconds, peak]
}

function gradientOnly(f: Large['f'], x0: Float64Array): string[] {
  valueAndGrad(f)(tensor(x0))
  return ['', '', '1', '0']
}

function solve(f: Large['f'], x0: Float64Array, how: Method): string[] {
  const { status, gradientNorm, evaluations } = minimize(f, x0, { method: how })
  const { value, hvp } = evaluations
  return [status, gradientNorm.toExponential(1), String(value), String(hvp)]
}

function report(): void {
  const heads = [
    'problem',
    'method',
    'status',
    '‖g‖∞',
    'points',
    'products',
    'seconds',
    'peak memory',
  ]
  const rows = Object.keys(large).flatMap((problem) =>
    methods.map((how) => {
      const args = [...process.execArgv, fileURLToPath(import.meta.url), problem, how]
      const cells = JSON.parse(
        execFileSync(process.execPath, args, { encoding: 'utf8' }),
      ) as string[]
      return [problem, how, ...cells]
    }),
  )
  console.log(markdown(heads, rows))
}
