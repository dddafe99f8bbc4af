/** A general product as a batch of matrix products: which axes of the places are rows, which are summed over. */
import {
  permuteStrided,
  range,
  reshapeStrided,
  sizeOf,
  type Aval,
  type DotParams,
  type Strided,
} from '@wengert/tensor/internal'
import { partScratch, threadCount } from '@wengert/tensor/internal/wasm'
import { newBuffer, newPlace, viewedAs, type Place } from './place.ts'
import type { Planner } from './planner.ts'

export function planProduct(
  planner: Planner,
  left: Place,
  right: Place,
  { batch, contract }: DotParams,
  aval: Aval,
): Place {
  const a = asMatrices(planner, left, batch[0], contract[0])
  const b = asMatrices(planner, right, batch[1], contract[1])
  const result = newPlace(aval)
  const [batches, m, k] = a.layout.shape
  const n = b.layout.shape[1]
  const [leftBatch, row, leftDepth] = a.layout.strides
  const [rightBatch, column, rightDepth] = b.layout.strides
  const spec = {
    dtype: aval.dtype as 'float64' | 'float32',
    batches,
    m,
    n,
    k,
    left: { batch: leftBatch, row, depth: leftDepth },
    right: { batch: rightBatch, depth: rightDepth, column },
    result: { batch: m * n, row: n, column: 1 },
  }
  const scratch = newBuffer(partScratch(spec, threadCount()))
  planner.push({ kind: 'product', spec, left: a, right: b, result, scratch })
  return result
}

/** A place as batches of free × contracted, moved where its axes do not merge so. */
function asMatrices(
  planner: Planner,
  place: Place,
  batch: readonly number[],
  contract: readonly number[],
): Place {
  const { shape } = place.layout
  const free = range(shape.length).filter((i) => !batch.includes(i) && !contract.includes(i))
  const groups = [batch, free, contract]
  const grouped = permuteStrided(place.layout, groups.flat())
  const target = groups.map((axes) => sizeOf(axes.map((axis) => shape[axis])))
  const merged: Strided | null = reshapeStrided(grouped, target)
  if (merged !== null) return viewedAs(place, merged)
  const moved = planner.moved(viewedAs(place, grouped))
  return viewedAs(moved, reshapeStrided(moved.layout, target)!)
}
