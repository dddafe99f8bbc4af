/** The assertion behind `expression // → text` in code blocks of the documentation. */
import { expect } from 'vitest'

/** The value reads as `text`; numbers in it agree to nine digits. */
export function expectText(value: unknown, text: string): void {
  const actual = parts(String(value))
  const expected = parts(text)
  const sameNumbers =
    actual.length === expected.length &&
    expected.every((part, i) => part === actual[i] || close(Number(part), Number(actual[i])))
  if (!sameNumbers) expect(String(value)).toBe(text)
}

function parts(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '')
}

function close(x: number, y: number): boolean {
  return Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(x))
}
