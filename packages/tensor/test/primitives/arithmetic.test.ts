import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  abs,
  add,
  ceil,
  clip,
  div,
  DTypeError,
  floor,
  maximum,
  minimum,
  mul,
  neg,
  reciprocal,
  rem,
  round,
  ShapeError,
  sign,
  square,
  sub,
  tensor,
  zeros,
  type DType,
  type Tensor,
  type TensorLike,
} from '@wengert/tensor'
import { dtypes, operands, shape, tensorOf } from '../support/generated.ts'
import {
  applied,
  broadcast,
  elementAt,
  expectError,
  expectSame,
  fromFunction,
} from '../support/reference.ts'

type Unary = (x: TensorLike) => Tensor
type Binary = (x: TensorLike, y: TensorLike) => Tensor

/** The low 32 bits of an exact integer result, as NumPy keeps them. */
const wrapped = (exact: bigint): number => Number(BigInt.asIntN(32, exact))
const exactly = (f: (x: bigint, y: bigint) => bigint) => (x: number, y: number) =>
  wrapped(f(BigInt(x), BigInt(y)))

interface Row<F, Scalar> {
  readonly op: F
  readonly float: Scalar
  readonly int?: Scalar
  /** The dtype of the result where it is not the operands'. */
  readonly result?: { readonly [D in DType]?: DType }
  readonly not?: readonly DType[]
}

const quotient = { int32: 'float64', bool: 'float64' } as const
const noBool = ['bool'] as const

const binaries: readonly Row<Binary, (x: number, y: number) => number>[] = [
  { op: add, float: (x, y) => x + y, int: exactly((x, y) => x + y), not: noBool },
  { op: sub, float: (x, y) => x - y, int: exactly((x, y) => x - y), not: noBool },
  { op: mul, float: (x, y) => x * y, int: exactly((x, y) => x * y) },
  { op: div, float: (x, y) => x / y, result: quotient },
  { op: maximum, float: Math.max },
  { op: minimum, float: Math.min },
  {
    op: rem,
    float: (x, y) => x % y,
    int: (x, y) => (y === 0 ? 0 : x - Math.trunc(x / y) * y),
    not: noBool,
  },
]

const binaryCases = binaries.flatMap((row) =>
  dtypes
    .filter((dtype) => !row.not?.includes(dtype))
    .map((dtype) => ({ name: row.op.name, dtype, row })),
)

test.each(binaryCases)('$name of $dtype', ({ dtype, row: { op, float, int = float, result } }) => {
  const scalar = dtype === 'int32' ? int : float
  fc.assert(
    fc.property(operands(2, dtype), ([x, y]) => {
      const expected = fromFunction(broadcast(x.shape, y.shape), result?.[dtype] ?? dtype, (at) =>
        scalar(elementAt(x, at), elementAt(y, at)),
      )
      expectSame(applied(op, x, y), expected)
    }),
  )
})

/** Halves to even, from the definition. */
function toEven(x: number): number {
  const [low, high] = [Math.floor(x), Math.ceil(x)]
  if (x - low !== high - x) return x - low < high - x ? low : high
  return low % 2 === 0 ? low : high
}

const unaries: readonly Row<Unary, (x: number) => number>[] = [
  { op: neg, float: (x) => -x, int: (x) => wrapped(-BigInt(x)), not: noBool },
  { op: square, float: (x) => x * x, int: (x) => wrapped(BigInt(x) ** 2n) },
  { op: reciprocal, float: (x) => 1 / x, result: quotient },
  { op: abs, float: Math.abs },
  { op: sign, float: Math.sign },
  { op: floor, float: Math.floor },
  { op: ceil, float: Math.ceil },
  { op: round, float: toEven },
]

const unaryCases = unaries.flatMap((row) =>
  dtypes
    .filter((dtype) => !row.not?.includes(dtype))
    .map((dtype) => ({ name: row.op.name, dtype, row })),
)

test.each(unaryCases)('$name of $dtype', ({ dtype, row: { op, float, int = float, result } }) => {
  const scalar = dtype === 'int32' ? int : float
  const cases = shape.chain((dims) => tensorOf(dims, dtype))
  fc.assert(
    fc.property(cases, (x) => {
      const expected = fromFunction(x.shape, result?.[dtype] ?? dtype, (at) =>
        scalar(elementAt(x, at)),
      )
      expectSame(applied(op, x), expected)
    }),
  )
})

const int = (n: number): Tensor => tensor(n, { dtype: 'int32' })

