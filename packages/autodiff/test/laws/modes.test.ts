import { expect } from 'vitest'
import { grad, hvp, jvp, vjp } from '@wengert/autodiff'
import type { Tensor } from '@wengert/tensor'
import { isFloat } from '@wengert/tensor/internal'
import {
  expectAllClose,
  inner,
  isDifferentiable,
  lawForEveryPrimitive,
  patternLike,
} from '../support/law.ts'

lawForEveryPrimitive(
  'forward and reverse mode are adjoint: ⟨J v, u⟩ = ⟨v, Jᵀ u⟩',
  ({ f, floats, operands }) => {
    const xs = floats.map((i) => operands[i])
    if (xs.length === 0 || !f(...xs).every((y) => isFloat(y.dtype))) return
    const vs = xs.map((x, i) => patternLike(x, i))
    const [ys, pushed] = jvp(f as (...args: Tensor[]) => Tensor[], xs, vs)
    const us = ys.map((y, i) => patternLike(y, 10 + i))
    const [, pullback] = vjp(f as (...args: Tensor[]) => Tensor[], ...xs)
    const left = inner(pushed, us)
    const right = inner(vs, pullback(us))
    const scale = inner(
      pushed.map((t) => t.abs()),
      us.map((u) => u.abs()),
    )
    expect(Math.abs(left - right)).toBeLessThanOrEqual(1e-12 * Math.max(1, scale))
  },
  { applies: isDifferentiable },
)

lawForEveryPrimitive(
  'forward over reverse = reverse over forward = reverse over reverse',
  ({ f, floats, operands }) => {
    const xs = floats.map((i) => operands[i])
    if (xs.length === 0 || !f(...xs).every((y) => isFloat(y.dtype))) return
    const weighted = (points: Tensor[]): Tensor =>
      f(...points)
        .map((y, i) => y.sin().mul(patternLike(y, i)).sum())
        .reduce((a, b) => a.add(b))
    const vs = xs.map((x, i) => patternLike(x, 20 + i))
    const along = (points: Tensor[]): Tensor => jvp(weighted, [points], [vs])[1]
    const gradient = grad(weighted)
    const dotted = (points: Tensor[]): Tensor =>
      gradient(points)
        .map((g, i) => g.mul(vs[i]).sum())
        .reduce((a, b) => a.add(b))
    const forwardOverReverse = hvp(weighted, xs, vs)
    expectAllClose(grad(along)(xs), forwardOverReverse, 1e-11)
    expectAllClose(grad(dotted)(xs), forwardOverReverse, 1e-11)
  },
  { applies: isDifferentiable },
)
