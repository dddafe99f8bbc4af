/** Polynomials with constant coefficients, of which the special functions are made. */

export type Coefficients = readonly number[]

/** The value at x by Horner's rule; the coefficient of the highest power comes first. */
export function polynomial(coefficients: Coefficients, x: number): number {
  let value = 0
  for (const c of coefficients) value = value * x + c
  return value
}
