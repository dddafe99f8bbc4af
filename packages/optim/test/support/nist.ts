/**
 * The NIST Statistical Reference Datasets for nonlinear regression: models as functions of tensors,
 * and how many digits of a result are right. Data, starts and certified values are in data/nist.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { tensor, type Tensor } from '@wengert/tensor'

interface NistFile {
  readonly name: string
  readonly level: string
  readonly start1: readonly number[]
  readonly start2: readonly number[]
  readonly certified: {
    readonly values: readonly number[]
    readonly standardDeviations: readonly number[]
    readonly rss: number
    readonly residualStdDev: number
    readonly dof: number
  }
  readonly refined: {
    readonly values: readonly number[]
    readonly standardDeviations: readonly number[]
    readonly rss: number
  }
  /** The predictor, or a list of predictors. */
  readonly x: readonly number[] | readonly (readonly number[])[]
  readonly y: readonly number[]
}

export interface NistProblem extends NistFile {
  /** Response less model. */
  readonly residual: (b: Tensor) => Tensor
  readonly starts: readonly Float64Array[]
}

/** A model of the parameters and the predictors. */
type NistModel = (b: readonly Tensor[], x: Tensor, x2: Tensor) => Tensor

/** exp(−((x − centre)/width)²) */
const bell = (x: Tensor, centre: Tensor, width: Tensor): Tensor =>
  x.sub(centre).square().div(width.square()).neg().exp()
const decay = (rate: Tensor, x: Tensor): Tensor => rate.mul(x).neg().exp()
const gauss: NistModel = ([b1, b2, b3, b4, b5, b6, b7, b8], x) =>
  b1
    .mul(decay(b2, x))
    .add(b3.mul(bell(x, b4, b5)))
    .add(b6.mul(bell(x, b7, b8)))
const lanczos: NistModel = ([b1, b2, b3, b4, b5, b6], x) =>
  b1
    .mul(decay(b2, x))
    .add(b3.mul(decay(b4, x)))
    .add(b5.mul(decay(b6, x)))
const chwirut: NistModel = ([b1, b2, b3], x) => decay(b1, x).div(b2.add(b3.mul(x)))
/** Horner's scheme, lowest coefficient first. */
const polynomial = (x: Tensor, coefficients: readonly (Tensor | number)[]): Tensor =>
  coefficients
    .slice(0, -1)
    .reduceRight<Tensor>((sum, c) => sum.mul(x).add(c), x.mul(0).add(coefficients.at(-1)!))
const saturating: NistModel = ([b1, b2], x) => b1.mul(b2.mul(x).neg().expm1().neg())
const wave = (a: Tensor, b: Tensor, period: Tensor | number, x: Tensor): Tensor => {
  const angle = x.mul(2 * Math.PI).div(period)
  return a.mul(angle.cos()).add(b.mul(angle.sin()))
}

const models: { readonly [name: string]: NistModel } = {
  Bennett5: ([b1, b2, b3], x) => b1.mul(b2.add(x).pow(b3.reciprocal().neg())),
  BoxBOD: saturating,
  Chwirut1: chwirut,
  Chwirut2: chwirut,
  DanWood: ([b1, b2], x) => b1.mul(x.pow(b2)),
  ENSO: ([b1, b2, b3, b4, b5, b6, b7, b8, b9], x) =>
    b1
      .add(wave(b2, b3, 12, x))
      .add(wave(b5, b6, b4, x))
      .add(wave(b8, b9, b7, x)),
  Gauss1: gauss,
  Gauss3: gauss,
  Kirby2: ([b1, b2, b3, b4, b5], x) => polynomial(x, [b1, b2, b3]).div(polynomial(x, [1, b4, b5])),
  Lanczos1: lanczos,
  Lanczos3: lanczos,
  MGH09: ([b1, b2, b3, b4], x) => {
    const square = x.square()
    return b1.mul(square.add(x.mul(b2))).div(square.add(x.mul(b3)).add(b4))
  },
  Misra1a: saturating,
  Misra1c: ([b1, b2], x) => b1.mul(b2.mul(x).mul(2).add(1).rsqrt().neg().add(1)),
  Misra1d: ([b1, b2], x) => b1.mul(b2).mul(x).div(b2.mul(x).add(1)),
  Nelson: ([b1, b2, b3], x, x2) => b1.sub(b2.mul(x).mul(decay(b3, x2))),
  Rat42: ([b1, b2, b3], x) => b1.div(b2.sub(b3.mul(x)).exp().add(1)),
  Thurber: ([b1, b2, b3, b4, b5, b6, b7], x) =>
    polynomial(x, [b1, b2, b3, b4]).div(polynomial(x, [1, b5, b6, b7])),
}

const folder = new URL('../data/nist/', import.meta.url)

export const nistProblems: readonly NistProblem[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .sort()
  .map((file) => {
    const data = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as NistFile
    return {
      ...data,
      residual: residualOf(data),
      starts: [data.start1, data.start2].map((start) => Float64Array.from(start)),
    }
  })

function residualOf({ name, x, y, start1 }: NistFile): (b: Tensor) => Tensor {
  const model = models[name]
  // Nelson alone has two predictors, and the logarithm of the response.
  const column = (i: number): Tensor =>
    tensor([...(typeof x[0] === 'number' ? (x as number[]) : (x as number[][])[i])])
  const [first, second] = [column(0), column(typeof x[0] === 'number' ? 0 : 1)]
  const response = name === 'Nelson' ? tensor([...y]).log() : tensor([...y])
  return (b) =>
    response.sub(
      model(
        start1.map((_, i) => b.at(i)),
        first,
        second,
      ),
    )
}

/** The correct digits of the worst element: −log₁₀ of the largest relative error, at most 15.9. */
export function correctDigits(found: Iterable<number>, right: readonly number[]): number {
  const worst = Math.max(
    ...Array.from(found, (value, i) => Math.abs(value - right[i]) / Math.abs(right[i])),
  )
  return Number.isNaN(worst) ? 0 : Math.min(15.9, Math.max(0, -Math.log10(worst)))
}
