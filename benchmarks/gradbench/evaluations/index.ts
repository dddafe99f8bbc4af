/** The twelve evaluations by the names of their modules. */
import type { Evaluation } from '../job.ts'
import { ba } from './ba.ts'
import { det } from './det.ts'
import { gmm } from './gmm.ts'
import { hello } from './hello.ts'
import { ht } from './ht.ts'
import { kmeans } from './kmeans.ts'
import { llsq } from './llsq.ts'
import { lse } from './lse.ts'
import { lstm } from './lstm.ts'
import { ode } from './ode.ts'
import { particle } from './particle.ts'
import { saddle } from './saddle.ts'

export const evaluations: Readonly<Record<string, Evaluation>> = {
  ba,
  det,
  gmm,
  hello,
  ht,
  kmeans,
  llsq,
  lse,
  lstm,
  ode,
  particle,
  saddle,
}
