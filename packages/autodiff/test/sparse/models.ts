/** Functions with known sparsity, of any size. */
import { pad, stack, take, where, type Tensor } from '@wengert/tensor'

/** A discretised boundary value problem: element i depends on i − 1, i and i + 1. */
export function tridiagonal(x: Tensor): Tensor {
  const wide = pad(x, 1)
  return x
    .square()
    .sub(wide.slice([0, -2]).mul(x))
    .add(wide.slice([2]).sin())
}

/** Rosenbrock's function: its Hessian is tridiagonal. */
export function rosenbrock(x: Tensor): Tensor {
  const [head, tail] = [x.slice([0, -1]), x.slice([1])]
  return tail.sub(head.square()).square().mul(100).add(head.sub(1).square()).sum()
}

/** A sum of functions of the first element and another one: its Hessian is an arrow. */
export function arrow(x: Tensor): Tensor {
  return x
    .slice([1])
    .mul(x.slice([0, 1]))
    .sin()
    .add(x.slice([1]).exp())
    .sum()
}

export interface Bundle {
  /** n × 11: rotation, centre, focal length, principal point, radial distortion. */
  readonly cameras: Tensor
  /** m × 3. */
  readonly points: Tensor
  /** One weight an observation. */
  readonly weights: Tensor
}

/**
 * Bundle adjustment: the weighted reprojection errors, 2 an observation, then 1 − w² for each weight.
 * Rotations are Rodrigues', with the linear form where the angle is 0.
 */
export function bundleErrors(
  { cameras, points, weights }: Bundle,
  features: Tensor,
  cameraOf: Tensor,
  pointOf: Tensor,
): readonly [Tensor, Tensor] {
  const camera = take(cameras, cameraOf, 0)
  const column = (x: Tensor, j: number): Tensor => x.slice([], j)
  const r = camera.slice([], [0, 3])
  const y = take(points, pointOf, 0).sub(camera.slice([], [3, 6]))
  const squared = r.square().sum(1, { keepDims: true })
  const isZero = squared.equal(0)
  const angle = where(isZero, 1, squared).sqrt()
  const axis = r.div(angle)
  const turned = y
    .mul(angle.cos())
    .add(cross(axis, y).mul(angle.sin()))
    .add(axis.mul(axis.mul(y).sum(1, { keepDims: true })).mul(angle.cos().neg().add(1)))
  const Y = where(isZero, y.add(cross(r, y)), turned)
  const P = Y.slice([], [0, 2]).div(Y.slice([], [2, 3]))
  const rho = P.square().sum(1, { keepDims: true })
  const [k0, k1] = [camera.slice([], [9, 10]), camera.slice([], [10, 11])]
  const bent = P.mul(rho.mul(k0).add(rho.square().mul(k1)).add(1))
  const projected = bent.mul(camera.slice([], [6, 7])).add(camera.slice([], [7, 9]))
  const error = projected.sub(features).mul(weights.reshape([weights.size, 1]))
  return [error, weights.square().neg().add(1)]

  function cross(a: Tensor, b: Tensor): Tensor {
    const [a0, a1, a2] = [0, 1, 2].map((j) => column(a, j))
    const [b0, b1, b2] = [0, 1, 2].map((j) => column(b, j))
    return stack(
      [a1.mul(b2).sub(a2.mul(b1)), a2.mul(b0).sub(a0.mul(b2)), a0.mul(b1).sub(a1.mul(b0))],
      1,
    )
  }
}
