/** The machine that a run was taken on, and how busy it was. */
import { cpus, loadavg, totalmem } from 'node:os'

export interface Machine {
  readonly node: string
  readonly v8: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly platform: string
  /** The average number of processes that wanted a core over the last minute, before the run. */
  readonly load: number
}

export function describeMachine(): Machine {
  const { node, v8 } = process.versions
  return {
    node,
    v8,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    load: Math.round(loadavg()[0] * 10) / 10,
  }
}
