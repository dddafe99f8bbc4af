/** What a scan equation says, and the loop that runs it step by step. */
import type { TypedArray } from '@wengert/tensor'
import { allocate, Tensor } from '@wengert/tensor/internal'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import { outputAvals, sliceAval } from '../structured.ts'

export interface ScanParams {
  /** From constants, carry and one element of each sequence to the next carry and one of each output. */
  readonly body: Program
  readonly length: number
  readonly reverse: boolean
  readonly constants: number
  readonly carries: number
}

/** The three groups in which operands come. */
export function groups<T>(list: readonly T[], { constants, carries }: ScanParams): [T[], T[], T[]] {
  const middle = constants + carries
  return [list.slice(0, constants), list.slice(constants, middle), list.slice(middle)]
}

export function loop(operands: readonly Tensor[], params: ScanParams): TypedArray[] {
  const { body, length, reverse, carries } = params
  const [constants, init, sequences] = groups(operands, params)
  const elementAvals = sequences.map(({ aval }) => sliceAval(aval))
  const stacked = outputAvals(body)
    .slice(carries)
    .map(({ dtype, size }) => allocate(dtype, size * length))
  let carry = init
  for (let step = 0; step < length; step++) {
    const at = reverse ? length - 1 - step : step
    const elements = sequences.map((x, i) => {
      const { size } = elementAvals[i]
      return new Tensor(elementAvals[i], x.host!.subarray(at * size, (at + 1) * size))
    })
    const results = run(body, [...constants, ...carry, ...elements])
    carry = results.slice(0, carries)
    stacked.forEach((array, i) => {
      const { host, size } = results[carries + i]
      array.set(host!, at * size)
    })
  }
  return [...carry.map((x) => x.host!), ...stacked]
}
