/** Derivatives by hand in plain loops, to measure against on the same machine in the same run. */
import type { Evaluation } from '../job.ts'
import { ba } from './ba.ts'
import { det } from './det.ts'
import { gmm } from './gmm.ts'
import { ht } from './ht.ts'
import { kmeans } from './kmeans.ts'
import { llsq } from './llsq.ts'
import { lse } from './lse.ts'
import { lstm } from './lstm.ts'

export const byHand: Readonly<Record<string, Evaluation>> = {
  ba,
  det,
  gmm,
  ht,
  kmeans,
  llsq,
  lse,
  lstm,
}
