/**
 * How accurate each elementwise primitive is to be, and what its exact value is, computed with hundreds
 * of digits by methods that share nothing with the kernels.
 */
import {
  exactAtan2,
  exactExp,
  exactLog,
  fixed,
  placesFor,
  root,
  type Exact,
} from '../math/exact.ts'
import { exactValues } from '../math/exact-values.ts'
import { inputs } from '../math/support.ts'
import {
  erfcOf,
  erfOf,
  erfSlopeOf,
  exactly,
  lgammaOf,
  normalCdfOf,
  places as manyPlaces,
  polygammaOf,
} from './high-precision.ts'

export interface AccuracyRow {
  /** Null where the value is not a finite number, or no number of digits would do. */
  readonly exact: (...xs: number[]) => Exact | null
  /** The largest error, in units in the last place of the exact value. */
  readonly within: number
  readonly operands: readonly (readonly number[])[]
  readonly params?: object
  /** Near zeros that no double hits, errors count in last places of this magnitude. */
  readonly atLeast?: (x: number) => number
}

type Ranges = readonly (readonly [number, number])[]

const everywhere: Ranges = [
  [-1, 1],
  [-40, 40],
  [-1000, 1000],
]

function single(ranges: Ranges = everywhere, count = 400, thresholds: number[] = []): number[][] {
  return [...inputs(count, ranges, thresholds)].filter((_, i) => i % 3 !== 1).map((x) => [x])
}

/** Pairs from all over, and pairs of comparable size. */
function pairs(ranges: Ranges = everywhere): number[][] {
  const all = [...inputs(900, ranges)]
  return all.flatMap((x, i) => {
    const y = all[(i * 7919 + 11) % all.length]
    return [
      [x, y],
      [x, x * (0.1 + (i % 17))],
    ]
  })
}

/** Bits after the point that hold every double exactly. */
const p = 1074
const exactOf = (x: number): bigint => fixed(x, p)
const isNumber = (...xs: number[]): boolean => xs.every(Number.isFinite)
const abs = (x: bigint): bigint => (x < 0n ? -x : x)
const of = (digits: bigint, places: number): Exact => ({ digits, places })

/** Of exact operands at p places. */
function rational(f: (...xs: bigint[]) => Exact | null): AccuracyRow['exact'] {
  return (...xs) => (isNumber(...xs) ? f(...xs.map(exactOf)) : null)
}

const quotient = (x: bigint, y: bigint): Exact | null =>
  y === 0n ? null : of((x << 2600n) / y, 2600)
const whole = (x: bigint): bigint => (x >> BigInt(p)) << BigInt(p)
const half = 1n << BigInt(p - 1)

/** The nearest integer, halves to the even one. */
function toEven(x: bigint): bigint {
  const near = whole(x + half)
  const isTie = near - x === half
  return isTie && (near >> BigInt(p)) % 2n !== 0n ? near - 2n * half : near
}

/** One operation of IEEE 754 or a choice: the exact value, rounded once. */
function rounded(f: (...xs: bigint[]) => Exact | null, operands = single()): AccuracyRow {
  return { exact: rational(f), within: 0.5, operands }
}

function comparison(holds: (x: bigint, y: bigint) => boolean): AccuracyRow {
  return rounded((x, y) => of(holds(x, y) ? 1n : 0n, 0), pairs())
}

function elementary(name: keyof typeof exactValues, within: number, ranges?: Ranges): AccuracyRow {
  return { exact: exactValues[name], within, operands: single(ranges) }
}

function power(x: number, y: number): Exact | null {
  const size = Math.abs(y * Math.log2(Math.abs(x)))
  if (!(size < 1090 && size > 0) || Math.abs(y) > 2 ** 60) return null
  if (x < 0 && !Number.isInteger(y)) return null
  const q = placesFor(x, y)
  const log = exactLog(fixed(Math.abs(x), q), q)
  const { digits, places } = exactExp((log * fixed(y, q)) >> BigInt(q), q)
  return of(x < 0 && y % 2 !== 0 ? -digits : digits, places)
}

