/**
 * What an information matrix says about its parameters: their covariance, and the directions along
 * which the likelihood is flat. All of it is decided on the matrix scaled to a unit diagonal, S = D⁻¹ H
 * D⁻¹, since the units of parameters are no matter of identification (van der Sluis 1969: this scaling
 * is within n of the best conditioned). An eigenvalue that rounding could have made counts as zero; a
 * parameter with a part in such a direction has no finite variance, the others have theirs.
 */
import { linalg, tensor } from '@wengert/tensor'
import { norm, scaled, type Vector } from '../vector.ts'

export interface Identification {
  /** The inverse on the identified directions, n × n; NaN off and infinite on the diagonal where it has none. */
  readonly covariance: Vector
  readonly standardErrors: Vector
  /** λ_max / λ_min of the matrix itself, and of it scaled to a unit diagonal. */
  readonly conditionNumber: number
  readonly scaledConditionNumber: number
  /** Unit vectors along which the matrix vanishes. */
  readonly flat: readonly Vector[]
  /** The unit vector of the least scaled eigenvalue. */
  readonly weakest: Vector
  /** A unit vector of negative curvature, and the curvature; null where there is none. */
  readonly negative: { readonly direction: Vector; readonly curvature: number } | null
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
  const involved = scale.map((_, i) => norm(Float64Array.from(flat, (v) => v[i])))
  const covariance = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const isLost = Math.max(involved[i], involved[j]) > 1e-6
      let sum = 0
      values.forEach((value, k) => {
        if (value > zero) sum += (vectors[k][i] * vectors[k][j]) / value
      })
      const entry = isLost ? (i === j ? Infinity : NaN) : sum / scale[i] / scale[j]
      covariance[i * n + j] = entry
      covariance[j * n + i] = entry
    }
  }
  const inUnits = (v: Vector): Vector => {
    const u = v.map((element, i) => element / scale[i])
    return scaled(1 / norm(u), u)
  }
  const raw = eigensystem(information, n).values
  const lowest = inUnits(vectors[0])
  return {
    covariance,
    standardErrors: scale.map((_, i) => Math.sqrt(covariance[i * n + i])),
    conditionNumber: flat.length > 0 ? Infinity : raw[n - 1] / raw[0],
    scaledConditionNumber: flat.length > 0 ? Infinity : values[n - 1] / values[0],
    flat: flat.map(inUnits),
    weakest: lowest,
    negative:
      values[0] < -zero ? { direction: lowest, curvature: form(information, lowest) } : null,
  }
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
