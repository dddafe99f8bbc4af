/**
 * `ba`: bundle adjustment. An observation's two reprojection errors depend on the 11 parameters of its
 * camera, the 3 of its point and on its weight: so the sparse Jacobian consists of a 2 × 15 block for
 * each observation, all found at once by mapping one small function, and of the weights' diagonal.
 */
import { compile, grad, vjp, vmap } from '@wengert/autodiff'
import {
  concatenate,
  cos,
  gather,
  sin,
  stack,
  tensor,
  where,
  zerosLike,
  type Tensor,
} from '@wengert/tensor'
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

export interface Problem {
  /** n × 11 */
  readonly cameras: Tensor
  /** m × 3 */
  readonly points: Tensor
  /** p */
  readonly weights: Tensor
  /** p × 2 */
  readonly features: Tensor
  /** For each observation, which camera saw which point. */
  readonly camera: Tensor
  readonly point: Tensor
}

/** Compressed rows. */
export interface Sparse {
  readonly rows: Int32Array
  readonly columns: Int32Array
  readonly values: ArrayLike<number>
}

type Vector3 = readonly [Tensor, Tensor, Tensor]

const cameraSize = 11
const pointSize = 3
const blockWidth = cameraSize + pointSize + 1

const copies = (row: readonly number[], count: number): Tensor =>
  tensor(Array.from({ length: count }, () => row))

const read = ({ n, m, p, cam, x, w, feat }: Input): [Problem] => [
  {
    cameras: copies(cam, n),
    points: copies(x, m),
    weights: tensor(new Float64Array(p).fill(w)),
    features: copies(feat, p),
    camera: tensor(Int32Array.from({ length: p }, (_, i) => i % n)),
    point: tensor(Int32Array.from({ length: p }, (_, i) => i % m)),
  },
]

const dot = (a: Vector3, b: Vector3): Tensor =>
  a[0].mul(b[0]).add(a[1].mul(b[1])).add(a[2].mul(b[2]))

const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1].mul(b[2]).sub(a[2].mul(b[1])),
  a[2].mul(b[0]).sub(a[0].mul(b[2])),
  a[0].mul(b[1]).sub(a[1].mul(b[0])),
]

const zip = (a: Vector3, b: Vector3, f: (x: Tensor, y: Tensor) => Tensor): Vector3 => [
  f(a[0], b[0]),
  f(a[1], b[1]),
  f(a[2], b[2]),
]

/** y turned by the angle ‖r‖ about r, after Rodrigues; to first order in r where that is 0. */
function rotated(y: Vector3, r: Vector3): Vector3 {
  const squared = dot(r, r)
  const still = squared.equal(0)
  // √ has no derivative at 0.
  const angle = where(still, 1, squared).sqrt()
  const axis: Vector3 = [r[0].div(angle), r[1].div(angle), r[2].div(angle)]
  const [c, s] = [cos(angle), sin(angle)]
  const along = dot(axis, y).mul(c.neg().add(1))
  const across = cross(axis, y)
  const turned = [0, 1, 2].map((i) => y[i].mul(c).add(across[i].mul(s)).add(axis[i].mul(along)))
  const nearly = zip(y, cross(r, y), (a, b) => a.add(b))
  return zip(nearly, turned as unknown as Vector3, (a, b) => where(still, a, b))
}

/** The two errors of an observation, by the 15 parameters on which they depend. */
function reprojectionError(parameters: readonly Tensor[], feature: Tensor): [Tensor, Tensor] {
  const [r0, r1, r2, c0, c1, c2, focal, u0, v0, k0, k1, x0, x1, x2, weight] = parameters
  const from = zip([x0, x1, x2], [c0, c1, c2], (a, b) => a.sub(b))
  const [y0, y1, y2] = rotated(from, [r0, r1, r2])
  const [px, py] = [y0.div(y2), y1.div(y2)]
  const radius = px.square().add(py.square())
  const distortion = k0.add(k1.mul(radius)).mul(radius).add(1)
  const error = (position: Tensor, centre: Tensor, i: number): Tensor =>
    weight.mul(position.mul(distortion).mul(focal).add(centre).sub(feature.at(i)))
  return [error(px, u0, 0), error(py, v0, 1)]
}

