/**
 * The best penalty of a ridge regression by its gradient: the weights are the solution of (XᵀX + λI) w =
 * Xᵀy, which `implicit` differentiates by the implicit function theorem, whatever solves it; here, conjugate
 * gradients. The validation loss is a function of ln λ alone, with exact first and second derivatives.
 */
import { implicit, grad, hvp } from '@wengert/autodiff'
import { cg, minimize } from '@wengert/optim'
import { matmul, random, tensor, type Tensor } from '@wengert/tensor'

const keys = random.split(random.key(11), 4)
const truth = random.normal(keys.at(0), [20])
const [X, V] = [random.normal(keys.at(1), [30, 20]), random.normal(keys.at(2), [200, 20])]
const noise = random.normal(keys.at(3), [230]).mul(3)
const y = matmul(X, truth).add(noise.slice([0, 30]))
const target = matmul(V, truth).add(noise.slice([30]))

/** ∇ of ½‖X w − y‖² + ½ λ ‖w‖². */
const optimality = (w: Tensor, lambda: Tensor): Tensor =>
  matmul(X.transpose(), matmul(X, w).sub(y)).add(w.mul(lambda))

export const ridge = implicit((lambda: Tensor) => {
  const A = (v: Tensor): Tensor => matmul(X.transpose(), matmul(X, v)).add(v.mul(lambda))
  return cg(A, matmul(X.transpose(), y), { tolerance: 1e-14 }).x
}, optimality)

export const validationLoss = (logLambda: Tensor): Tensor =>
  matmul(V, ridge(logLambda.exp())).sub(target).square().mean()

export function main(): { logLambda: number; slope: number; curvature: number } {
  const start = tensor(0)
  const slope = grad(validationLoss)(start).item()
  const curvature = hvp(validationLoss, start, 1).item()
  console.log(
    `At λ = 1: d loss / d ln λ = ${slope.toFixed(6)}, second derivative ${curvature.toFixed(6)}`,
  )
  const { x, value, iterations } = minimize(validationLoss, start)
  const logLambda = x.item()
  console.log(
    `Best λ = ${Math.exp(logLambda).toFixed(4)} after ${iterations} iterations: validation loss ` +
      `${value.toFixed(4)} instead of ${validationLoss(start).item().toFixed(4)}`,
  )
  return { logLambda, slope, curvature }
}

if (import.meta.main) main()
