/**
 * A value during a walk in Taylor mode: the series of a variable along t ↦ x + t v. Coefficients are
 * computed when they are asked for, and once: so series may be defined by one another, as those of
 * sin and cos are, as long as each coefficient needs only lower ones of itself.
 */
import { div, mul, type Tensor } from '@wengert/tensor'
import { range, zerosOf, type Aval, type MaybeTensor, type Series } from '@wengert/tensor/internal'
import type { Jet } from '../lift.ts'

export class LazySeries implements Series {
  readonly aval: Aval
  /** Whether all coefficients but the first are known to be zero. */
  readonly constant: boolean
  private readonly compute: (k: number) => MaybeTensor
  private readonly known: MaybeTensor[] = []
  private slope: LazySeries | null = null

  constructor(aval: Aval, constant: boolean, compute: (k: number) => MaybeTensor) {
    this.aval = aval
    this.constant = constant
    this.compute = compute
  }

  at(k: number): MaybeTensor {
    if (this.constant && k > 0) return null
    if (this.known[k] === undefined) this.known[k] = this.compute(k)
    return this.known[k]
  }

  get value(): Tensor {
    return this.at(0) ?? zerosOf(this.aval)
  }

  /** x′(t): coefficient k is (k + 1) x_(k+1). */
  get derivative(): LazySeries {
    return (this.slope ??= new LazySeries(this.aval, false, (k) => {
      const next = this.at(k + 1)
      return next === null || k === 0 ? next : mul(next, k + 1)
    }))
  }
}

/** Coefficient k ≥ 1 of a series from those of its derivative. */
export function integrated(derivative: LazySeries, k: number): MaybeTensor {
  const slope = derivative.at(k - 1)
  return slope === null || k === 1 ? slope : div(slope, k)
}

/** The series with these coefficients and no others. */
export function seriesOf([first, ...others]: readonly [Tensor, ...MaybeTensor[]]): LazySeries {
  const constant = others.every((c) => c === null)
  return new LazySeries(first.aval, constant, (k) => (k === 0 ? first : (others[k - 1] ?? null)))
}

/** Coefficients 1 to `order`. */
export function coefficients(x: LazySeries, order: number): MaybeTensor[] {
  return range(order).map((i) => x.at(i + 1))
}

/** The value and the coefficients 1 to `order`; the value alone where these are zero. */
export function jetOf(x: LazySeries, order: number): Jet {
  const beside = coefficients(x, order)
  if (beside.every((c) => c === null)) return [x.value]
  return [x.value, ...beside.map((c) => c ?? zerosOf(x.aval))]
}
