/** The assertions behind `expression // → text` and `// ≈ text` in code blocks of the documentation. */

/** The value reads as `text`; numbers in it agree to nine digits, or to those that are written. */
export function expectText(value: unknown, text: string, digits: 'nine' | 'as written' = 'nine') {
  const agree = digits === 'nine' ? close : rounded
  const actual = parts(String(value))
  const expected = parts(text)
  const same =
    expected.length > 0 &&
    actual.length === expected.length &&
    expected.every((part, i) => part === actual[i] || agree(part, Number(actual[i])))
  if (!same) throw new Error(`expected ${text}\n but it is ${String(value)}`)
}

/** Words, numbers and brackets: how they are spaced does not count. */
function parts(text: string): string[] {
  return text.match(/[[\]]|[^\s,[\]]+/g) ?? []
}

function close(written: string, y: number): boolean {
  const x = Number(written)
  return Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x))
}

function rounded(written: string, y: number): boolean {
  const [, , decimals = '', exponent = '0'] =
    written.match(/^-?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/) ?? []
  return Math.abs(Number(written) - y) <= 0.501 * 10 ** (Number(exponent) - decimals.length)
}