const root2600 = (x: bigint): bigint => root(x << BigInt(2600 - p), 2600)

/** A special function in the fixed point of its oracle. */
function special(f: (x: bigint) => bigint): AccuracyRow['exact'] {
  return (x) => of(f(exactly(x)), manyPlaces)
}

function when(holds: (x: number) => boolean, exact: AccuracyRow['exact']): AccuracyRow['exact'] {
  return (x) => (holds(x) ? exact(x) : null)
}

/** Newton's step from a double near the value: its error is squared. */
function erfinv(x: number): Exact {
  let y = exactly(guess(x))
  for (let i = 0; i < 7; i++) {
    y -= ((erfOf(y) - exactly(x)) << BigInt(manyPlaces)) / erfSlopeOf(y)
  }
  return of(y, manyPlaces)
}

/** To a few hundredths (Winitzki 2008). */
function guess(x: number): number {
  const log = Math.log1p(-x * x)
  const t = 2 / (Math.PI * 0.147) + log / 2
  return Math.sign(x) * Math.sqrt(Math.sqrt(t * t - log / 0.147) - t)
}

const isPole = (x: number): boolean => x <= 0 && Number.isInteger(x)
const gammaRanges: Ranges = [
  [-30, 0],
  [0, 30],
  [-2, 4],
  [0, 1e6],
]
const gammaOperands = single(gammaRanges, 240, [1, 2, 3, 9, 1.4616321449683622, -0.5, 170]).filter(
  (_, i) => i % 2 === 0,
)
/** The reflection formula takes differences at negative arguments. */
const fromOne = (x: number): number => (x < 0 ? 1 : 0)
const gammaDomain = (x: number): boolean => !isPole(x) && Math.abs(x) < 1e300 && x > -1e3

