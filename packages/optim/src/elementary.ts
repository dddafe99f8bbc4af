/**
 * Functions of numbers with bits of our own. ECMAScript leaves those of `Math.hypot`, `Math.log` and
 * `x ** y` to the engine, and a solver's steps would depend on where it runs.
 */
import { log, log1p, pow } from '@wengert/tensor'

/** √(a² + b²), without overflow or underflow of the squares. */
export function hypot(a: number, b: number): number {
  const scale = Math.max(Math.abs(a), Math.abs(b))
  if (scale === 0 || !Number.isFinite(scale)) return scale
  if (scale > 1e-140 && scale < 1e140) return Math.sqrt(a * a + b * b)
  return scale * Math.sqrt((a / scale) * (a / scale) + (b / scale) * (b / scale))
}

/** ln x. */
export function logarithm(x: number): number {
  return log(x).item()
}

/** ln(1 + x). */
export function logarithmOfOnePlus(x: number): number {
  return log1p(x).item()
}

/** xʸ. */
export function power(x: number, y: number): number {
  return pow(x, y).item()
}
