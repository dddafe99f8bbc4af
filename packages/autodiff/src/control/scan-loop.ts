/** What a scan equation says, and the loop that runs it step by step. */
import type { TypedArray } from '@wengert/tensor'
import {
  allocate,
  concatenatePrimitive,
  reshapePrimitive,
  slicePrimitive,
  Tensor,
  type Aval,
} from '@wengert/tensor/internal'
import type { Device } from '../device.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import { outputAvals, sliceAval, stackedAval } from '../structured.ts'

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

/** The same with all values on a device; outputs are put together at the end. */
export function loopOnDevice(
  device: Device,
  operands: readonly Tensor[],
  params: ScanParams,
): Tensor[] {
  const { body, length, reverse, carries } = params
  const [constants, init, sequences] = groups(operands, params)
  // The first carry is the caller's; each later one is ours to release.
  let carry = init.map((x) => device.copy(x))
  const avals = outputAvals(body).slice(carries)
  const rows = avals.map(() => new Array<Tensor>(length))
  for (let step = 0; step < length; step++) {
    const at = reverse ? length - 1 - step : step
    const elements = sequences.map((x) => elementOf(device, x, at))
    const results = device.run(body, [...constants, ...carry, ...elements])
    for (const x of [...carry, ...elements]) device.release(x)
    carry = results.slice(0, carries)
    rows.forEach((list, i) => {
      const result = results[carries + i]
      list[at] = device.apply(reshapePrimitive, [result], { shape: [1, ...result.shape] })
      device.release(result)
    })
  }
  return [...carry, ...rows.map((list, i) => stack(device, list, avals[i]))]
}

function elementOf(device: Device, x: Tensor, at: number): Tensor {
  const shape = x.shape.slice(1)
  const part = device.apply(slicePrimitive, [x], {
    starts: [at, ...shape.map(() => 0)],
    lengths: [1, ...shape],
    steps: x.shape.map(() => 1),
  })
  const element = device.apply(reshapePrimitive, [part], { shape })
  device.release(part)
  return element
}

function stack(device: Device, rows: readonly Tensor[], aval: Aval): Tensor {
  if (rows.length === 0) return new Tensor(stackedAval(0, aval), allocate(aval.dtype, 0))
  const whole = device.apply(concatenatePrimitive, rows, { axis: 0 })
  for (const row of rows) device.release(row)
  return whole
}
