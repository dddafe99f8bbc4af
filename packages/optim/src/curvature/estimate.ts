/**
 * Estimates from random probes, with error bars. A probe is a vector z of independent signs, for which
 * E[z zᵀ] = I (Hutchinson 1990). An element of z ∘ H z is Hᵢᵢ + zᵢ Σ_{j≠i} Hᵢⱼ zⱼ, which is symmetric about
 * Hᵢᵢ since zᵢ is: so the signed-rank interval covers Hᵢᵢ at its level for every H, where Student's falls
 * short for rows with few elements, whose samples take few values.
 */
import { random, type Tensor } from '@wengert/tensor'
import { badOption, checkFlags, checkKey, checkNames } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import type { Vector } from '../vector.ts'
import { exactLimit } from './hessian-map.ts'
import { checkLevel, studentQuantile } from './quantiles.ts'
import { signedRankCut, signedRankInterval } from './signed-rank.ts'

export interface ProbeOptions {
  /** How many random probes to average over; 100. Giving it asks for an estimate. */
  readonly probes?: number
  /** The key of the probes; `random.key(0)`. */
  readonly key?: Tensor
  /** Compute exactly; by default where no probes are asked for and x has at most 1000 elements. */
  readonly exact?: boolean
  /** The probability that the interval is to cover; 0.95. */
  readonly level?: number
}

export interface Estimate<T> {
  readonly value: T
  /** The standard deviation of `value` over probes; 0 where it is exact. */
  readonly standardError: T
  /**
   * The interval that covers the exact value with probability `level`. Infinite where so few probes
   * cannot reach the level: for 0.95 it takes 6, for 0.99 8, in general 1 − log₂(1 − level).
   */
  readonly lower: T
  readonly upper: T
  readonly level: number
  /** Whether the value is exact, to rounding. */
  readonly exact: boolean
  /** Hessian–vector products made, those of a colouring not counted. */
  readonly products: number
}

export interface ProbeSettings {
  readonly probes: number
  readonly key: Tensor
  readonly exact: boolean
  readonly level: number
}

export const probeNames: readonly string[] = ['probes', 'key', 'exact', 'level']

export function checkProbes(
  operation: string,
  options: ProbeOptions,
  size: number,
  { fewest = 2, usual = 100, names = probeNames } = {},
): ProbeSettings {
  checkNames(operation, options, names)
  checkFlags(operation, { exact: options.exact })
  if (options.exact === true && options.probes !== undefined) {
    throw new OptimizationError(
      'option',
      `${operation}: exact is true, which takes no probes; leave one of them out.`,
    )
  }
  const { probes = usual, key = random.key(0), level = 0.95 } = options
  if (!Number.isInteger(probes) || probes < fewest)
    throw badOption(operation, 'probes', probes, `an integer from ${fewest}`)
  checkKey(operation, key)
  checkLevel(operation, level)
  const { exact = options.probes === undefined && size <= exactLimit } = options
  return { probes, key, exact, level }
}

/** One vector of signs a probe. */
export function* signs(
  { probes, key }: Pick<ProbeSettings, 'probes' | 'key'>,
  size: number,
): Generator<Vector> {
  const keys = random.split(key, probes)
  for (let i = 0; i < probes; i++) {
    yield Float64Array.from(random.rademacher(keys.at(i), [size]).data)
  }
}

/** By how many roundings of the largest sample an interval is wider. */
const roundings = 16

/** Mean, standard error (by Welford's updates) and intervals of each element over samples. */
export class Samples {
  readonly mean: Vector
  private readonly squares: Vector
  private readonly all: ArrayLike<number>[] = []

  private readonly epsilon: number

  /** @param epsilon - The relative rounding error of a sample. */
  constructor(size: number, epsilon: number) {
    this.epsilon = epsilon
    this.mean = new Float64Array(size)
    this.squares = new Float64Array(size)
  }

  add(sample: ArrayLike<number>): void {
    this.all.push(sample)
    for (let i = 0; i < this.mean.length; i++) {
      const delta = sample[i] - this.mean[i]
      this.mean[i] += delta / this.all.length
      this.squares[i] += delta * (sample[i] - this.mean[i])
    }
  }

  get standardError(): Vector {
    const count = this.all.length
    return this.squares.map((s) => Math.sqrt(s / (count - 1) / count))
  }

  /**
   * The interval of each element by Wilcoxon's test: at least of this level for every symmetric
   * distribution. The mean is always in it; and so is what rounding may have moved across an end, which
   * is no rare case where samples take few values.
   */
  intervals(level: number): [lower: Vector, upper: Vector] {
    const k = signedRankCut(level, this.all.length)
    const ends = [new Float64Array(this.mean.length), new Float64Array(this.mean.length)] as const
    const column = new Float64Array(this.all.length)
    this.mean.forEach((mean, i) => {
      for (let p = 0; p < column.length; p++) column[p] = this.all[p][i]
      column.sort()
      const [lower, upper] = signedRankInterval(column, k)
      const largest = Math.max(-column[0], column[column.length - 1])
      const slack = roundings * this.epsilon * largest
      ends[0][i] = Math.min(mean, lower) - slack
      ends[1][i] = Math.max(mean, upper) + slack
    })
    return [...ends]
  }

  /** How far Student's interval of that level reaches to either side of the first mean. */
  studentReach(level: number): number {
    return studentQuantile(level, this.all.length - 1) * this.standardError[0]
  }
}

/**
 * An estimate of one number from its samples. These need not be symmetric, so that the interval is the
 * hull of Student's, which is right for many samples, and of Wilcoxon's; it is widened by `slack`.
 */
export function scalarEstimate(
  samples: Samples,
  level: number,
  products: number,
  slack = 0,
): Estimate<number> {
  const value = samples.mean[0]
  const reach = samples.studentReach(level)
  const [[lower], [upper]] = samples.intervals(level)
  return {
    value,
    standardError: samples.standardError[0],
    lower: Math.min(lower, value - reach) - slack,
    upper: Math.max(upper, value + reach) + slack,
    level,
    exact: false,
    products,
  }
}

export function exactScalar(value: number, level: number, products: number): Estimate<number> {
  return { value, standardError: 0, lower: value, upper: value, level, exact: true, products }
}
