/**
 * What an information matrix says about its parameters: their covariance, and the directions along
 * which the likelihood is flat. All of it is decided on the matrix scaled to a unit diagonal, S = D⁻¹ H
 * D⁻¹, since the units of parameters are no matter of identification (van der Sluis 1969: this scaling
 * is within n of the best conditioned). An eigenvalue that rounding could have made counts as zero; a
 * parameter with a part in such a direction has no finite variance, the others have theirs.
 */
import { linalg, tensor } from '@wengert/tensor'
import { addScaled, dot, norm, scaled, type Vector } from '../vector.ts'

export interface Identification {
  /** The inverse on the identified directions, n × n, finite; of parameters that are lost it tells nothing. */
  readonly inverse: Vector
  /** The parameters with a part in a direction that is not identified. */
  readonly isLost: readonly boolean[]
  /** λ_max / λ_min of the matrix itself, and of it scaled to a unit diagonal. */
  readonly conditionNumber: number
  readonly scaledConditionNumber: number
  /** Unit vectors along which the matrix vanishes. */
  readonly flat: readonly Vector[]
  /** Where a gradient falls along those. */
  flatPart(gradient: Vector): FlatPart
  /** The unit vector of the least scaled eigenvalue. */
  readonly weakest: Vector
  /** A unit vector of negative curvature, and the curvature; null where there is none. */
  readonly negative: { readonly direction: Vector; readonly curvature: number } | null
}

export interface FlatPart {
  /** The unit vector along which it falls most. */
  readonly direction: Vector
  /** By how much, for a unit of the parameters and for a scaled one. */
  readonly slope: number
  readonly scaledSlope: number
}

export function identify(information: Vector, n: number, epsilon: number): Identification {
  const scale = Float64Array.from({ length: n }, (_, i) => {
    const size = Math.sqrt(Math.abs(information[i * n + i]))
    return size > 0 ? size : 1
  })
  const similar = information.map((h, k) => h / (scale[Math.floor(k / n)] * scale[k % n]))
  const { values, vectors } = eigensystem(similar, n)
  const largest = Math.max(...values.map(Math.abs))
  const zero = 100 * n * epsilon * largest
  const flat = vectors.filter((_, k) => values[k] <= zero)
  const inverse = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      values.forEach((value, k) => {
        if (value > zero) sum += (vectors[k][i] * vectors[k][j]) / value
      })
      const entry = sum / scale[i] / scale[j]
      inverse[i * n + j] = entry
      inverse[j * n + i] = entry
    }
  }
  const inUnits = (v: Vector): Vector => {
    const u = v.map((element, i) => element / scale[i])
    return scaled(1 / norm(u), u)
  }
  const raw = eigensystem(information, n).values
  const lowest = inUnits(vectors[0])
  return {
    inverse,
    isLost: Array.from(scale, (_, i) => norm(Float64Array.from(flat, (v) => v[i])) > 1e-6),
    conditionNumber: flat.length > 0 ? Infinity : raw[n - 1] / raw[0],
    scaledConditionNumber: flat.length > 0 ? Infinity : values[n - 1] / values[0],
    flat: flat.map(inUnits),
    flatPart(gradient) {
      const g = gradient.map((element, i) => element / scale[i])
      const fall = new Float64Array(n)
      for (const v of flat) addScaled(fall, -dot(g, v), v)
      const scaledSlope = norm(fall)
      const direction = scaledSlope > 0 ? inUnits(fall) : fall
      return { direction, slope: Math.abs(dot(gradient, direction)), scaledSlope }
    },
    weakest: lowest,
    negative:
      values[0] < -zero ? { direction: lowest, curvature: form(information, lowest) } : null,
  }
}

/** A covariance with what is lost as infinite variances, and covariances that are NaN. */
export function withoutLost(covariance: Vector, isLost: readonly boolean[]): Vector {
  const n = isLost.length
  return covariance.map((entry, k) => {
    const [i, j] = [Math.floor(k / n), k % n]
    if (!isLost[i] && !isLost[j]) return entry
    return i === j ? Infinity : NaN
  })
}

function eigensystem(matrix: Vector, n: number): { values: Vector; vectors: Vector[] } {
  const [w, v] = linalg.eigh(tensor(matrix, { shape: [n, n] }))
  return {
    values: Float64Array.from(w.data),
    vectors: Array.from({ length: n }, (_, j) =>
      Float64Array.from({ length: n }, (_, i) => v.data[i * n + j]),
    ),
  }
}

/** vᵀ A v. */
function form(matrix: Vector, v: Vector): number {
  return matrix.reduce((sum, a, k) => sum + a * v[Math.floor(k / v.length)] * v[k % v.length], 0)
}
