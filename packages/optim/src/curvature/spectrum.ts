/**
 * The eigenvalues of a Hessian: all of them where it can be assembled, else their extremes and their
 * density by stochastic Lanczos quadrature (Lin, Saad & Yang 2016; Ghorbani, Krishnan & Xiao 2019). The
 * Ritz values of a random start are the nodes, the squared first elements of the Ritz vectors the
 * weights, of a measure whose mean over starts is the density of eigenvalues. To be drawn it is
 * smoothed by a Gaussian.
 */
import { erf, linalg, matmul, random, tensor, type Tensor, type TreeLike } from '@wengert/tensor'
import { badOption } from '../checks.ts'
import type { Vector } from '../vector.ts'
import { checkProbes } from './estimate.ts'
import { HessianMap } from './hessian-map.ts'

export interface SpectrumOptions {
  /** Random starts to average over; 10. Giving it asks for an estimate. */
  readonly probes?: number
  /** Lanczos steps for each of them, at most n; 80. */
  readonly steps?: number
  /** The key of the starts; `random.key(0)`. */
  readonly key?: Tensor
  /** Compute all eigenvalues; by default where no probes are asked for and n ≤ 200. */
  readonly exact?: boolean
  /** Points at which the density is given; 200. */
  readonly points?: number
  /** The standard deviation of the smoothing; 1 % of the range of eigenvalues. */
  readonly width?: number
}

export interface Spectrum {
  readonly smallest: number
  readonly largest: number
  /** How far an eigenvalue may be from `smallest` and from `largest`; 0 where exact. */
  readonly bounds: readonly [smallest: number, largest: number]
  /** Eigenvalues, ascending; or nodes that stand for them. */
  readonly values: Vector
  /** The share of all eigenvalues for which each value stands; they add up to 1. */
  readonly weights: Vector
  /** The smoothed density, ready to plot: values times the distance of points add up to 1. */
  readonly density: { readonly at: Vector; readonly value: Vector }
  readonly exact: boolean
  readonly products: number
}

const allUpTo = 200

/**
 * The spectrum of the Hessian of a scalar function at x. Exact, up to 200 elements: n products and
 * O(n³) time. Otherwise `probes` × `steps` products; the extremes come first, each Ritz value having an
 * eigenvalue within its bound.
 *
 * @throws OptimizationError for a bad option, and (`curvature`) where a product is not finite.
 * @throws ShapeError when f does not return a scalar.
 * @example
 * ```ts
 * import { spectrum } from '@wengert/optim'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.square().mul(tensor([1, -2, 3])).sum()
 * const { smallest, largest } = spectrum(f, tensor([0, 0, 0]))
 * smallest // → -4
 * largest // → 6
 * ```
 */
export function spectrum<X = Tensor>(
  f: (x: X) => Tensor,
  x: TreeLike<X>,
  options: SpectrumOptions = {},
): Spectrum {
  const map = new HessianMap('spectrum', f, x)
  const n = map.size
  map.refuseEmpty()
  const { steps = Math.min(n, 80), points = 200, width } = options
  for (const [name, value] of Object.entries({ steps, points })) {
    if (!Number.isInteger(value) || value < 1)
      throw badOption('spectrum', name, value, 'a positive integer')
  }
  if (width !== undefined && !(width > 0))
    throw badOption('spectrum', 'width', width, 'a positive number')
  const settings = checkProbes('spectrum', options, n, {
    fewest: 1,
    usual: 10,
    names: ['probes', 'key', 'exact', 'steps', 'points', 'width'],
  })
  const { exact = options.probes === undefined && n <= allUpTo } = options
  const nodes = exact ? allEigenvalues(map) : ritzNodes(map, settings.probes, settings.key, steps)
  return { ...nodes, density: smooth(nodes, points, width), exact, products: map.products }
}

type Nodes = Pick<Spectrum, 'smallest' | 'largest' | 'bounds' | 'values' | 'weights'>

function allEigenvalues<X>(map: HessianMap<X>): Nodes {
  const values = Float64Array.from(linalg.eigh(map.assemble())[0].data)
  const weights = new Float64Array(map.size).fill(1 / map.size)
  return { smallest: values[0], largest: values[map.size - 1], bounds: [0, 0], values, weights }
}

function ritzNodes<X>(map: HessianMap<X>, probes: number, key: Tensor, steps: number): Nodes {
  const keys = random.split(key, probes)
  const nodes: [value: number, weight: number, bound: number][] = []
  for (let i = 0; i < probes; i++) {
    const run = map.lanczos({ steps, key: keys.at(i) })
    run.values.forEach((value, j) => nodes.push([value, run.weights[j] / probes, run.bounds[j]]))
  }
  nodes.sort(([a], [b]) => a - b)
  const [first, last] = [nodes[0], nodes[nodes.length - 1]]
  return {
    smallest: first[0],
    largest: last[0],
    bounds: [first[2], last[2]],
    values: Float64Array.from(nodes, ([value]) => value),
    weights: Float64Array.from(nodes, ([, weight]) => weight),
  }
}

function smooth(
  { values, weights, smallest, largest }: Nodes,
  points: number,
  width?: number,
): Spectrum['density'] {
  const range = largest - smallest || Math.abs(largest) || 1
  const deviation = width ?? range / 100
  const [from, to] = [smallest - 3 * deviation, largest + 3 * deviation]
  const cell = (to - from) / Math.max(1, points - 1)
  const at = Float64Array.from({ length: points }, (_, i) =>
    points === 1 ? (from + to) / 2 : from + i * cell,
  )
  // Each value is the mean of the Gaussians over the cell around its point, so that a Gaussian narrower than
  // that has its weight too. The last cells have the tails.
  const edges = Float64Array.from({ length: points - 1 }, (_, i) => (at[i] + at[i + 1]) / 2)
  const distance = tensor(edges, { shape: [points - 1, 1] })
    .sub(values)
    .div(deviation * Math.SQRT2)
  const below = matmul(erf(distance).add(1).div(2), weights).data
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const value = at.map((_, i) => {
    const [start, end] = [i === 0 ? 0 : below[i - 1], i === points - 1 ? total : below[i]]
    return (end - start) / cell
  })
  return { at, value }
}
