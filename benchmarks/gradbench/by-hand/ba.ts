/**
 * `ba` by hand. With R the rotation by r of angle θ, the derivative of R y by r is
 * −R [y]× (r rᵀ + (Rᵀ − I) [r]×) / θ² (Gallego & Yezzi, 2015), and −[y]× where r is 0.
 */
import { job, type Evaluation } from '../job.ts'

interface Input {
  readonly n: number
  readonly m: number
  readonly p: number
  readonly cam: readonly number[]
  readonly x: readonly number[]
  readonly w: number
  readonly feat: readonly number[]
}

interface Problem {
  readonly n: number
  readonly m: number
  readonly p: number
  readonly cameras: Float64Array
  readonly points: Float64Array
  readonly weights: Float64Array
  readonly features: Float64Array
}

const [cameraSize, pointSize] = [11, 3]

const copies = (row: readonly number[], count: number): Float64Array =>
  Float64Array.from({ length: row.length * count }, (_, i) => row[i % row.length])

const read = ({ n, m, p, cam, x, w, feat }: Input): [Problem] => [
  {
    n,
    m,
    p,
    cameras: copies(cam, n),
    points: copies(x, m),
    weights: copies([w], p),
    features: copies(feat, p),
  },
]

/** The rotation of one camera, by rows. */
const R = new Float64Array(9)

function rotate(c: Float64Array, at: number): number {
  const [r0, r1, r2] = [c[at], c[at + 1], c[at + 2]]
  const squared = r0 * r0 + r1 * r1 + r2 * r2
  const angle = Math.sqrt(squared)
  const s = squared === 0 ? 1 : Math.sin(angle) / angle
  const t = squared === 0 ? 0 : (1 - Math.cos(angle)) / squared
  const cosine = Math.cos(angle)
  R[0] = cosine + t * r0 * r0
  R[1] = t * r0 * r1 - s * r2
  R[2] = t * r0 * r2 + s * r1
  R[3] = t * r0 * r1 + s * r2
  R[4] = cosine + t * r1 * r1
  R[5] = t * r1 * r2 - s * r0
  R[6] = t * r0 * r2 - s * r1
  R[7] = t * r1 * r2 + s * r0
  R[8] = cosine + t * r2 * r2
  return squared
}

function errors({ n, m, p, cameras, points, weights, features }: Problem) {
  const reprojection = new Float64Array(2 * p)
  const weight = new Float64Array(p)
  for (let i = 0; i < p; i++) {
    const c = cameraSize * (i % n)
    const x = pointSize * (i % m)
    rotate(cameras, c)
    const y0 = points[x] - cameras[c + 3]
    const y1 = points[x + 1] - cameras[c + 4]
    const y2 = points[x + 2] - cameras[c + 5]
    const depth = R[6] * y0 + R[7] * y1 + R[8] * y2
    const p0 = (R[0] * y0 + R[1] * y1 + R[2] * y2) / depth
    const p1 = (R[3] * y0 + R[4] * y1 + R[5] * y2) / depth
    const radius = p0 * p0 + p1 * p1
    const scale = cameras[c + 6] * (1 + radius * (cameras[c + 9] + radius * cameras[c + 10]))
    const w = weights[i]
    reprojection[2 * i] = w * (scale * p0 + cameras[c + 7] - features[2 * i])
    reprojection[2 * i + 1] = w * (scale * p1 + cameras[c + 8] - features[2 * i + 1])
    weight[i] = 1 - w * w
  }
  return { reprojection, weight }
}