describe('int32 wraps around', () => {
  test.each([
    ['add', add(int(2 ** 31 - 1), 1), -(2 ** 31)],
    ['sub', sub(int(-(2 ** 31)), 1), 2 ** 31 - 1],
    ['mul', mul(int(94906267), int(94906267)), wrapped(94906267n ** 2n)],
    ['square, beyond 2^53', square(int(94906267)), wrapped(94906267n ** 2n)],
    ['neg of the smallest', neg(int(-(2 ** 31))), -(2 ** 31)],
    ['abs of the smallest', abs(int(-(2 ** 31))), -(2 ** 31)],
  ])('%s', (_, actual, expected) => {
    expect(actual.dtype).toBe('int32')
    expect(actual.item()).toBe(expected)
  })
})

describe('bools', () => {
  const [x, y] = [tensor([false, false, true, true]), tensor([false, true, false, true])]

  test('add as the logical or, multiply as the logical and', () => {
    expectSame(add(x, y), tensor([false, true, true, true]))
    expectSame(mul(x, y), tensor([false, false, false, true]))
  })

  test('are refused where NumPy refuses them', () => {
    expectError(
      () => sub(x, y),
      DTypeError,
      'sub: the operands have dtype bool; use notEqual, or cast to int32 first.',
    )
    expectError(
      () => neg(x),
      DTypeError,
      'neg: the operands have dtype bool; use logicalNot, or cast to int32 first.',
    )
    expectError(
      () => rem(x, y),
      DTypeError,
      'rem: the operands have dtype bool; cast to int32 first.',
    )
    const none = zeros([0], { dtype: 'bool' })
    expect(() => add(x, none)).toThrow(/^add: shapes \[4\] and \[0\] do not broadcast; /)
    expect(() => mul(none, x)).toThrow(/^mul: shapes \[0\] and \[4\] do not broadcast; /)
  })
})

describe('signs of zero', () => {
  test.each([
    ['maximum(-0, 0)', maximum(-0, 0), 0],
    ['minimum(0, -0)', minimum(0, -0), -0],
    ['round(-0.5)', round(-0.5), -0],
    ['round(0.5)', round(0.5), 0],
    ['ceil(-0.5)', ceil(-0.5), -0],
    ['rem(-4, 2)', rem(-4, 2), -0],
    ['sub(0, 0)', sub(0, 0), 0],
    ['neg(0)', neg(0), -0],
    ['reciprocal(-∞)', reciprocal(-Infinity), -0],
  ])('%s', (_, actual, expected) => {
    expect(actual.item()).toBe(expected)
  })
})

describe('round', () => {
  test('keeps odd integers near 2^53, and what is just below a half', () => {
    const x = [2 ** 52 - 1, 2 ** 52 + 1, 2 ** 53 - 1, -(2 ** 52) - 1, 0.49999999999999994]
    expect(round(tensor(x)).toArray()).toEqual([...x.slice(0, 4), 0])
  })
})

describe('clip', () => {
  test('keeps to its limits, tensors too, and keeps NaN', () => {
    const x = tensor([-2, 0.5, 3, NaN])
    expectSame(clip(x, 0, 1), tensor([0, 0.5, 1, NaN]))
    expectSame(
      clip(x, tensor([[0], [1]]), Infinity),
      tensor([
        [0, 0.5, 3, NaN],
        [1, 1, 3, NaN],
      ]),
    )
  })

  test('gives the upper limit where the limits cross, as NumPy', () => {
    expect(clip(5, 3, 1).item()).toBe(1)
    expect(clip(0, 3, 1).item()).toBe(1)
  })

  test('names itself where a limit does not broadcast, or is none', () => {
    expect(() => clip(tensor([1, 2]), 0, tensor([1, 2, 3]))).toThrow(
      /^clip: shapes \[2\] and \[3\]/,
    )
    expect(() => clip(1, 'a' as unknown as number, 1)).toThrow(
      /^clip: the string 'a' is not a tensor/,
    )
  })

  test('keeps an integer dtype for integer limits', () => {
    expect(clip(tensor([5], { dtype: 'int32' }), 0, 3).dtype).toBe('int32')
  })
})

test.each([sub, mul, div, maximum, minimum, rem])('%o names itself when shapes differ', (op) => {
  expectError(
    () => op(tensor([1, 2]), tensor([1, 2, 3])),
    ShapeError,
    `${op.name}: shapes [2] and [3] do not broadcast; ` +
      'reshape one so that each pair of axes, counted from the last, is equal or has a 1.',
  )
})
