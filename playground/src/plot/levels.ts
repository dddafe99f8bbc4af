/**
 * Where contours are drawn. Functions of interest span many powers of ten between a valley and a corner, so
 * levels are even in u = log(1 + (f − min) / s), with a scale s of the low values: dense near minima, and
 * still there far out.
 */
export interface Levels {
  /** u at each point; −1 where the function is not finite. */
  readonly heights: Float64Array
  readonly thresholds: readonly number[]
}

const bands = 20

export function levelsOf(values: Float64Array): Levels | null {
  const finite = values.filter(Number.isFinite).sort()
  if (finite.length === 0) return null
  const least = finite[0]
  const low = finite[Math.floor(finite.length / 8)] - least
  const most = finite[Math.floor(finite.length * 0.995)] - least
  const scale = low > 0 ? low : most > 0 ? most : 1
  const heights = values.map((value) =>
    Number.isFinite(value) ? Math.log1p((value - least) / scale) : -1,
  )
  const top = Math.log1p(most / scale)
  return {
    heights,
    thresholds: Array.from({ length: bands }, (_, i) => (top * i) / bands),
  }
}
