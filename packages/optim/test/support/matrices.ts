/** Matrices with known spectra, for tests of linear solvers. */
import { concatenate, eye, matmul, outer, random, tensor, type Tensor } from '@wengert/tensor'

/** An orthogonal matrix: a product of n Householder reflections along random vectors. */
export function randomOrthogonal(n: number, seed: number): Tensor {
  const vectors = random.normal(random.key(seed), [n, n])
  let Q = eye(n)
  for (let i = 0; i < n; i++) {
    const v = vectors.at(i)
    Q = matmul(Q, eye(n).sub(outer(v, v).mul(2).div(v.square().sum())))
  }
  return Q
}

export const diagonal = (values: readonly number[]): Tensor => tensor([...values])

/** v ↦ Q diag(d) Qᵀ v. */
export const times =
  (Q: Tensor, d: Tensor) =>
  (v: Tensor): Tensor =>
    matmul(Q, matmul(Q.transpose(), v).mul(d))

/** v ↦ U diag(d) Vᵀ v, with U of m rows of which the first n columns are used. */
export function rectangular(U: Tensor, d: Tensor, V: Tensor): (v: Tensor) => Tensor {
  const zeros = tensor(new Float64Array(U.shape[0] - d.size))
  return (v) => matmul(U, concatenate([matmul(V.transpose(), v).mul(d), zeros]))
}
