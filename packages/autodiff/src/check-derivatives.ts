/**
 * `checkDerivatives` holds a function's derivatives against each other and against differences. The
 * differences are central and extrapolated to step zero (Ridders 1982; Press et al., Numerical
 * Recipes, 5.7: steps shrink by 1.4, the tableau entry with the smallest error estimate wins), which
 * gives about ten digits for a smooth function in float64.
 */
import { DerivativeError, DTypeError, tensor, type Tensor } from '@wengert/tensor'
import { flattenResult, isFloat } from '@wengert/tensor/internal'
import { checkFunction, toConstant } from './api/arguments.ts'
import { hvp, jvp, vjp } from './api/products.ts'
import type { AnyFunction, Arguments } from './api/types.ts'
import { isTensor, partsOf, replaceParts } from './parts.ts'

export interface CheckOptions {
  /** 1 checks JVP and VJP; 2, the default, also Hessian-vector products. */
  readonly order?: 1 | 2
  /** Largest error allowed, relative to the size of the derivative; 1e-6 in float64, 2e-2 in float32. */
  readonly tolerance?: number
  /** How many random directions are tried. */
  readonly directions?: number
  /** The first difference step, relative to max(1, |x|). */
  readonly step?: number
}

/** One number that a rule gives, beside what is expected. */
export interface Comparison {
  readonly check: 'J v' | '⟨Jᵀu, v⟩' | 'H v' | '⟨w, H v⟩' | '∂(J v) v'
  readonly element: string
  readonly rule: number
  readonly expected: number
  /** |rule − expected| */
  readonly error: number
  /** The size of the derivative, at least 1, to which the error is relative. */
  readonly size: number
}

type Vector = Float64Array

/**
 * Compares, at `args` and along random directions v and u: `J v` with differences of f;
 * `⟨Jᵀu, v⟩` with `⟨u, J v⟩`; and, for order 2, the Hessian-vector product of `⟨u, f⟩` with
 * differences of its gradient, and `⟨w, H v⟩` with `⟨v, H w⟩`. A function that cannot be transposed, like
 * one with a `whileLoop`, is checked forward: `J v`, and its own derivative along v, with differences.
 *
 * @throws DerivativeError with a table of the entries that disagree.
 * @throws DTypeError when there is nothing to differentiate.
 * @example
 * ```ts
 * import { checkDerivatives } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * checkDerivatives((x: Tensor) => x.tanh().mul(x), [tensor([0.3, -1.2])])
 * ```
 */
export function checkDerivatives<A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  args: Arguments<A>,
  options: CheckOptions = {},
): void {
  const { subject, comparisons } = compared(f as AnyFunction, args, options)
  const tolerance = options.tolerance ?? (subject.single ? 2e-2 : 1e-6)
  const rows = comparisons.filter(({ error, size }) => !(error <= tolerance * size))
  if (rows.length > 0) throw new DerivativeError(report(rows))
}

/** All that `checkDerivatives` compares. */
export function compareDerivatives(
  f: AnyFunction,
  args: readonly unknown[],
  options: CheckOptions = {},
): readonly Comparison[] {
  return compared(f, args, options).comparisons
}

