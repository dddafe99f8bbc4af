/**
 * The stable order of a line of numbers: NaN after all others, −0 equal to 0. It is found by comparison, and
 * that of a long line by dealing where that is at hand.
 */
import { tryOrder } from '../backends/compiled.ts'

/** `order` becomes the positions of the elements from the smallest to the largest, or descending. */
export function findOrder(line: Float64Array, order: Int32Array, descending: boolean): void {
  for (let k = 0; k < order.length; k++) order[k] = k
  if (!tryOrder(line, order, descending)) compareAll(line, order, descending)
}

/** Typed arrays sort stably (ES2019). */
function compareAll(line: Float64Array, order: Int32Array, descending: boolean): void {
  const compare = (i: number, j: number): number => {
    if (line[i] < line[j]) return -1
    if (line[i] > line[j]) return 1
    if (line[i] === line[j]) return 0
    return Number(Number.isNaN(line[i])) - Number(Number.isNaN(line[j]))
  }
  order.sort(descending ? (i, j) => compare(j, i) : compare)
}
