/**
 * Random numbers as functions of a key: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror & Shaw,
 * "Parallel random numbers: as easy as 1, 2, 3", SC 2011), a block cipher applied to a counter. A key
 * is two 32-bit words; element i of a result is made from the block of counter i alone, so the
 * numbers do not depend on machine, order or batching. Keys may have leading batch axes.
 */
import { makeAval, type Aval } from '../aval.ts'
import { bind } from '../dispatch.ts'
import { allocate, type DType, type TypedArray } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import { sizeOf, type Shape } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { normalQuantile } from './normal-quantile.ts'

interface DrawParams {
  readonly shape: Shape
  readonly dtype: DType
}

/** The key schedule's constant (Skein's parity word, cut to 32 bits). */
const parity = 0x1bd11bda

/** Encrypts the counter (c0, c1) under the key (k0, k1) into `block`. */
export function threefry(k0: number, k1: number, c0: number, c1: number, block: Uint32Array): void {
  const k2 = parity ^ k0 ^ k1
  block[0] = c0 + k0
  block[1] = c1 + k1
  // Four rounds, then the key again, in another order and with the group's number.
  fourRounds(block, 13, 15, 26, 6, k1, k2 + 1)
  fourRounds(block, 17, 29, 16, 24, k2, k0 + 2)
  fourRounds(block, 13, 15, 26, 6, k0, k1 + 3)
  fourRounds(block, 17, 29, 16, 24, k1, k2 + 4)
  fourRounds(block, 13, 15, 26, 6, k2, k0 + 5)
}

function fourRounds(
  block: Uint32Array,
  r0: number,
  r1: number,
  r2: number,
  r3: number,
  add0: number,
  add1: number,
): void {
  let x0 = block[0] | 0
  let x1 = block[1] | 0
  x0 = (x0 + x1) | 0
  x1 = ((x1 << r0) | (x1 >>> (32 - r0))) ^ x0
  x0 = (x0 + x1) | 0
  x1 = ((x1 << r1) | (x1 >>> (32 - r1))) ^ x0
  x0 = (x0 + x1) | 0
  x1 = ((x1 << r2) | (x1 >>> (32 - r2))) ^ x0
  x0 = (x0 + x1) | 0
  x1 = ((x1 << r3) | (x1 >>> (32 - r3))) ^ x0
  block[0] = x0 + add0
  block[1] = x1 + add1
}

/** Fills each batch entry's part of the result with `draw(high word, low word)`. */
function drawAll(
  keys: Tensor,
  output: Aval,
  draw: (high: number, low: number) => number,
): TypedArray {
  const words = keys.host!
  const result = allocate(output.dtype, output.size)
  const batches = words.length / 2
  const perKey = batches === 0 ? 0 : result.length / batches
  const block = new Uint32Array(2)
  for (let b = 0, to = 0; b < batches; b++) {
    for (let i = 0; i < perKey; i++, to++) {
      threefry(words[2 * b], words[2 * b + 1], Math.floor(i / 2 ** 32), i, block)
      result[to] = draw(block[0], block[1])
    }
  }
  return result
}

/**
 * The middle of one of 2^52 cells of (0, 1), so that neither end occurs; the cell is the one in which
 * the uniform number of the same bits lies. Of 2^53 cells the middles above ½ are no doubles: they
 * would round, the last one to 1 itself.
 */
export function openUnit(high: number, low: number): number {
  return ((high >>> 5) * 2 ** 25 + (low >>> 7) + 0.5) / 2 ** 52
}

function drawing(
  name: string,
  draw: {
    readonly double: (high: number, low: number) => number
    readonly single: (high: number) => number
  },
): Primitive<DrawParams> {
  const primitive: Primitive<DrawParams> = {
    name,
    shape: ([key], { shape, dtype }) => makeAval([...key.shape.slice(0, -1), ...shape], dtype),
    kernel: ([key], { dtype }, output) =>
      drawAll(key, output, dtype === 'float32' ? draw.single : draw.double),
    jvp: null,
    batch: ([key], _, params) => bind(primitive, [key], params),
  }
  return primitive
}

/** Uniform on [0, 1): multiples of 2^-53, in float32 of 2^-24. */
export const randomUniformPrimitive: Primitive<DrawParams> = drawing('randomUniform', {
  double: (high, low) => ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53,
  single: (high) => (high >>> 8) / 2 ** 24,
})

/** Standard normal, by inversion. */
export const randomNormalPrimitive: Primitive<DrawParams> = drawing('randomNormal', {
  double: (high, low) => normalQuantile(openUnit(high, low)),
  single: (high) => normalQuantile(((high >>> 8) + 0.5) / 2 ** 24),
})

interface SplitParams {
  readonly count: number
}

/** New keys from one: the blocks of a counter range that no draw uses. */
export const randomSplitPrimitive: Primitive<SplitParams> = {
  name: 'randomSplit',
  shape: ([key], { count }) => makeAval([...key.shape.slice(0, -1), count, 2], 'int32'),
  kernel: ([key], { count }, output) => {
    const words = key.host!
    const result = allocate('int32', output.size)
    const block = new Uint32Array(2)
    for (let b = 0; b < sizeOf(key.shape) / 2; b++) {
      for (let i = 0; i < count; i++) {
        threefry(words[2 * b], words[2 * b + 1], 0x80000000, i, block)
        result.set(block, 2 * (b * count + i))
      }
    }
    return result
  },
  jvp: null,
  batch: ([key], _, params) => bind(randomSplitPrimitive, [key], params),
}