const weightError = (weight: Tensor): Tensor => weight.square().neg().add(1)

const parametersOf = (camera: Tensor, point: Tensor, weight: Tensor): Tensor[] => [
  ...Array.from({ length: cameraSize }, (_, i) => camera.at(i)),
  ...Array.from({ length: pointSize }, (_, i) => point.at(i)),
  weight,
]

/** A function of an observation's camera, point, weight and feature, of all observations. */
function mapped<R>(
  f: (camera: Tensor, point: Tensor, weight: Tensor, feature: Tensor) => R,
  { cameras, points, weights, features, camera, point }: Problem,
): R {
  return vmap(f)(gather(cameras, camera), gather(points, point), weights, features)
}

export function errors(problem: Problem): { reprojection: Tensor; weight: Tensor } {
  const reprojection = mapped(
    (camera, point, weight, feature) =>
      stack(reprojectionError(parametersOf(camera, point, weight), feature)),
    problem,
  )
  return { reprojection, weight: weightError(problem.weights) }
}

/** The values of the Jacobian by rows: a 2 × 15 block an observation, then the weights' diagonal. */
export function jacobianValues(problem: Problem): Tensor {
  const block = (camera: Tensor, point: Tensor, weight: Tensor, feature: Tensor): Tensor => {
    const parameters = parametersOf(camera, point, weight)
    const [[one], pullBack] = vjp((list: Tensor[]) => reprojectionError(list, feature), parameters)
    const [unit, none] = [1, zerosLike(one)]
    return stack([...pullBack([unit, none])[0], ...pullBack([none, unit])[0]])
  }
  const blocks = mapped(block, problem)
  return concatenate([blocks.ravel(), vmap(grad(weightError))(problem.weights)])
}

const compiledValues = compile(jacobianValues)

export function sparseJacobian(problem: Problem): Sparse {
  const values = compiledValues(problem).data
  const { cameras, points, weights, camera, point } = problem
  const count = weights.size
  const firstPoint = cameraSize * cameras.shape[0]
  const firstWeight = firstPoint + pointSize * points.shape[0]
  const [seenBy, seen] = [camera.data, point.data]
  const rows = new Int32Array(3 * count + 1)
  const columns = new Int32Array((2 * blockWidth + 1) * count)
  let at = 0
  for (let i = 0; i < count; i++) {
    for (let row = 2 * i; row < 2 * i + 2; row++) {
      for (let j = 0; j < cameraSize; j++) columns[at++] = cameraSize * seenBy[i] + j
      for (let j = 0; j < pointSize; j++) columns[at++] = firstPoint + pointSize * seen[i] + j
      columns[at++] = firstWeight + i
      rows[row + 1] = at
    }
  }
  for (let i = 0; i < count; i++) {
    columns[at++] = firstWeight + i
    rows[2 * count + i + 1] = at
  }
  return { rows, columns, values }
}

/** The first observation's errors stand for all: those are alike. */
function describedErrors({ reprojection, weight }: { reprojection: Tensor; weight: Tensor }) {
  const repeated = weight.size
  return {
    reproj_error: { elements: [reprojection.data[0], reprojection.data[1]], repeated },
    w_err: { element: weight.data[0], repeated },
  }
}

/** The first 30 entries, or fewer where there are no more, and the last. */
const excerpt = (list: ArrayLike<number>): number[] => [
  ...Array.from({ length: Math.min(30, list.length) }, (_, i) => list[i]),
  list[list.length - 1],
]

export const ba: Evaluation = {
  objective: job(read, compile(errors), describedErrors),
  jacobian: job(read, sparseJacobian, ({ rows, columns, values }) => ({
    rows: excerpt(rows),
    cols: excerpt(columns),
    vals: excerpt(values),
  })),
}
