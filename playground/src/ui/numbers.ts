/** Numbers as the page shows them: a few digits, a true minus sign, powers of ten where they are needed. */
import { format } from 'd3-format'

const plain = format('.4~r')
const scientific = format('.3~e')

export function show(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  const text = size >= 1e5 || size < 1e-3 ? scientific(value) : plain(value)
  return text.replaceAll('-', '−').replace(/e\+?/, 'e')
}

export function showPoint([x, y]: readonly [number, number]): string {
  return `(${show(x)}, ${show(y)})`
}
