/**
 * The stable order of a line of numbers: NaN after all others, −0 equal to 0. Short lines are sorted by
 * comparison. Long ones are dealt out by the digits of their bits from the lowest digit on, each time in
 * the order of the time before (Knuth, The Art of Computer Programming, vol. 3, section 5.2.5): the bits
 * of a double, all of them inverted if it is negative, else the sign alone, count up as it does.
 */

/** From this length on dealing is faster than comparing. */
const long = 512

/** Six digits of 11 bits: three for each half of a double. */
const digitBits = 11
const digits = 1 << digitBits

/** `order` becomes the positions of the elements from the smallest to the largest, or descending. */
export function findOrder(line: Float64Array, order: Int32Array, descending: boolean): void {
  for (let k = 0; k < order.length; k++) order[k] = k
  if (order.length < long) compareAll(line, order, descending)
  else deal(keysOf(line, descending), order)
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

/** Unsigned integers in the order of the numbers: the low halves of all, and the high ones. */
function keysOf(line: Float64Array, descending: boolean): [low: Uint32Array, high: Uint32Array] {
  // Adding 0 makes 0 of −0.
  const numbers = line.map((x) => x + 0)
  // Little-endian, as every machine is that runs WebAssembly.
  const halves = new Uint32Array(numbers.buffer)
  const low = new Uint32Array(numbers.length)
  const high = new Uint32Array(numbers.length)
  const reversed = descending ? -1 : 0
  for (let k = 0; k < numbers.length; k++) {
    const [l, h] = [halves[2 * k], halves[2 * k + 1]]
    const isNan = Number.isNaN(numbers[k])
    const negative = -(h >>> 31)
    low[k] = (isNan ? -1 : l ^ negative) ^ reversed
    high[k] = (isNan ? -1 : h ^ (negative | 0x8000_0000)) ^ reversed
  }
  return [low, high]
}

function deal(halves: readonly Uint32Array[], order: Int32Array): void {
  let from: Int32Array = order.slice()
  let to = order
  const starts = new Int32Array(digits)
  for (const keys of halves) {
    for (let shift = 0; shift < 32; shift += digitBits) {
      if (!findStarts(keys, shift, starts)) continue
      for (let k = 0; k < from.length; k++) {
        const i = from[k]
        to[starts[(keys[i] >>> shift) & (digits - 1)]++] = i
      }
      const dealt = to
      to = from
      from = dealt
    }
  }
  if (from !== order) order.set(from)
}

/** Where the keys with each digit begin; false where all have the same, as integers in low digits. */
function findStarts(keys: Uint32Array, shift: number, starts: Int32Array): boolean {
  starts.fill(0)
  for (let k = 0; k < keys.length; k++) starts[(keys[k] >>> shift) & (digits - 1)]++
  if (starts[(keys[0] >>> shift) & (digits - 1)] === keys.length) return false
  let total = 0
  for (let d = 0; d < digits; d++) {
    const count = starts[d]
    starts[d] = total
    total += count
  }
  return true
}
