import { grad, vmap } from '@wengert/autodiff'
import { stack, type Tensor } from '@wengert/tensor'
import { applyPrimitive } from '../support/cases.ts'
import {
  expectAllClose,
  expectClose,
  isDifferentiable,
  lawForEveryPrimitive,
} from '../support/law.ts'
import { isSmooth, variants, vmapDerivativePairs, vmapPairs } from '../support/measured.ts'

const size = 3

lawForEveryPrimitive('vmap is a loop', (subject) => {
  for (const { actual, expected } of vmapPairs(subject)) expectClose(actual, expected, 1e-13)
})

lawForEveryPrimitive(
  'vmap of a pullback and of a pushforward is a loop',
  (subject) => {
    for (const { actual, expected } of vmapDerivativePairs(subject)) {
      expectClose(actual, expected, 1e-12)
    }
  },
  { applies: isDifferentiable, runs: 15 },
)

lawForEveryPrimitive(
  'nested vmap is two loops',
  ({ primitive, operands, params }) => {
    const g = (...args: Tensor[]): Tensor[] => applyPrimitive(primitive, args, params)
    const nested = operands.map((x) => {
      const [a, b, c] = variants(x)
      return {
        rows: [
          [a, b],
          [b, c],
          [c, a],
        ],
        all: stack([stack([a, b]), stack([b, c]), stack([c, a])]),
      }
    })
    const results = vmap(vmap(g))(...(nested.map(({ all }) => all) as [Tensor]))
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 2; j++) {
        const expected = g(...nested.map(({ rows }) => rows[i][j]))
        expectAllClose(
          results.map((result) => result.at(i).at(j)),
          expected,
          1e-13,
        )
      }
    }
  },
  { runs: 15 },
)

lawForEveryPrimitive(
  'the gradient of a mapped function is a loop of gradients, and the batch of its transpose stays linear',
  (subject) => {
    if (!isSmooth(subject)) return
    const { f, floats, operands } = subject
    const xs = floats.map((i) => operands[i])
    const total = (ys: readonly Tensor[]): Tensor =>
      ys.map((y) => y.sin().sum()).reduce((a, b) => a.add(b))
    const alone = (points: Tensor[]): Tensor => total(f(...points))
    const rows = xs.map(variants)
    const mapped = vmap((...points: Tensor[]) => f(...points))
    const gradient = grad((points: Tensor[]) => total(mapped(...points)))(
      rows.map((row) => stack(row)),
    )
    for (let b = 0; b < size; b++) {
      expectAllClose(
        gradient.map((g) => g.at(b)),
        grad(alone)(rows.map((row) => row[b])),
        1e-12,
      )
    }
  },
  { applies: isDifferentiable, runs: 15 },
)
