import fc from 'fast-check'
import { evaluate as byMathjs } from 'mathjs'
import { describe, expect, test } from 'vitest'
import { tensor } from '@wengert/tensor'
import { evaluate } from '../src/expression/evaluate.ts'
import { parse } from '../src/expression/parse.ts'
import { words } from '../src/expression/vocabulary.ts'

function at(text: string, x: number, y: number): number {
  const parsed = parse(text)
  if (!parsed.ok) throw new Error(parsed.problem.message)
  return evaluate(parsed.expression, tensor(x), tensor(y)).item()
}

/** Texts that mathjs, which also evaluates, knows as we do. */
const shared = [
  '(1 - x)^2 + 100 (y - x^2)^2',
  '2x y - -x / 3 + 1.5e-1 y',
  'x^-2 + 2^x^0.5',
  'sin(x) cos(y) tan(x/4) + sinh(x) - cosh(y) + tanh(x y)',
  'asin(x/5) + acos(y/5) + atan(x) + asinh(y) + acosh(1 + x) + atanh(y/5) + atan2(y, x)',
  'exp(-x) + expm1(y) + log(x) + log1p(y) + log2(x) + log10(y) + sqrt(x) + abs(x - y)',
  'square(x) + pow(x, 3) + sign(x - y) + erf(x) + lgamma(y + 1)',
  'max(x, y, 1) - min(x, 2) + min(y)',
  'x > y ? x^2 : y^3 + 1',
  '(0.5 < x <= 1 and not (y > 1) or x == y) ? pi : e + tau y',
]

describe('a typed function', () => {
  test.each(shared)('has the values of mathjs: %s', (text) => {
    const inside = fc.double({ min: 0.1, max: 4, noNaN: true })
    fc.assert(
      fc.property(inside, inside, (x, y) => {
        // It takes numbers as equal that differ by rounding, as we do not.
        fc.pre([x - y, x - 0.5, x - 1, y - 1].every((gap) => Math.abs(gap) > 1e-6))
        const scope = { x, y, square: (a: number) => a * a }
        const expected = Number(byMathjs(text, scope))
        expect(Math.abs(at(text, x, y) - expected)).toBeLessThan(1e-11 * (1 + Math.abs(expected)))
      }),
      { numRuns: 40 },
    )
  })

  test('has the functions that mathjs lacks, by their closed forms', () => {
    expect(at('sigmoid(x)', 0.3, 0)).toBeCloseTo(1 / (1 + Math.exp(-0.3)), 14)
    expect(at('softplus(x)', 0.3, 0)).toBeCloseTo(Math.log(1 + Math.exp(0.3)), 14)
    expect([at('relu(x)', -2, 0), at('relu(x)', 2, 0)]).toEqual([0, 2])
    expect(at('ln(x) + arctan(y)', 2, 1)).toBeCloseTo(Math.log(2) + Math.PI / 4, 14)
  })

  test('sums over whole numbers like loops, also inside one another', () => {
    expect(at('sum(k, 1, 100, x k)', 1, 0)).toBe(5050)
    expect(at('sum(k, 0, 6, x)', 1.5, 0)).toBe(10.5)
    let expected = 0
    for (let i = -1; i <= 3; i++)
      for (let j = 1; j <= 4; j++) expected += Math.sin(i * 0.7) / (j + 0.2)
    const text = 'sum(i, -1, 3, sum(j, 1, 4, sin(i x) / (j + y)))'
    expect(at(text, 0.7, 0.2)).toBeCloseTo(expected, 12)
  })

  test('gives on many points what it gives on each, sums and constants included', () => {
    const [xs, ys] = [Float64Array.of(0.3, -1, 2), Float64Array.of(1, 0.5, -2)]
    for (const text of [
      'x y',
      'x',
      'sum(k, 1, 5, k x) + sum(k, 1, 3, k)',
      'sum(k, 1, 3, sum(j, 1, 2, y j)) x',
    ]) {
      const parsed = parse(text)
      if (!parsed.ok) throw new Error(parsed.problem.message)
      const together = evaluate(parsed.expression, tensor(xs), tensor(ys))
      expect(together.toArray()).toEqual(Array.from(xs, (x, i) => at(text, x, ys[i])))
    }
  })
})

/** What is typed, the message, and the part of the text that is marked. */
const refused: readonly (readonly [text: string, message: RegExp, marked: string])[] = [
  ['', /^Type a function of x and y/, ''],
  ['2x +', /ends too early/, '+'],
  ['(x', /closing bracket/, 'x'],
  ['x + @', /"@"; check this place/, '@'],
  ['5', /neither x nor y/, '5'],
  ['x + foo', /^foo is not known; the variables are x and y/, 'foo'],
  ['X + y', /^X is not known; write x\.$/, 'X'],
  ['2 xy', /write x\*y/, 'xy'],
  ['sin x', /brackets: sin\(x\)/, 'sin'],
  ['x(1 - y)', /for a product write x\*/, 'x'],
  ['x + sinus(y)', /did you mean sin\?/, 'sinus'],
  ['atan2(x)', /takes 2 arguments, not 1/, 'atan2'],
  ['x!', /sign ! is not known/, '!'],
  ['f = x', /without a name and = before it/, '='],
  ['[x, y]', /Only one expression/, '[x, y]'],
  ['x; y', /Only one expression/, 'x; y'],
  ['sum(k, 1, 3)', /takes 4 arguments; write sum\(k, 1, 10/, 'sum'],
  ['sum(k, 1.5, 3, x)', /whole numbers/, 'sum'],
  ['sum(x, 1, 3, x)', /must be a new name/, 'sum'],
  ['sum(k, 3, 1, x)', /no terms/, 'sum'],
  ['sum(i, 1, 2000, sum(j, 1, 2000, x))', /4000000 terms/, 'sum'],
  ['"x"', /Text in quotes/, 'x'],
  [`${'('.repeat(900)}x${')'.repeat(900)}${' '.repeat(300)}`, /2100|nested|characters/, ''],
]

describe('a text without meaning', () => {
  test.each(refused)('%s', (text, message, marked) => {
    const parsed = parse(text)
    if (parsed.ok) throw new Error('was understood')
    const { problem } = parsed
    expect(problem.message).toMatch(message)
    expect(problem.from).toBeGreaterThanOrEqual(0)
    expect(problem.to).toBeLessThanOrEqual(Math.max(text.length, 0))
    if (marked !== '') expect(text.slice(problem.from, problem.to)).toBe(marked)
  })

  test('is never run, nor does it reach what objects inherit', () => {
    const hostile = [
      'constructor',
      'x.constructor',
      'x["constructor"]',
      '__proto__ + x',
      'toString(x)',
      'hasOwnProperty(x)',
      'import("x")',
      'evaluate("x")',
      'f(a) = x',
      'x.map(y)',
      'cos.constructor("return 1")()',
      '{a: x}',
    ]
    for (const text of hostile) expect(parse(text).ok, text).toBe(false)
  })

  test('of any characters gives a message, not an exception', () => {
    const pieces = fc.constantFrom(
      ...words,
      ...'xy()+-*/^?:,.;=<>!"\'[]{}%&| 0123',
      'sum',
      'k',
      'é',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        const parsed = parse(list.join(''))
        if (!parsed.ok) expect(parsed.problem.message).toMatch(/^\S.*[.?]$/s)
      }),
      { numRuns: 1000 },
    )
  })
})
