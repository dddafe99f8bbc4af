import { expect } from 'vitest'
import {
  checkProgram,
  grad,
  hvp,
  jvp,
  simplify,
  trace,
  vmap,
  type Program,
} from '@wengert/autodiff'
import { stack, type Tensor } from '@wengert/tensor'
import { isFloat } from '@wengert/tensor/internal'
import { run } from '../../src/run.ts'
import { isDifferentiable, lawForEveryPrimitive, patternLike } from '../support/law.ts'

/** Well formed, simplified well formed, and the same bits before and after. */
function checkBoth(program: Program, inputs: readonly Tensor[]): void {
  checkProgram(program)
  const simple = checkProgram(simplify(program))
  expect(simple.equations.length).toBeLessThanOrEqual(program.equations.length)
  const before = run(program, inputs)
  const after = run(simple, inputs)
  before.forEach((y, i) => {
    expect(after[i].dtype).toBe(y.dtype)
    expect(Array.from(after[i].data)).toEqual(Array.from(y.data))
  })
}

lawForEveryPrimitive(
  'programs of it are well formed after every transform, and simplify keeps their bits',
  ({ f, floats, operands }) => {
    const xs = floats.map((i) => operands[i])
    if (xs.length === 0) return
    const g = f as (...args: Tensor[]) => Tensor[]
    checkBoth(trace(g, ...(xs as [Tensor])), xs)
    const pairs = xs.map((x) => stack([x, x]))
    checkBoth(trace(vmap(g), ...(pairs as [Tensor])), pairs)
    if (!f(...xs).every((y) => isFloat(y.dtype))) return
    const weighted = (points: Tensor[]): Tensor =>
      f(...points)
        .map((y) => y.sin().mul(patternLike(y, 1)).sum())
        .reduce((a, b) => a.add(b))
    const vs = xs.map((x, i) => patternLike(x, i))
    checkBoth(
      trace((...points: Tensor[]) => grad(weighted)(points), ...xs),
      xs,
    )
    checkBoth(
      trace((...points: Tensor[]) => jvp(g, points, vs), ...xs),
      xs,
    )
    checkBoth(
      trace((...points: Tensor[]) => hvp(weighted, points, vs), ...xs),
      xs,
    )
  },
  { applies: isDifferentiable, runs: 10 },
)
