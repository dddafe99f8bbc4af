/**
 * `kmeans`: the sum of the squared distances of points to the nearest of k centroids, and the gradient
 * divided by the diagonal of the Hessian. The Hessian is diagonal, so its product with ones is that.
 */
import { compile, grad, hvp } from '@wengert/autodiff'
import { onesLike, take, tensor, type Tensor } from '@wengert/tensor'
import { job, type Evaluation } from '../job.ts'
import { numbers } from '../json.ts'

type Rows = readonly (readonly number[])[]

interface Input {
  readonly points: Rows
  readonly centroids: Rows
}

const read = ({ points, centroids }: Input): [Tensor, Tensor] => [tensor(centroids), tensor(points)]

/** Which centroid is nearest does not change by small steps; the distance to it does. */
export function cost(centroids: Tensor, points: Tensor): Tensor {
  const products = centroids.matmul(points.transpose())
  const nearest = centroids.square().sum(1, { keepDims: true }).sub(products.mul(2)).argmin(0)
  return points
    .sub(take(centroids, nearest, 0))
    .square()
    .sum()
}

export function direction(centroids: Tensor, points: Tensor): Tensor {
  const gradient = grad(cost)(centroids, points)
  return gradient.div(hvp(cost, centroids, onesLike(centroids), points))
}

export const kmeans: Evaluation = {
  cost: job(read, compile(cost), numbers),
  dir: job(read, compile(direction), numbers),
}
