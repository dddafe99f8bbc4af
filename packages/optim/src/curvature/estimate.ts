/**
 * Estimates from random probes, with error bars. A probe is a vector z of independent signs, for which
 * E[z zᵀ] = I (Hutchinson 1990); what is averaged over probes has a standard error, and an interval
 * from Student's distribution, since the error is itself estimated from the probes.
 */
import { random, type Tensor } from '@wengert/tensor'
import { badOption } from '../options.ts'
import type { Vector } from '../vector.ts'
import { exactLimit } from './hessian-map.ts'
import { checkLevel, studentQuantile } from './quantiles.ts'

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
  /** The interval that covers the exact value with probability `level`. */
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

export function checkProbes(
  operation: string,
  options: ProbeOptions,
  size: number,
  { fewest = 2, usual = 100 } = {},
): ProbeSettings {
  const { probes = usual, key = random.key(0), level = 0.95 } = options
  if (!Number.isInteger(probes) || probes < fewest)
    throw badOption(operation, 'probes', probes, `an integer from ${fewest}`)
  checkLevel(operation, level)
  const { exact = options.probes === undefined && size <= exactLimit } = options
  return { probes, key, exact, level }
}

/** One vector of signs a probe. */
export function* signs({ probes, key }: ProbeSettings, size: number): Generator<Vector> {
  const keys = random.split(key, probes)
  for (let i = 0; i < probes; i++) {
    yield Float64Array.from(random.rademacher(keys.at(i), [size]).data)
  }
}

/** Mean, standard error and interval of each element over samples, by Welford's updates. */
export class Averages {
  readonly mean: Vector
  private readonly squares: Vector
  private count = 0

  constructor(size: number) {
    this.mean = new Float64Array(size)
    this.squares = new Float64Array(size)
  }

  add(sample: ArrayLike<number>): void {
    this.count++
    for (let i = 0; i < this.mean.length; i++) {
      const delta = sample[i] - this.mean[i]
      this.mean[i] += delta / this.count
      this.squares[i] += delta * (sample[i] - this.mean[i])
    }
  }

  get standardError(): Vector {
    return this.squares.map((s) => Math.sqrt(s / (this.count - 1) / this.count))
  }

  /** How far the interval of that level reaches to either side. */
  halfWidth(level: number): Vector {
    const t = studentQuantile(level, this.count - 1)
    return this.standardError.map((s) => (s === 0 ? 0 : t * s))
  }
}

/** An estimate of one number from the averages of its samples, the interval widened by `slack`. */
export function scalarEstimate(
  averages: Averages,
  level: number,
  products: number,
  slack = 0,
): Estimate<number> {
  const value = averages.mean[0]
  const reach = averages.halfWidth(level)[0] + slack
  return {
    value,
    standardError: averages.standardError[0],
    lower: value - reach,
    upper: value + reach,
    level,
    exact: false,
    products,
  }
}

export function exactScalar(value: number, level: number, products: number): Estimate<number> {
  return { value, standardError: 0, lower: value, upper: value, level, exact: true, products }
}
