/** `kmeans` by hand: each centroid minus the mean of the points that are nearest to it. */
import { job, type Evaluation } from '../job.ts'

type Rows = readonly (readonly number[])[]

interface Input {
  readonly points: Rows
  readonly centroids: Rows
}

interface Problem {
  readonly points: Float64Array
  readonly centroids: Float64Array
  readonly n: number
  readonly k: number
  readonly d: number
}

const read = ({ points, centroids }: Input): [Problem] => [
  {
    points: Float64Array.from(points.flat()),
    centroids: Float64Array.from(centroids.flat()),
    n: points.length,
    k: centroids.length,
    d: points[0].length,
  },
]

/** The nearest centroid of each point, handed to `visit` with the squared distance. */
function assign(
  { points, centroids, n, k, d }: Problem,
  visit: (point: number, centroid: number, squared: number) => void,
): void {
  for (let i = 0; i < n; i++) {
    let nearest = 0
    let least = Infinity
    for (let j = 0; j < k; j++) {
      let squared = 0
      for (let a = 0; a < d; a++) {
        const difference = points[i * d + a] - centroids[j * d + a]
        squared += difference * difference
      }
      if (squared < least) {
        least = squared
        nearest = j
      }
    }
    visit(i, nearest, least)
  }
}

function cost(problem: Problem): number {
  let sum = 0
  assign(problem, (_, __, squared) => (sum += squared))
  return sum
}

function direction(problem: Problem): Float64Array {
  const { points, centroids, k, d } = problem
  const gradient = new Float64Array(k * d)
  const curvature = new Float64Array(k)
  assign(problem, (i, j) => {
    curvature[j] += 2
    for (let a = 0; a < d; a++) {
      gradient[j * d + a] += 2 * (centroids[j * d + a] - points[i * d + a])
    }
  })
  return gradient.map((g, at) => g / curvature[Math.floor(at / d)])
}

const rows = (x: Float64Array, { d }: Problem): number[][] =>
  Array.from({ length: x.length / d }, (_, i) => [...x.subarray(i * d, (i + 1) * d)])

export const kmeans: Evaluation = {
  cost: job(read, cost, Number),
  dir: job(
    read,
    (problem) => ({ problem, result: direction(problem) }),
    ({ problem, result }) => rows(result, problem),
  ),
}
