// What several programs share: inputs that are the same numbers everywhere, made from integers and
// powers of two, so that nothing asks the engine's Math; and a function to minimise.
import { tensor } from '../../packages/tensor/dist/index.js'

/** Numbers in [−1, 1) of 32 bits, by the generator of Numerical Recipes. */
function numbers(count, seed) {
  let state = seed >>> 0
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2147483648 - 1
  })
}

export function spread(shape, dtype, seed = 1) {
  const size = shape.reduce((n, length) => n * length, 1)
  return tensor(numbers(size, seed), { shape, dtype })
}

/** As `spread`, in [½, 1½): nothing to divide by is small. */
export function positive(shape, dtype, seed = 1) {
  return spread(shape, dtype, seed).mul(0.5).add(1)
}

/** Symmetric and diagonally dominant, so positive definite. */
export function definite(n, dtype, seed = 1) {
  const a = spread([n, n], dtype, seed)
  const diagonal = tensor(
    Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 2 * n + i : 0)),
    { shape: [n, n], dtype },
  )
  return a.add(a.transpose()).add(diagonal)
}

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  3,
  -3,
  0.1,
  -0.1,
  1.5,
  2.5,
  -1.5,
  Infinity,
  -Infinity,
  NaN,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  -1.7976931348623157e308,
  1.401298464324817e-45,
  1.1754943508222875e-38,
  3.4028234663852886e38,
  2147483647,
  2147483648,
  -2147483649,
  9007199254740993,
  709.782712893384,
  709.8,
  -745.2,
  88.7,
  -103.97,
  1e-8,
  1e22,
  Math.PI,
  Math.PI / 2,
  -0.7853981633974483,
  170.6,
  -170.5,
]

/** Special values, and numbers of either sign over the magnitudes from 2^−70 to 2^70. */
export function everywhere(dtype) {
  const values = numbers(288, 7)
  let scale = 2 ** -70
  for (let i = 0; i < 141; i++, scale *= 2) values[i] *= scale
  // The rest lie where functions bend.
  for (let i = 141; i < values.length; i++) values[i] *= i % 2 === 0 ? 1 : 8
  return tensor(Float64Array.from([...special, ...values]), { dtype })
}

/** A few values for each side of functions of two numbers. */
export function sides(dtype) {
  const values = [...special.slice(0, 24), ...numbers(13, 3), ...numbers(8, 5).map((x) => 20 * x)]
  const x = tensor(Float64Array.from(values), { dtype })
  return [x.reshape([values.length, 1]), x]
}

/** Rosenbrock's function, chained. */
export function rosenbrock(x) {
  const [head, tail] = [x.slice([0, -1]), x.slice([1, null])]
  const valley = tail.sub(head.square())
  return valley.square().mul(100).add(head.sub(1).square()).sum()
}
