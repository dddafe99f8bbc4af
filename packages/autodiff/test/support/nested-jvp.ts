/** Taylor coefficients the long way: each derivative along v is a jvp of the one before. */
import { jvp } from '@wengert/autodiff'
import { type Tensor } from '@wengert/tensor'

/** cₖ = 1/k! dᵏ/dtᵏ f(x + t v) for all outputs, k from 0 to `order`. */
export function nestedCoefficients(
  f: (...xs: Tensor[]) => readonly Tensor[],
  xs: readonly Tensor[],
  vs: readonly Tensor[],
  order: number,
): Tensor[][] {
  let derivative = (points: Tensor[]): Tensor[] => [...f(...points)]
  const result: Tensor[][] = []
  for (let k = 0, factorial = 1; k <= order; factorial *= ++k) {
    const current = derivative
    result.push(current([...xs]).map((y) => y.div(factorial)))
    derivative = (points) => jvp(current, [points], [[...vs]])[1]
  }
  return result
}