export const accuracy: Readonly<Record<string, AccuracyRow>> = {
  add: rounded((x, y) => of(x + y, p), pairs()),
  sub: rounded((x, y) => of(x - y, p), pairs()),
  mul: rounded((x, y) => of(x * y, 2 * p), pairs()),
  div: rounded(quotient, pairs()),
  neg: rounded((x) => of(-x, p)),
  square: rounded((x) => of(x * x, 2 * p)),
  reciprocal: rounded((x) => quotient(1n << BigInt(p), x)),
  abs: rounded((x) => of(abs(x), p)),
  sign: rounded((x) => of(x > 0n ? 1n : x < 0n ? -1n : 0n, 0)),
  maximum: rounded((x, y) => of(x > y ? x : y, p), pairs()),
  minimum: rounded((x, y) => of(x < y ? x : y, p), pairs()),
  relu: rounded((x) => of(x > 0n ? x : 0n, p)),
  rem: rounded((x, y) => (y === 0n ? null : of(x % y, p)), pairs()),
  floor: rounded((x) => of(whole(x), p)),
  ceil: rounded((x) => of(-whole(-x), p)),
  round: rounded((x) => of(toEven(x), p)),
  sqrt: rounded((x) => (x < 0n ? null : of(root2600(x), 2600))),
  equal: comparison((x, y) => x === y),
  notEqual: comparison((x, y) => x !== y),
  less: comparison((x, y) => x < y),
  lessEqual: comparison((x, y) => x <= y),
  greater: comparison((x, y) => x > y),
  greaterEqual: comparison((x, y) => x >= y),
  rsqrt: {
    exact: rational((x) => (x <= 0n ? null : of((1n << 4000n) / root2600(x), 1400))),
    within: 1.5,
    operands: single(),
  },
  exp: elementary('exp', 1),
  expm1: elementary('expm1', 2),
  log: elementary('log', 1),
  log1p: elementary('log1p', 1.25),
  sin: elementary('sin', 1),
  cos: elementary('cos', 1),
  tan: elementary('tan', 1),
  asin: elementary('asin', 1, [[-1, 1]]),
  acos: elementary('acos', 1, [[-1, 1]]),
  atan: elementary('atan', 1),
  sinh: elementary('sinh', 2),
  cosh: elementary('cosh', 1.5),
  tanh: elementary('tanh', 1.75),
  asinh: elementary('asinh', 1.75),
  acosh: elementary('acosh', 1.75),
  atanh: elementary('atanh', 1.75, [[-1, 1]]),
  sigmoid: elementary('sigmoid', 1.75),
  silu: elementary('silu', 2.25),
  softplus: elementary('softplus', 1.75),
  atan2: {
    exact: (y, x) => {
      if (!isNumber(x, y) || x === 0 || y === 0) return null
      // An angle far below the least number rounds to 0; the digits for it would be thousands.
      const q = Math.min(placesFor(y, x) + 1100, 3000)
      if (fixed(y, q) === 0n || fixed(x, q) === 0n) return null
      return of(exactAtan2(fixed(y, q), fixed(x, q), q), q)
    },
    within: 1.25,
    operands: pairs().filter((_, i) => i % 4 === 0),
  },
  pow: {
    exact: power,
    within: 1,
    operands: [...pairs([[0, 3]]), ...pairs([[-30, 30]])].filter((_, i) => i % 2 === 0),
  },
  power: { exact: (x) => power(x, 7), within: 1, operands: single(), params: { exponent: 7 } },
  erf: {
    exact: when((x) => Math.abs(x) < 28, special(erfOf)),
    within: 1,
    operands: single(everywhere.slice(0, 2)),
  },
  erfc: {
    exact: when((x) => Math.abs(x) < 28, special(erfcOf)),
    within: 3,
    operands: single([
      [-7, 28],
      [-1, 1],
      [26, 28],
    ]),
  },
  normalCdf: {
    exact: when((x) => Math.abs(x) < 40, special(normalCdfOf)),
    within: 4,
    operands: single([
      [-10, 7],
      [-1, 1],
      [-39, -30],
    ]),
  },
  erfinv: {
    exact: when((x) => Math.abs(x) < 1 && Math.abs(x) > 1e-290, erfinv),
    within: 8,
    operands: single([
      [-1, 1],
      [0.99, 1],
      [-1e-9, 1e-9],
    ]).filter((_, i) => i % 8 === 0),
  },
  lgamma: {
    // The zeros at 1 and 2 are exact.
    exact: when((x) => gammaDomain(x) && x !== 1 && x !== 2, special(lgammaOf)),
    within: 10,
    operands: gammaOperands,
    atLeast: fromOne,
  },
  digamma: {
    exact: when(
      (x) => gammaDomain(x) && Math.abs(x) > 1e-290,
      special((x) => polygammaOf(0, x)),
    ),
    within: 12,
    operands: gammaOperands,
    atLeast: fromOne,
  },
  polygamma: {
    exact: when(
      (x) => gammaDomain(x) && Math.abs(x) > 1e-70,
      special((x) => polygammaOf(2, x)),
    ),
    within: 20,
    operands: gammaOperands,
    params: { n: 2 },
  },
}

/** Elementwise primitives that compute no number: they choose, or tell what a number is. */
export const choosing = [
  'where',
  'logicalAnd',
  'logicalOr',
  'logicalNot',
  'isFinite',
  'isNan',
  'stopGradient',
  'cast',
]

/** Primitives whose results depend on more than the elements at the same place. */
export const notElementwise = (
  'argmax argmin argsort broadcastTo cholesky concatenate cumsum dotGeneral eigh flip fourier gather ldu lu ' +
  'max min overlapAdd pad pinv qr randomNormal randomSplit randomUniform recurrence reshape scatterAdd ' +
  'slice solve sum svd transpose triangularSolve windows'
).split(' ')
