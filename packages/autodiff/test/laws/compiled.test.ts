/**
 * Compiled = interpreted, to the bit: values and derivatives of every primitive on the cases of the
 * laws, in float64, float32 and, where integers make sense, int32.
 */
import { expect } from 'vitest'
import { compile, hvp, jvp, vjp } from '@wengert/autodiff'
import type { DType, Tensor } from '@wengert/tensor'
import { isFloat } from '@wengert/tensor/internal'
import { applyPrimitive } from '../support/cases.ts'
import { bitsOf, withoutCompiling } from '../support/bits.ts'
import { isDifferentiable, lawForEveryPrimitive, patternLike } from '../support/law.ts'
import { isSmooth } from '../support/measured.ts'

type ListFunction = (...args: Tensor[]) => Tensor[]

function expectSameBits(f: ListFunction, xs: readonly Tensor[]): void {
  const expected = withoutCompiling(() => f(...xs)).map(bitsOf)
  const compiled = compile(f)
  expect(compiled(...xs).map(bitsOf)).toEqual(expected)
  // Once more, since the module keeps memory from one run to the next.
  expect(compiled(...xs).map(bitsOf)).toEqual(expected)
}

const inDType = (x: Tensor, dtype: DType): Tensor => (isFloat(x.dtype) ? x.cast(dtype) : x)

lawForEveryPrimitive(
  'compiled it gives the bits of its kernel',
  ({ primitive, operands, params }) => {
    const f: ListFunction = (...xs) => applyPrimitive(primitive, xs, params)
    for (const dtype of ['float64', 'float32'] as const) {
      expectSameBits(
        f,
        operands.map((x) => inDType(x, dtype)),
      )
    }
  },
  { runs: 15 },
)

const ofIntegers = new Set(
  'add sub mul neg square abs sign maximum minimum rem floor ceil round argmax argmin argsort'
    .concat(' cumsum recurrence cast equal notEqual less lessEqual greater greaterEqual dotGeneral')
    .concat(' flip gather scatterAdd concatenate reshape transpose broadcastTo isFinite isNan pad')
    .concat(' max min sum where slice stopGradient windows overlapAdd')
    .split(' '),
)

lawForEveryPrimitive(
  'compiled it gives the bits of its kernel, of integers and of bools',
  ({ primitive, operands, params }) => {
    // A primitive pads with its own dtype's numbers only.
    const fitting = primitive.name === 'pad' ? { ...(params as object), value: 1 } : params
    const f: ListFunction = (...xs) => applyPrimitive(primitive, xs, fitting)
    const whole = operands.map((x) => inDType(isFloat(x.dtype) ? x.mul(3) : x, 'int32'))
    expectSameBits(f, whole)
  },
  { applies: ({ name }) => ofIntegers.has(name), runs: 15 },
)

lawForEveryPrimitive(
  'compiled derivatives of it have the bits of interpreted ones',
  (subject) => {
    if (!isSmooth(subject)) return
    const { floats, operands } = subject
    const f = subject.f as ListFunction
    const weighted = (xs: Tensor[]): Tensor =>
      f(...xs)
        .map((y, i) => y.mul(y).mul(patternLike(y, i)).sum())
        .reduce((a, b) => a.add(b))
    for (const dtype of ['float64', 'float32'] as const) {
      const xs = floats.map((i) => inDType(operands[i], dtype))
      const vs = xs.map((x, i) => patternLike(x, i))
      const us = f(...xs).map((y, i) => patternLike(y, 5 + i))
      expectSameBits((...points) => jvp(f, points, vs)[1], xs)
      expectSameBits((...points) => vjp(f, ...points)[1](us) as Tensor[], xs)
      expectSameBits((...points) => hvp(weighted, points, vs), xs)
    }
  },
  { applies: isDifferentiable, runs: 10 },
)
