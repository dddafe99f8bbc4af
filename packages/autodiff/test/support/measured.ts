/**
 * The laws as pairs of what a primitive gives and what it should: tests hold each pair to a tolerance,
 * and the table of docs/derivatives.md prints the worst of each.
 */
import { hvp, jvp, vjp, vmap } from '@wengert/autodiff'
import { stack, type Tensor } from '@wengert/tensor'
import { isFloat } from '@wengert/tensor/internal'
import { applyPrimitive } from './cases.ts'
import { patternLike, type LawSubject } from './law.ts'

/** The same values by two ways. */
export interface Pair {
  readonly actual: Tensor
  readonly expected: Tensor
}

type ListFunction = (...args: Tensor[]) => Tensor[]

function pairsOf(actual: readonly Tensor[], expected: readonly Tensor[]): Pair[] {
  if (actual.length !== expected.length) throw new Error('lists of different lengths')
  return actual.map((x, i) => ({ actual: x, expected: expected[i] }))
}

/** |actual − expected| relative to the largest entry, at least 1; infinite where only one is a number. */
export function relativeError({ actual, expected }: Pair): number {
  if (String(actual.shape) !== String(expected.shape)) return Infinity
  const scale = Math.max(1, ...Array.from(expected.data, Math.abs).filter(Number.isFinite))
  let worst = 0
  for (let i = 0; i < expected.size; i++) {
    const [a, e] = [actual.data[i], expected.data[i]]
    const error = Object.is(a, e) || a === e ? 0 : Math.abs(a - e) / scale
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error)
  }
  return worst
}

/** Whether both operands and results are numbers to differentiate. */
export function isSmooth({ f, floats, operands }: LawSubject): boolean {
  return floats.length > 0 && f(...floats.map((i) => operands[i])).every((y) => isFloat(y.dtype))
}

const size = 3

/** Variants of an operand that stay inside its domain. */
export function variants(x: Tensor): Tensor[] {
  if (isFloat(x.dtype)) return [x, x.mul(0.97), x.mul(1.02)]
  return x.dtype === 'bool' ? [x, x.logicalNot(), x] : [x, x.flip(), x]
}

/** Non-empty subsets of n operands, as flags. */
function subsets(n: number): boolean[][] {
  return Array.from({ length: 2 ** n - 1 }, (_, k) =>
    Array.from({ length: n }, (_unused, i) => (((k + 1) >> i) & 1) === 1),
  )
}

/** vmap(g) and a loop, for every choice of batched operands. */
export function loopPairs(g: ListFunction, operands: readonly Tensor[]): Pair[] {
  return subsets(operands.length).flatMap((batched) => {
    const rows = operands.map((x, i) => (batched[i] ? variants(x) : [x, x, x]))
    const args = operands.map((x, i) => (batched[i] ? stack(rows[i]) : x))
    const inAxes = batched.map((on) => (on ? 0 : null))
    const results = vmap(g, { inAxes })(...(args as [Tensor]))
    return Array.from({ length: size }, (_, b) =>
      pairsOf(
        results.map((result) => result.at(b)),
        g(...rows.map((row) => row[b])),
      ),
    ).flat()
  })
}

/** vmap and a loop. */
export function vmapPairs({ primitive, operands, params }: LawSubject): Pair[] {
  return loopPairs((...args) => applyPrimitive(primitive, args, params), operands)
}

/** vmap and a loop, of a pullback and of a pushforward. */
export function vmapDerivativePairs(subject: LawSubject): Pair[] {
  if (!isSmooth(subject)) return []
  const { f, floats, operands } = subject
  const xs = floats.map((i) => operands[i])
  const us = f(...xs).map((y, i) => patternLike(y, i))
  const vs = xs.map((x, i) => patternLike(x, i))
  return [
    ...loopPairs((...points) => vjp(f as ListFunction, ...points)[1](us) as Tensor[], xs),
    ...loopPairs((...points) => jvp(f as ListFunction, points, vs)[1], xs),
  ]
}

/** float32 and float64 at the same point: values, JVP, VJP and HVP. */
export function singlePairs({ f, floats, operands }: LawSubject): Pair[] {
  const single = floats.map((i) => operands[i].cast('float32'))
  const double = single.map((x) => x.cast('float64'))
  if (single.length === 0 || !f(...double).every((y) => isFloat(y.dtype))) return []
  const vs = double.map((x, i) => patternLike(x, i).cast('float32'))
  const wide = (list: readonly Tensor[]) => list.map((x) => x.cast('float64'))
  const [y32, dy32] = jvp(f as ListFunction, single, vs)
  const [y64, dy64] = jvp(f as ListFunction, double, wide(vs))
  const us = y32.map((y, i) => patternLike(y, 5 + i))
  const weighted = (xs: Tensor[]): Tensor =>
    f(...xs)
      .map((y) => y.mul(patternLike(y, 3)).sum())
      .reduce((a, b) => a.add(b))
  return [
    ...pairsOf([...y32, ...dy32], [...y64, ...dy64]),
    ...pairsOf(
      vjp(f as ListFunction, ...single)[1](us) as Tensor[],
      vjp(f as ListFunction, ...double)[1](wide(us)) as Tensor[],
    ),
    ...pairsOf(hvp(weighted, single, vs), hvp(weighted, double, wide(vs))),
  ]
}