function jacobian({ n, m, p, cameras, points, weights, features }: Problem) {
  const rows = new Int32Array(3 * p + 1)
  const columns = new Int32Array(31 * p)
  const values = new Float64Array(31 * p)
  const byRotation = new Float64Array(9)
  let at = 0
  for (let i = 0; i < p; i++) {
    const c = cameraSize * (i % n)
    const x = pointSize * (i % m)
    const squared = rotate(cameras, c)
    const y0 = points[x] - cameras[c + 3]
    const y1 = points[x + 1] - cameras[c + 4]
    const y2 = points[x + 2] - cameras[c + 5]
    rotatedBy(cameras, c, squared, y0, y1, y2, byRotation)
    const depth = R[6] * y0 + R[7] * y1 + R[8] * y2
    const p0 = (R[0] * y0 + R[1] * y1 + R[2] * y2) / depth
    const p1 = (R[3] * y0 + R[4] * y1 + R[5] * y2) / depth
    const radius = p0 * p0 + p1 * p1
    const [focal, k0, k1] = [cameras[c + 6], cameras[c + 9], cameras[c + 10]]
    const distortion = 1 + radius * (k0 + radius * k1)
    const slope = 2 * (k0 + 2 * k1 * radius)
    const w = weights[i]
    for (let row = 0; row < 2; row++) {
      const own = row === 0 ? p0 : p1
      // The derivative of the distorted position by the undistorted one, then by the rotated point.
      const m0 = (row === 0 ? distortion : 0) + slope * own * p0
      const m1 = (row === 1 ? distortion : 0) + slope * own * p1
      const f = (w * focal) / depth
      const d0 = f * m0
      const d1 = f * m1
      const d2 = -f * (m0 * p0 + m1 * p1)
      const start = at
      for (let j = 0; j < 3; j++) {
        const byPoint = d0 * R[j] + d1 * R[3 + j] + d2 * R[6 + j]
        values[at + j] = d0 * byRotation[j] + d1 * byRotation[3 + j] + d2 * byRotation[6 + j]
        values[at + 3 + j] = -byPoint
        values[at + 11 + j] = byPoint
      }
      values[at + 6] = w * own * distortion
      values[at + 7 + row] = w
      values[at + 9] = w * focal * own * radius
      values[at + 10] = w * focal * own * radius * radius
      values[at + 14] = focal * distortion * own + cameras[c + 7 + row] - features[2 * i + row]
      for (let j = 0; j < cameraSize; j++) columns[at++] = c + j
      for (let j = 0; j < pointSize; j++) columns[at++] = cameraSize * n + x + j
      columns[at++] = cameraSize * n + pointSize * m + i
      rows[2 * i + row] = start
    }
  }
  for (let i = 0; i < p; i++) {
    rows[2 * p + i] = at
    values[at] = -2 * weights[i]
    columns[at++] = cameraSize * n + pointSize * m + i
  }
  rows[3 * p] = at
  return { rows, columns, values }
}

/** The derivative of R y by r, by rows. */
function rotatedBy(
  c: Float64Array,
  at: number,
  squared: number,
  y0: number,
  y1: number,
  y2: number,
  result: Float64Array,
): void {
  const [r0, r1, r2] = [c[at], c[at + 1], c[at + 2]]
  for (let j = 0; j < 3; j++) {
    // Column j of r rᵀ + (Rᵀ − I) [r]×, over θ².
    let [a0, a1, a2] = [j === 0 ? 1 : 0, j === 1 ? 1 : 0, j === 2 ? 1 : 0]
    if (squared !== 0) {
      const s0 = j === 1 ? -r2 : j === 2 ? r1 : 0
      const s1 = j === 0 ? r2 : j === 2 ? -r0 : 0
      const s2 = j === 0 ? -r1 : j === 1 ? r0 : 0
      const rj = j === 0 ? r0 : j === 1 ? r1 : r2
      a0 = (r0 * rj + R[0] * s0 + R[3] * s1 + R[6] * s2 - s0) / squared
      a1 = (r1 * rj + R[1] * s0 + R[4] * s1 + R[7] * s2 - s1) / squared
      a2 = (r2 * rj + R[2] * s0 + R[5] * s1 + R[8] * s2 - s2) / squared
    }
    // −y × a, turned.
    const b0 = y2 * a1 - y1 * a2
    const b1 = y0 * a2 - y2 * a0
    const b2 = y1 * a0 - y0 * a1
    result[j] = R[0] * b0 + R[1] * b1 + R[2] * b2
    result[3 + j] = R[3] * b0 + R[4] * b1 + R[5] * b2
    result[6 + j] = R[6] * b0 + R[7] * b1 + R[8] * b2
  }
}

const excerpt = (list: ArrayLike<number>): number[] => [
  ...Array.from({ length: 30 }, (_, i) => list[i]),
  list[list.length - 1],
]

export const ba: Evaluation = {
  objective: job(read, errors, ({ reprojection, weight }) => ({
    reproj_error: { elements: [...reprojection.subarray(0, 2)], repeated: weight.length },
    w_err: { element: weight[0], repeated: weight.length },
  })),
  jacobian: job(read, jacobian, ({ rows, columns, values }) => ({
    rows: excerpt(rows),
    cols: excerpt(columns),
    vals: excerpt(values),
  })),
}
