import { describe, expect, test } from 'vitest'
import { expectText } from './expect-text.ts'

const reads = (value: unknown, text: string) => expect(() => expectText(value, text)).not.toThrow()
const differs = (value: unknown, text: string) =>
  expect(() => expectText(value, text)).toThrow('but it is')

describe('expression // → text', () => {
  test('compares numbers to nine digits, also within brackets', () => {
    reads([1 / 3, 2], '0.3333333333,2')
    reads('[0.1 2.]', '[0.10000000001 2]')
    differs([1 / 3, 2], '0.33333333,2')
    differs('[0.1 2.]', '[0.10001 2.]')
  })

  test('does not count spaces and lines, but words, brackets and their number', () => {
    reads('(a) {\n  b = sin a\n}', '(a) {\nb = sin a\n}')
    differs('(a) {\n  b = sin a\n}', '(a) {\nb = cos a\n}')
    differs('[1, 2]', '1, 2')
    differs('1, 2', '1')
  })

  test('needs a text', () => {
    differs('', '')
  })
})

describe('expression // ≈ text', () => {
  const agrees = (value: unknown, text: string) =>
    expect(() => expectText(value, text, 'as written')).not.toThrow()
  const disagrees = (value: unknown, text: string) =>
    expect(() => expectText(value, text, 'as written')).toThrow('but it is')

  test('rounds to the decimals that are written', () => {
    agrees(Math.PI, '3.14')
    disagrees(Math.PI, '3.15')
    disagrees(Math.PI, '3.140')
    agrees(-1234.4, '-1234')
    disagrees(1234.6, '1234')
  })

  test('knows exponents', () => {
    agrees(1.23e-7, '1.2e-7')
    disagrees(1.26e-7, '1.2e-7')
    agrees(12_400, '1.24e4')
  })

  test('takes neither words nor NaN for numbers', () => {
    disagrees(NaN, '1.0')
    disagrees(1, 'one')
    agrees('converged', 'converged')
  })
})
