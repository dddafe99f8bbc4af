/** The breast-cancer data, read from its CSV file and standardised feature by feature. */
import { readFileSync } from 'node:fs'
import { csvParseRows } from 'd3-dsv'
import { tensor, type Tensor } from '@wengert/tensor'

export interface Classification {
  /** Standardised features, samples × features. */
  readonly features: Tensor
  /** +1 for benign, −1 for malignant. */
  readonly signs: Tensor
}

/** What data/reference.json states about the optimum; it says how that was computed. */
export interface Reference {
  readonly loss: number
  readonly weights: readonly number[]
  readonly intercept: number
  /** The weights' and, last, the intercept's. */
  readonly standardErrors: readonly number[]
  readonly lambda: number
}

const folder = new URL('./data/', import.meta.url)

export function loadData(): Classification {
  const [, ...rows] = csvParseRows(readFileSync(new URL('breast_cancer.csv', folder), 'utf8'))
  const numbers = rows.map((row) => row.map(Number))
  const raw = tensor(numbers.map((row) => row.slice(0, -1)))
  const centred = raw.sub(raw.mean(0))
  const features = centred.div(centred.square().mean(0).sqrt())
  return { features, signs: tensor(numbers.map((row) => 2 * row[row.length - 1] - 1)) }
}

export function loadReference(): Reference {
  return JSON.parse(readFileSync(new URL('reference.json', folder), 'utf8')) as Reference
}
