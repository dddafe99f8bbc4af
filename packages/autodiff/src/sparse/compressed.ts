/**
 * The values of a sparse matrix from few products: for each colour one product with the sum of that
 * colour's unit vectors, all colours in one batched run, or in several where that would not fit in
 * memory. An entry is then read where it stands alone.
 */
import {
  concatenate,
  gather,
  reshape,
  tensor,
  zeros,
  type DType,
  type Tensor,
} from '@wengert/tensor'
import { allocate, castTo, isFloat, zerosOf, type Aval } from '@wengert/tensor/internal'
import { chunkLength } from '../api/jacobian-blocks.ts'
import { broadcastBatch, runBatched } from '../batch.ts'
import type { Program } from '../program.ts'
import { inputAvals, outputAvals } from '../structured.ts'
import { record } from '../tape.ts'
import { transposeLinear } from '../transpose.ts'
import type { Colouring } from './colouring.ts'

/** Where the entries of a matrix are found among the products. */
export interface Places {
  /** For each entry the colour of the product in which it stands alone. */
  readonly colours: Int32Array
  /** Its position in that product. */
  readonly positions: Int32Array
}

/** The program of the transposed map: cotangents of the inputs from those of the outputs. */
export function transposedProgram(operation: string, linear: Program): Program {
  const inputs = outputAvals(linear).map((aval) => ({ aval, value: null, differentiated: true }))
  const avals = inputAvals(linear)
  return record(operation, inputs, (cts) =>
    transposeLinear(linear, cts).map((ct, i) => ct ?? zerosOf(avals[i])),
  )
}

/** The dtype of a matrix whose rows are elements of these tensors. */
export function matrixType(avals: readonly Aval[]): DType {
  const floats = avals.filter(({ dtype }) => isFloat(dtype))
  return floats.length > 0 && floats.every(({ dtype }) => dtype === 'float32')
    ? 'float32'
    : 'float64'
}

/** The entries at `places` of the products of a linear program with a colouring of its inputs. */
export function readProducts(
  linear: Program,
  { colours, count }: Colouring,
  places: Places,
  dtype: DType,
): Tensor {
  const entries = places.colours.length
  if (entries === 0) return zeros([0], { dtype })
  const width = outputAvals(linear).reduce((total, { size }) => total + size, 0)
  const chunk = Math.min(count, chunkLength(linear))
  const parts: Tensor[] = []
  // Where each entry stands in the parts one after the other.
  const order = new Int32Array(entries)
  let found = 0
  for (let start = 0; start < count; start += chunk) {
    const size = Math.min(chunk, count - start)
    const indices = new Int32Array(entries)
    const before = found
    places.colours.forEach((colour, entry) => {
      if (colour < start || colour >= start + size) return
      indices[found - before] = (colour - start) * width + places.positions[entry]
      order[entry] = found++
    })
    const seeds = unitVectors(inputAvals(linear), colours, start, size)
    const everywhere = seeds.map(() => true)
    const batched = runBatched(linear, seeds, everywhere, size)
    const rows = broadcastBatch(batched, size).map((x) =>
      castTo(reshape(x, [size, x.size / size]), dtype),
    )
    const products = reshape(concatenate(rows, 1), [size * width])
    parts.push(gather(products, tensor(indices.subarray(0, found - before))))
  }
  return parts.length === 1 ? parts[0] : gather(concatenate(parts), tensor(order))
}

/** For each of some colours, the sum of its unit vectors: a batch for each leaf. */
function unitVectors(
  leaves: readonly Aval[],
  colours: Int32Array,
  start: number,
  count: number,
): Tensor[] {
  let first = 0
  return leaves.map(({ shape, size, dtype }) => {
    const data = allocate(dtype, count * size)
    for (let i = 0; i < size; i++) {
      const colour = colours[first + i] - start
      if (colour >= 0 && colour < count) data[colour * size + i] = 1
    }
    first += size
    return tensor(data, { shape: [count, ...shape], dtype })
  })
}
