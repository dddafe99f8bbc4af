/**
 * SIMD vectors of float64 or float32 in emitted code: loads and stores at any stride, and the one
 * multiply-add of a product. Strides may be negative, offsets of loads and stores may not: a cursor
 * stands at the lowest of the places that it gives access to.
 */
import { depthBlock } from '../../primitives/matmul-kernel.ts'
import type { FunctionBuilder } from '../assembler.ts'

export class Vectors {
  readonly lanes: number
  /** Bytes of an element. */
  readonly width: number
  private readonly f: FunctionBuilder
  private readonly double: boolean
  private readonly fma: boolean

  constructor(f: FunctionBuilder, dtype: 'float64' | 'float32', fma: boolean) {
    this.f = f
    this.double = dtype === 'float64'
    this.width = this.double ? 8 : 4
    this.lanes = 16 / this.width
    this.fma = fma
  }

  locals(count: number): number[] {
    return Array.from({ length: count }, () => this.f.local('v128'))
  }

  release(...locals: number[]): void {
    for (const local of locals) this.f.release(local)
  }

  /** Sets to +0. */
  clear(locals: readonly number[]): void {
    for (const local of locals) this.f.emit('v128.const', zeros).set(local)
  }

  /** Pushes `count` elements, `step` bytes apart; lanes beyond are 0. */
  load(from: Cursor, offset: number, step: number, count = this.lanes): void {
    this.loadAt(from.pointer, offset - from.low, step, count)
  }

  private loadAt(pointer: number, offset: number, step: number, count: number): void {
    const { f, double, lanes, width } = this
    if (count === lanes && step === width) f.get(pointer).emit('v128.load', offset)
    else if (count === lanes && step === 0) this.splatAt(pointer, offset)
    else if (!double && count === 2 && step === width) {
      f.get(pointer).emit('v128.load64_zero', offset)
    } else if (count === 1) {
      f.get(pointer).emit(double ? 'v128.load64_zero' : 'v128.load32_zero', offset)
    } else {
      f.get(pointer)
      this.loadAt(pointer, offset, step, count - 1)
      const last = offset + (count - 1) * step
      f.emit(double ? 'v128.load64_lane' : 'v128.load32_lane', last, count - 1)
    }
  }

  /** Pushes one element in every lane. */
  splat(from: Cursor, offset: number): void {
    this.splatAt(from.pointer, offset - from.low)
  }

  private splatAt(pointer: number, offset: number): void {
    this.f.get(pointer).emit(this.double ? 'v128.load64_splat' : 'v128.load32_splat', offset)
  }

  /** Stores the first `count` lanes of a local, `step` bytes apart. */
  store(local: number, to: Cursor, at: number, step: number, count = this.lanes): void {
    const { f, double, lanes, width } = this
    const { pointer } = to
    const offset = at - to.low
    if (count === lanes && step === width) {
      f.get(pointer).get(local).emit('v128.store', offset)
      return
    }
    const pair = !double && count >= 2 && step === width
    if (pair) f.get(pointer).get(local).emit('v128.store64_lane', offset, 0)
    for (let lane = pair ? 2 : 0; lane < count; lane++) {
      const name = double ? 'v128.store64_lane' : 'v128.store32_lane'
      f.get(pointer)
        .get(local)
        .emit(name, offset + lane * step, lane)
    }
  }

  /** Adds the two vectors on the stack. */
  add(): void {
    this.f.emit(this.double ? 'f64x2.add' : 'f32x4.add')
  }

  /** sum += x · y, the two factors pushed by the functions. */
  multiplyAdd(sum: number, x: () => void, y: () => void): void {
    const { f, double, fma } = this
    if (fma) {
      x()
      y()
      f.get(sum).emit(double ? 'f64x2.relaxed_madd' : 'f32x4.relaxed_madd')
    } else {
      f.get(sum)
      x()
      y()
      f.emit(double ? 'f64x2.mul' : 'f32x4.mul')
      this.add()
    }
    f.set(sum)
  }

  /** Pushes a vector of chosen lanes of two: lanes of `second` are counted on from those of `first`. */
  shuffle(first: number, second: number, chosen: readonly number[]): void {
    const { width } = this
    const bytes = chosen.flatMap((lane) =>
      Array.from({ length: width }, (_, byte) => lane * width + byte),
    )
    this.f.get(first).get(second).emit('i8x16.shuffle', bytes)
  }
}

const zeros = new Uint8Array(16)

/** A pointer of its own, `low` bytes (none or fewer) from the place that offsets count from. */
export class Cursor {
  readonly pointer: number
  low: number
  private readonly f: FunctionBuilder

  constructor(f: FunctionBuilder, source: number, low = 0) {
    this.f = f
    this.pointer = f.local('i32')
    this.low = low
    f.get(source)
    if (low !== 0) f.i32(low).emit('i32.add')
    f.set(this.pointer)
  }

  advance(bytes: number): void {
    advance(this.f, this.pointer, bytes)
  }

  /** From here on gives access to other offsets. A pointer must never stand below its operand. */
  rebase(low: number): void {
    this.advance(low - this.low)
    this.low = low
  }

  release(): void {
    this.f.release(this.pointer)
  }
}

/** The lowest offset from the first of `count` places that are `stride` apart. */
export function lowest(stride: number, count: number): number {
  return Math.min(0, stride * (count - 1))
}

/** Emits `pointer += bytes`. */
export function advance(f: FunctionBuilder, pointer: number, bytes: number): void {
  if (bytes !== 0) f.get(pointer).i32(bytes).emit('i32.add').set(pointer)
}

/** Emits a loop whose body runs `times` times, once at least; a number or a local that holds it. */
export function repeat(
  f: FunctionBuilder,
  times: number | { readonly local: number },
  body: () => void,
): void {
  if (times === 1) return body()
  const left = f.local('i32')
  if (typeof times === 'number') f.i32(times).set(left)
  else f.get(times.local).set(left)
  f.emit('loop')
  body()
  f.get(left).i32(-1).emit('i32.add').tee(left).emit('br_if', 0).emit('end')
  f.release(left)
}

/**
 * Emits loops over `rows` (a local, 0 afterwards) by tiles of the given heights, the highest first
 * and 1 last; after a tile the pointers move on by as many of their strides.
 */
export function rowTiles(
  f: FunctionBuilder,
  heights: readonly number[],
  rows: number,
  pointers: readonly (readonly [pointer: number, stride: number])[],
  tile: (height: number) => void,
): void {
  for (const height of heights) {
    f.while(
      () => f.get(rows).i32(height).emit('i32.ge_u'),
      () => {
        tile(height)
        for (const [pointer, stride] of pointers) advance(f, pointer, height * stride)
        advance(f, rows, -height)
      },
    )
  }
}

/** Emits a block for each full run of terms, and one for what is left. */
export function emitBlocks(
  f: FunctionBuilder,
  terms: number,
  block: (length: number) => void,
): void {
  const full = Math.floor(terms / depthBlock)
  if (full > 0) repeat(f, full, () => block(depthBlock))
  if (terms % depthBlock > 0) block(terms % depthBlock)
}

/** Rows that lie this many bytes apart, or more, compete for the same places in the cache. */
export const farApart = 2048