function compared(
  f: AnyFunction,
  args: readonly unknown[],
  { order = 2, directions = 2, step = 0.05 }: CheckOptions,
): { subject: Subject; comparisons: readonly Comparison[] } {
  const subject = new Subject(f, args)
  const random = uniformStream()
  const rows: Comparison[] = []
  for (let k = 0; k < directions; k++) {
    const v = subject.direction(subject.point.length, random)
    const u = subject.direction(subject.value(subject.point).length, random)
    const pushed = subject.push(v)
    const along = (h: number): Vector => subject.value(shifted(subject.point, v, h))
    compare(rows, 'J v', pushed, differences(along, step))
    if (!subject.isReversible) {
      if (order === 1) continue
      const pushedAlong = (h: number): Vector => subject.push(v, shifted(subject.point, v, h))
      compare(rows, '∂(J v) v', subject.pushTwice(v), differences(pushedAlong, step))
      continue
    }
    const pulled = subject.pull(subject.point, u)
    compare(rows, '⟨Jᵀu, v⟩', [dot(pulled, v)], [dot(u, pushed)], scaleOf(pulled, v))
    if (order === 1) continue
    const w = subject.direction(subject.point.length, random)
    const curved = subject.curve(u, v)
    const gradientAlong = (h: number): Vector => subject.pull(shifted(subject.point, v, h), u)
    compare(rows, 'H v', curved, differences(gradientAlong, step))
    const sides = [dot(w, curved), dot(v, subject.curve(u, w))]
    compare(rows, '⟨w, H v⟩', [sides[0]], [sides[1]], scaleOf(curved, w))
  }
  return { subject, comparisons: rows }
}

/** The function under test, over flat vectors of its floating-point leaves. */
class Subject {
  readonly point: Vector
  readonly single: boolean
  /** Whether there is a reverse mode. */
  readonly isReversible: boolean
  private readonly f: AnyFunction
  private readonly args: readonly unknown[]
  private readonly leaves: readonly Tensor[]

  constructor(f: AnyFunction, args: readonly unknown[]) {
    checkFunction('checkDerivatives', f)
    this.f = f
    this.args = args.map((arg) => toConstant('checkDerivatives', arg))
    this.leaves = partsOf(this.args).filter(isFloatLeaf)
    if (this.leaves.length === 0) {
      throw new DTypeError(
        'checkDerivatives: no argument has a floating-point leaf, so there is nothing to differentiate; ' +
          "cast one to 'float64'.",
      )
    }
    this.single = this.leaves.some((leaf) => leaf.dtype === 'float32')
    this.point = ravel(this.leaves)
    this.isReversible = this.findReverse()
  }

  private findReverse(): boolean {
    try {
      this.pull(this.point, this.value(this.point))
      return true
    } catch (error) {
      if (error instanceof DerivativeError) return false
      throw error
    }
  }

  direction(length: number, random: () => number): Vector {
    return Float64Array.from({ length }, () => 2 * random() - 1)
  }

  value(point: Vector): Vector {
    return ravel(this.outputs(this.unravel(point)))
  }

  push(v: Vector, point = this.point): Vector {
    const [, tangents] = jvp(this.flat, [this.unravel(point)], [this.unravel(v)])
    return ravel(tangents)
  }

  /** The derivative along v of J v. */
  pushTwice(v: Vector): Vector {
    const along = this.unravel(v)
    const pushed = (leaves: Tensor[]): Tensor[] => jvp(this.flat, [leaves], [along])[1]
    return ravel(jvp(pushed, [this.unravel(this.point)], [along])[1])
  }

  pull(point: Vector, u: Vector): Vector {
    const [y, pullback] = vjp(this.flat, this.unravel(point))
    return ravel(pullback(split(u, y))[0])
  }

  curve(u: Vector, v: Vector): Vector {
    const weighted = (leaves: Tensor[]): Tensor => {
      const outputs = this.outputs(leaves)
      const weights = split(u, outputs)
      return outputs.map((y, i) => y.mul(weights[i]).sum()).reduce((total, part) => total.add(part))
    }
    return ravel(hvp(weighted, this.unravel(this.point), this.unravel(v)))
  }

  private readonly flat = (leaves: Tensor[]): Tensor[] => this.outputs(leaves)

  /** The floating-point outputs with other leaves in place of the arguments' own. */
  private outputs(leaves: readonly Tensor[]): Tensor[] {
    const args = replaceParts(this.args, isFloatLeaf, leaves) as unknown[]
    const result = (this.f as (...args: unknown[]) => unknown)(...args)
    const outputs = flattenResult('checkDerivatives', result).leaves.filter(isFloatLeaf)
    if (outputs.length > 0) return outputs
    throw new DTypeError(
      'checkDerivatives: the function returned nothing in floating point, so there is nothing to differentiate; ' +
        'leave out casts and comparisons.',
    )
  }

