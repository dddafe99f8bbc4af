import { grad, jvp, vjp, vmap } from '@wengert/autodiff'
import { stack, type Tensor } from '@wengert/tensor'
import { isFloat } from '@wengert/tensor/internal'
import { applyPrimitive } from '../support/cases.ts'
import {
  expectAllClose,
  isDifferentiable,
  lawForEveryPrimitive,
  patternLike,
} from '../support/law.ts'

const size = 3

/** Variants of an operand that stay inside its domain. */
function variants(x: Tensor): Tensor[] {
  if (isFloat(x.dtype)) return [x, x.mul(0.97), x.mul(1.02)]
  return x.dtype === 'bool' ? [x, x.logicalNot(), x] : [x, x.flip(), x]
}

/** Non-empty subsets of n operands, as flags. */
function subsets(n: number): boolean[][] {
  return Array.from({ length: 2 ** n - 1 }, (_, k) =>
    Array.from({ length: n }, (_unused, i) => (((k + 1) >> i) & 1) === 1),
  )
}

/** Checks vmap(g) against a loop, for every choice of batched operands. */
function checkAgainstLoop(
  g: (...args: Tensor[]) => Tensor[],
  operands: readonly Tensor[],
  tolerance: number,
): void {
  for (const batched of subsets(operands.length)) {
    const rows = operands.map((x, i) => (batched[i] ? variants(x) : [x, x, x]))
    const args = operands.map((x, i) => (batched[i] ? stack(rows[i]) : x))
    const inAxes = batched.map((on) => (on ? 0 : null))
    const results = vmap(g, { inAxes })(...(args as [Tensor]))
    for (let b = 0; b < size; b++) {
      const expected = g(...rows.map((row) => row[b]))
      expectAllClose(
        results.map((result) => result.at(b)),
        expected,
        tolerance,
      )
    }
  }
}

lawForEveryPrimitive('vmap is a loop', ({ primitive, operands, params }) => {
  checkAgainstLoop((...args) => applyPrimitive(primitive, args, params), operands, 1e-13)
})

lawForEveryPrimitive(
  'vmap of a pullback and of a pushforward is a loop',
  ({ f, floats, operands }) => {
    const xs = floats.map((i) => operands[i])
    if (xs.length === 0 || !f(...xs).every((y) => isFloat(y.dtype))) return
    const g = f as (...args: Tensor[]) => Tensor[]
    const us = f(...xs).map((y, i) => patternLike(y, i))
    const vs = xs.map((x, i) => patternLike(x, i))
    checkAgainstLoop((...points) => vjp(g, ...points)[1](us) as Tensor[], xs, 1e-12)
    checkAgainstLoop((...points) => jvp(g, points, vs)[1], xs, 1e-12)
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
  ({ f, floats, operands }) => {
    const xs = floats.map((i) => operands[i])
    if (xs.length === 0 || !f(...xs).every((y) => isFloat(y.dtype))) return
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
