/** The words that a function of x and y may be made of, with what the editor says about each. */

interface Entry {
  readonly least: number
  readonly most: number
  readonly about: string
}

const unary = (about: string): Entry => ({ least: 1, most: 1, about })
const binary = (about: string): Entry => ({ least: 2, most: 2, about })
const any = (about: string): Entry => ({ least: 1, most: Infinity, about })

export const functions = {
  abs: unary('magnitude'),
  acos: unary('inverse cosine'),
  acosh: unary('inverse hyperbolic cosine'),
  add: binary('a + b'),
  and: binary('both hold'),
  asin: unary('inverse sine'),
  asinh: unary('inverse hyperbolic sine'),
  atan: unary('inverse tangent'),
  atan2: binary('angle of the point (b, a)'),
  atanh: unary('inverse hyperbolic tangent'),
  cos: unary('cosine'),
  cosh: unary('hyperbolic cosine'),
  divide: binary('a / b'),
  equal: binary('a = b'),
  erf: unary('error function'),
  exp: unary('exponential'),
  expm1: unary('eᵃ − 1, exact near 0'),
  larger: binary('a > b'),
  largerEq: binary('a ≥ b'),
  lgamma: unary('logarithm of the gamma function'),
  log: unary('natural logarithm'),
  log10: unary('logarithm to base 10'),
  log1p: unary('log(1 + a), exact near 0'),
  log2: unary('logarithm to base 2'),
  max: any('largest of its arguments'),
  min: any('smallest of its arguments'),
  multiply: binary('a · b'),
  not: unary('does not hold'),
  or: binary('one of both holds'),
  pow: binary('a to the power b'),
  relu: unary('max(a, 0)'),
  sigmoid: unary('1 / (1 + e⁻ᵃ)'),
  sign: unary('−1, 0 or 1'),
  sin: unary('sine'),
  sinh: unary('hyperbolic sine'),
  smaller: binary('a < b'),
  smallerEq: binary('a ≤ b'),
  softplus: unary('log(1 + eᵃ), a smooth ramp'),
  sqrt: unary('square root'),
  square: unary('a²'),
  subtract: binary('a − b'),
  tan: unary('tangent'),
  tanh: unary('hyperbolic tangent'),
  unaryMinus: unary('−a'),
  unequal: binary('a ≠ b'),
} as const satisfies Record<string, Entry>

export type FunctionName = keyof typeof functions

/** Those that are written as signs, not as words. */
const signs =
  'add and divide equal larger largerEq multiply not or smaller smallerEq subtract unaryMinus unequal'.split(
    ' ',
  )

export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(functions, name)
}

/** What may be typed as `word(…)`. */
export const words = Object.keys(functions).filter((name) => !signs.includes(name))

export const constants: Readonly<Record<string, number>> = {
  e: Math.E,
  pi: Math.PI,
  tau: 2 * Math.PI,
}

/** Other spellings. */
export const aliases: Readonly<Record<string, FunctionName>> = {
  arccos: 'acos',
  arcsin: 'asin',
  arctan: 'atan',
  ln: 'log',
}
