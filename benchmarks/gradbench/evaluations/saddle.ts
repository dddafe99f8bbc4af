/**
 * `saddle`: the P that minimises the maximum over Q of a function of both. The maximum is a descent in Q
 * (the inner derivative), and the descent in P differentiates through it (the outer one).
 */
import { concatenate, tensor, type Tensor } from '@wengert/tensor'
import { argmin } from '../argmin.ts'
import type { Objective } from '../modes.ts'
import { nestings } from '../nestings.ts'

interface Input {
  readonly start: readonly number[]
}

const read = ({ start }: Input): [Tensor] => [tensor(start)]

const squaredNorm = (v: readonly Tensor[]): Tensor =>
  v.map((x) => x.square()).reduce((sum, x) => sum.add(x))

const f = (p: readonly Tensor[], q: readonly Tensor[]): Tensor => squaredNorm(p).sub(squaredNorm(q))

export const saddle = nestings(read, (outer, inner, limit) => (start: Tensor) => {
  const from = [start.at(0), start.at(1)]
  const below =
    (p: readonly Tensor[]): Objective =>
    (q) =>
      f(p, q).neg()
  const largest: Objective = (p) => f(p, argmin(below(p), from, inner, { mode: outer, limit }))
  const least = argmin(largest, from, outer)
  const most = argmin(below(least), from, outer)
  return concatenate([...least, ...most].map((x) => x.reshape([1])))
})
