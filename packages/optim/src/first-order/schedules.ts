/**
 * Learning rates as functions of the step, counted from 0. They compute with tensors and choose with
 * `where`, so that they are part of the compiled step.
 */
import { cast, log, minimum, tensor, where, type Tensor, type TensorLike } from '@wengert/tensor'
import { badOption, checkNames } from '../checks.ts'
import { OptimizationError } from '../errors.ts'
import { isFromZero, type Schedule } from './transformation.ts'

const asFloat = (step: TensorLike): Tensor => cast(step, 'float64')

/**
 * The same value at every step.
 *
 * @throws OptimizationError when the value is negative or not finite.
 */
export function constant(value: number): Schedule {
  checkValues('constant', { 'the value': value })
  return () => tensor(value)
}

export interface ExponentialDecayOptions {
  /** The factor for each `steps` steps. */
  readonly rate: number
  readonly steps: number
  /** Change only every `steps` steps, at once. */
  readonly staircase?: boolean
}

/**
 * `initial · rate^(t / steps)`.
 *
 * @throws OptimizationError when rate or steps is not positive, initial is negative, or one not finite.
 * @example
 * ```ts
 * import { exponentialDecay } from '@wengert/optim'
 * import { tensor } from '@wengert/tensor'
 * exponentialDecay(0.1, { rate: 0.5, steps: 10 })(tensor(20)).item() // → 0.025
 * ```
 */
export function exponentialDecay(initial: number, options: ExponentialDecayOptions): Schedule {
  checkNames('exponentialDecay', options, ['rate', 'steps', 'staircase'])
  const { rate, steps, staircase = false } = options
  checkValues('exponentialDecay', { initial })
  checkPositive('exponentialDecay', { rate, steps })
  return (step) => {
    const t = asFloat(step).div(steps)
    return (staircase ? t.floor() : t).mul(log(rate)).exp().mul(initial)
  }
}

/**
 * Half a period of a cosine from `initial` to `final` over `steps` steps, and `final` from then on
 * (Loshchilov & Hutter 2017, without restarts): `final + (initial − final) (1 + cos(π t / steps)) / 2`.
 *
 * @throws OptimizationError when steps is not positive, another number negative, or one not finite.
 */
export function cosineDecay(initial: number, steps: number, final = 0): Schedule {
  checkValues('cosineDecay', { initial, final })
  checkPositive('cosineDecay', { steps })
  return (step) => {
    const t = minimum(asFloat(step).div(steps), 1)
    return t
      .mul(Math.PI)
      .cos()
      .add(1)
      .mul((initial - final) / 2)
      .add(final)
  }
}

export interface WarmupCosineOptions {
  readonly peak: number
  /** Steps of the straight line from `start` to `peak`. */
  readonly warmup: number
  /** All steps, the warm-up's among them. */
  readonly steps: number
  /** The first value; 0. */
  readonly start?: number
  /** The last value; 0. */
  readonly final?: number
}

/**
 * A straight line from `start` to `peak`, then a cosine from there to `final`.
 *
 * @throws OptimizationError when warmup is not positive, or steps not above it, another number negative, or
 *   one not finite.
 * @example
 * ```ts
 * import { warmupCosine } from '@wengert/optim'
 * import { tensor } from '@wengert/tensor'
 * const rate = warmupCosine({ peak: 1, warmup: 10, steps: 110 })
 * rate(tensor(5)).item() // → 0.5
 * rate(tensor(60)).item() // → 0.5
 * ```
 */
export function warmupCosine(options: WarmupCosineOptions): Schedule {
  checkNames('warmupCosine', options, ['peak', 'warmup', 'steps', 'start', 'final'])
  const { peak, warmup, steps, start = 0, final = 0 } = options
  checkValues('warmupCosine', { peak, start, final })
  checkPositive('warmupCosine', { warmup, 'steps − warmup': steps - warmup })
  const decay = cosineDecay(peak, steps - warmup, final)
  return (step) => {
    const t = asFloat(step)
    const rising = t.mul((peak - start) / warmup).add(start)
    return where(t.less(warmup), rising, decay(t.sub(warmup)))
  }
}

/**
 * `values[i]` from step `boundaries[i − 1]` on: one value more than boundaries, which ascend.
 *
 * @throws OptimizationError when there are not so many values, the boundaries do not ascend, or a value is
 *   negative or not finite.
 * @example
 * ```ts
 * import { piecewise } from '@wengert/optim'
 * import { tensor } from '@wengert/tensor'
 * const rate = piecewise([100, 200], [1, 0.1, 0.01])
 * const steps = [99, 100, 250]
 * steps.map((t) => rate(tensor(t)).item()) // → 1,0.1,0.01
 * ```
 */
export function piecewise(boundaries: readonly number[], values: readonly number[]): Schedule {
  const ascends = boundaries.every((b, i) => b > (i === 0 ? -Infinity : boundaries[i - 1]))
  if (values.length !== boundaries.length + 1 || !ascends) {
    throw new OptimizationError(
      'option',
      `piecewise: ${values.length} values for the boundaries ${boundaries.join(', ')}; give ascending ` +
        'boundaries and one value more than those.',
    )
  }
  values.forEach((value, i) => checkValues('piecewise', { [`values[${i}]`]: value }))
  return (step) => {
    const t = asFloat(step)
    return boundaries.reduce(
      (value, boundary, i) => where(t.less(boundary), value, values[i + 1]),
      tensor(values[0]),
    )
  }
}

function checkPositive(operation: string, options: { readonly [name: string]: number }): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value > 0 && Number.isFinite(value)))
      throw badOption(operation, name, value, 'a positive number')
  }
}

/** Learning rates; below 0 they would climb. */
function checkValues(operation: string, options: { readonly [name: string]: number }): void {
  for (const [name, value] of Object.entries(options)) {
    if (!isFromZero(value)) throw badOption(operation, name, value, 'a number from 0')
  }
}
