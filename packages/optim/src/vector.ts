/** Arithmetic on flat vectors. Nothing here writes to its operands but `addScaled`, to its first. */

export type Vector = Float64Array

export function dot(x: Vector, y: Vector): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i]
  return sum
}

/** The Euclidean norm, without overflow or underflow of the squares. */
export function norm(x: Vector): number {
  const scale = normInf(x)
  if (scale === 0 || !Number.isFinite(scale)) return scale
  if (scale > 1e-140 && scale < 1e140) return Math.sqrt(dot(x, x))
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += (x[i] / scale) * (x[i] / scale)
  return scale * Math.sqrt(sum)
}

/** The largest magnitude; NaN where an element is NaN. */
export function normInf(x: Vector): number {
  let largest = 0
  for (let i = 0; i < x.length; i++) {
    const magnitude = Math.abs(x[i])
    if (!(magnitude <= largest)) largest = magnitude
    if (Number.isNaN(largest)) return NaN
  }
  return largest
}

/** x + a·y, in place of x. */
export function addScaled(x: Vector, a: number, y: Vector): Vector {
  for (let i = 0; i < x.length; i++) x[i] += a * y[i]
  return x
}

/** x + a·y, as a new vector. */
export function combine(x: Vector, a: number, y: Vector): Vector {
  const result = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) result[i] = x[i] + a * y[i]
  return result
}

export function scaled(a: number, x: Vector): Vector {
  const result = new Float64Array(x.length)
  for (let i = 0; i < x.length; i++) result[i] = a * x[i]
  return result
}

export function difference(x: Vector, y: Vector): Vector {
  return combine(x, -1, y)
}

export function equalVectors(x: Vector, y: Vector): boolean {
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false
  return true
}

/** A vector from what structuredClone or JSON made of one. */
export function reviveVector(values: unknown, size: number): Vector {
  const isList = Array.isArray(values) || ArrayBuffer.isView(values)
  const indexed = isList ? values : { ...(values as ArrayLike<number>), length: size }
  return Float64Array.from(indexed as ArrayLike<number>)
}

/** The same where there may be none. */
export function reviveOptional(values: unknown, size: number): Vector | null {
  return values === undefined || values === null ? null : reviveVector(values, size)
}
