// The built packages on whatever Node runs this: the least that must work everywhere.
import assert from 'node:assert/strict'
import { grad, hvp, jacobian, setThreads } from '../packages/autodiff/dist/node.js'
import { minimize } from '../packages/optim/dist/index.js'
import { matmul, random, tensor } from '../packages/tensor/dist/node.js'

const cube = (x) => x.pow(3).sum()
assert.deepEqual(grad(cube)(tensor([1, 2])).toArray(), [3, 12])
assert.deepEqual(hvp(cube, tensor([1, 2]), tensor([1, 1])).toArray(), [6, 12])
assert.deepEqual(jacobian((x) => x.square())(tensor([1, 2])).toArray(), [
  [2, 0],
  [0, 4],
])
const { status, x } = minimize((p) => p.sub(3).square().sum(), tensor([0, 0]))
assert.equal(status, 'converged')
assert.ok(x.toArray().every((value) => Math.abs(value - 3) < 1e-8))
const m = random.normal(random.key(1), [300, 300])
const product = () => matmul(m, m)
const alone = [product(), product(), product()][2].data
assert.equal(await setThreads(2), 2)
for (let i = 0; i < 10; i++) assert.deepEqual(product().data, alone)
process.stdout.write(`The built packages work on Node ${process.versions.node}.\n`)
