/** The digits, read from their JSON file: pixels from 0 to 1, and the classes. */
import { readFileSync } from 'node:fs'
import { tensor, type Tensor } from '@wengert/tensor'

export interface Images {
  /** Pixels, images × 64. */
  readonly x: Tensor
  /** The digit of each image, int32. */
  readonly digit: Tensor
}

const folder = new URL('./data/', import.meta.url)

/** The training images, and those with index 4 mod 5, for testing. */
export function loadDigits(): { readonly train: Images; readonly test: Images } {
  const file = readFileSync(new URL('digits.json', folder), 'utf8')
  const { X, y } = JSON.parse(file) as { X: number[][]; y: number[] }
  const images = (isTest: boolean): Images => {
    const chosen = y.map((_, i) => i).filter((i) => (i % 5 === 4) === isTest)
    return {
      x: tensor(chosen.map((i) => X[i].map((pixel) => pixel / 16))),
      digit: tensor(
        chosen.map((i) => y[i]),
        { dtype: 'int32' },
      ),
    }
  }
  return { train: images(false), test: images(true) }
}

/** A run of data/digits-mlp.json, which says how it was computed. */
export interface ReferenceRun {
  readonly seed: number
  readonly lossAtInit: number
  readonly gradL2: number
  readonly gradFirst: readonly number[]
  readonly adam: {
    readonly lr: number
    readonly batch: number
    readonly batchLossAtStep: readonly (readonly [step: number, loss: number])[]
    readonly epochs: readonly {
      readonly epoch: number
      readonly trainLoss: number
      readonly testAcc: number
    }[]
  }
  readonly fullBatch: readonly {
    readonly method: string
    readonly finalLoss: number
    readonly testAcc: number
  }[]
}

export function loadReference(): readonly ReferenceRun[] {
  const file = readFileSync(new URL('digits-mlp.json', folder), 'utf8')
  return (JSON.parse(file) as { runs: ReferenceRun[] }).runs
}
