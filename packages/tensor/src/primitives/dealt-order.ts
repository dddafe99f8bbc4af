/**
 * The stable order of a long line of numbers: dealt out by the digits of their bits from the lowest digit on,
 * each time in the order of the time before (Knuth, The Art of Computer Programming, vol. 3, section
 * 5.2.5): the bits of a double, all of them inverted if it is negative, else the sign alone, count up as
 * it does.
 */

/** Six digits of 11 bits: three for each half of a double. */
const digitBits = 11
const digits = 1 << digitBits

/** Reorders the positions, which count up, as `findOrder` does. */
export function dealOut(line: Float64Array, order: Int32Array, descending: boolean): void {
  let from: Int32Array = order.slice()
  let to = order
  const starts = new Int32Array(digits)
  for (const keys of keysOf(line, descending)) {
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
