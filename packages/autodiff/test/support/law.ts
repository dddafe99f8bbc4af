/** Running one law over every primitive of the registry, and comparing what it gives. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tensor, type Tensor } from '@wengert/tensor'
import { allPrimitives, isFloat, type Primitive } from '@wengert/tensor/internal'
import { applyPrimitive, cases, type LawCase } from './cases.ts'

export interface LawSubject extends LawCase {
  readonly primitive: Primitive
  /** The positions of the floating-point operands. */
  readonly floats: readonly number[]
  /** The outputs, if any are floating-point only those, as a function of the floating-point operands. */
  readonly f: (...floats: Tensor[]) => Tensor[]
}

/** Tries the law on generated cases of each primitive that `applies` lets through. */
export function lawForEveryPrimitive(
  title: string,
  law: (subject: LawSubject) => void,
  {
    applies = () => true,
    runs = 30,
  }: { applies?: (primitive: Primitive) => boolean; runs?: number } = {},
): void {
  for (const primitive of allPrimitives().filter(applies)) {
    test(`${primitive.name}: ${title}`, () => {
      fc.assert(
        fc.property(cases[primitive.name], (lawCase) => law(subjectOf(primitive, lawCase))),
        { numRuns: runs },
      )
    })
  }
}

export function isDifferentiable(primitive: Primitive): boolean {
  return primitive.jvp !== null
}

export function subjectOf(primitive: Primitive, { operands, params }: LawCase): LawSubject {
  const floats = operands.flatMap((x, i) => (isFloat(x.dtype) ? [i] : []))
  const f = (...leaves: Tensor[]): Tensor[] => {
    const full = [...operands]
    floats.forEach((position, i) => (full[position] = leaves[i]))
    const outputs = applyPrimitive(primitive, full, params)
    const smooth = outputs.filter((y) => isFloat(y.dtype))
    return smooth.length > 0 ? smooth : outputs
  }
  return { primitive, operands, params, floats, f }
}

/** The same shapes with other values: a fixed pattern of either sign, up to about 1. */
export function patternLike(x: Tensor, seed: number): Tensor {
  const data = Float64Array.from(
    { length: x.size },
    (_, i) => ((0.618 * i + 0.37 * seed + 0.13) % 1) * 2 - 0.9,
  )
  return tensor(data, { shape: x.shape, dtype: x.dtype })
}

/** Equal to a tolerance relative to the largest entry, NaN and infinities in the same places. */
export function expectClose(actual: Tensor, expected: Tensor, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape)
  const scale = Math.max(1, ...Array.from(expected.data, Math.abs).filter(Number.isFinite))
  for (let i = 0; i < expected.size; i++) {
    const a = actual.data[i]
    const e = expected.data[i]
    const equal = Object.is(a, e) || a === e || Math.abs(a - e) <= tolerance * scale
    if (!equal) expect.fail(`[${i}]: ${a} where ${e} is expected (of ${actual} and ${expected})`)
  }
}

export function expectAllClose(
  actual: readonly Tensor[],
  expected: readonly Tensor[],
  tolerance: number,
): void {
  expect(actual.length).toBe(expected.length)
  actual.forEach((x, i) => expectClose(x, expected[i], tolerance))
}

export function inner(x: readonly Tensor[], y: readonly Tensor[]): number {
  return x.reduce((total, a, i) => total + a.mul(y[i]).sum().item(), 0)
}