  private unravel(point: Vector): Tensor[] {
    return split(point, this.leaves)
  }
}

function isFloatLeaf(value: unknown): value is Tensor {
  return isTensor(value) && isFloat(value.dtype)
}

function ravel(leaves: readonly Tensor[]): Vector {
  return Float64Array.from(leaves.flatMap((leaf) => [...leaf.data]))
}

/** Consecutive parts of a vector in the shapes and dtypes of the given tensors. */
function split(vector: Vector, like: readonly Tensor[]): Tensor[] {
  let start = 0
  return like.map(({ shape, dtype, size }) =>
    tensor(vector.slice(start, (start += size)), { shape, dtype }),
  )
}

function shifted(x: Vector, v: Vector, h: number): Vector {
  return x.map((xi, i) => xi + h * v[i])
}

function dot(x: Vector, y: Vector): number {
  return x.reduce((sum, xi, i) => sum + xi * y[i], 0)
}

function scaleOf(x: Vector, y: Vector): number {
  return x.reduce((sum, xi, i) => sum + Math.abs(xi * y[i]), 0)
}

/** The derivative of a curve at 0 by Ridders' extrapolation of central differences. */
function differences(curve: (h: number) => Vector, step: number): Vector {
  const shrink = 1.4
  const square = shrink * shrink
  const levels = 12
  const quotient = (h: number): Vector => {
    const ahead = curve(h)
    const behind = curve(-h)
    return ahead.map((y, i) => (y - behind[i]) / (2 * h))
  }
  let previous: Vector[] = [quotient(step)]
  const best = previous[0].slice()
  const errors = new Float64Array(best.length).fill(Infinity)
  for (let level = 1, h = step / shrink; level < levels; level++, h /= shrink) {
    const row = [quotient(h)]
    for (let k = 1, factor = square; k <= level; k++, factor *= square) {
      const finer = row[k - 1]
      const coarser = previous[k - 1]
      const next = finer.map((y, i) => (y * factor - coarser[i]) / (factor - 1))
      row.push(next)
      next.forEach((y, i) => {
        const error = Math.max(Math.abs(y - finer[i]), Math.abs(y - coarser[i]))
        if (error < errors[i]) {
          errors[i] = error
          best[i] = y
        }
      })
    }
    previous = row
  }
  return best
}

function compare(
  rows: Comparison[],
  check: Comparison['check'],
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  scale = 0,
): void {
  const size = Array.from(expected, Math.abs)
    .filter(Number.isFinite)
    .reduce((largest, value) => Math.max(largest, value), Math.max(1, scale))
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i])
    rows.push({ check, element: `[${i}]`, rule: actual[i], expected: expected[i], error, size })
  }
}

function report(rows: readonly Comparison[]): string {
  const cells = rows
    .slice(0, 20)
    .map((row) => [
      row.check,
      row.element,
      row.rule.toPrecision(10),
      row.expected.toPrecision(10),
      row.error.toExponential(2),
    ])
  const table = [['check', 'element', 'rule', 'expected', 'error'], ...cells]
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)))
  const lines = table.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join('  ')
      .trimEnd(),
  )
  const more = rows.length > 20 ? `\n(+${rows.length - 20} more)` : ''
  return `checkDerivatives: ${rows.length} values disagree; look at the rule of the operation involved.\n${lines.join('\n')}${more}`
}

/** A fixed stream of numbers in [0, 1): a linear congruential generator (Knuth's MMIX constants). */
function uniformStream(): () => number {
  let state = 0x9e3779b97f4a7c15n
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn
    return Number(state >> 11n) / 2 ** 53
  }
}
