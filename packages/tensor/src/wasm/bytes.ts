/**
 * A growing run of bytes and the number formats of WebAssembly: LEB128 integers and little-endian
 * floats (WebAssembly Core Specification 2.0, section 5.2).
 */
export class Bytes {
  private data: Uint8Array
  private view: DataView
  length = 0

  constructor(capacity = 256) {
    this.data = new Uint8Array(capacity)
    this.view = new DataView(this.data.buffer)
  }

  /** What was written. */
  written(): Uint8Array {
    return this.data.subarray(0, this.length)
  }

  byte(value: number): void {
    if (this.length === this.data.length) this.grow(1)
    this.data[this.length++] = value
  }

  bytes(values: ArrayLike<number>): void {
    this.grow(values.length)
    this.data.set(values, this.length)
    this.length += values.length
  }

  /** An unsigned 32-bit integer. */
  unsigned(value: number): void {
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.byte(rest)
  }

  /** A byte and an unsigned integer: in one step where that is a byte too, since most code is of such. */
  indexed(first: number, index: number): void {
    if (index > 0x7f || this.length + 2 > this.data.length) {
      this.byte(first)
      this.unsigned(index)
      return
    }
    this.data[this.length++] = first
    this.data[this.length++] = index
  }

  /** A signed 32-bit integer. */
  signed(value: number): void {
    let rest = value | 0
    while (rest < -64 || rest > 63) {
      this.byte((rest & 0x7f) | 0x80)
      rest >>= 7
    }
    this.byte(rest & 0x7f)
  }

  /** A signed 64-bit integer. */
  signed64(value: bigint): void {
    let rest = BigInt.asIntN(64, value)
    while (rest < -64n || rest > 63n) {
      this.byte(Number(rest & 0x7fn) | 0x80)
      rest >>= 7n
    }
    this.byte(Number(rest & 0x7fn))
  }

  float32(value: number): void {
    this.grow(4)
    this.view.setFloat32(this.length, value, true)
    this.length += 4
  }

  float64(value: number): void {
    this.grow(8)
    this.view.setFloat64(this.length, value, true)
    this.length += 8
  }

  /** A name, of ASCII characters, with its length in front. */
  name(text: string): void {
    this.unsigned(text.length)
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i))
  }

  /** Bytes with their number in front. */
  sized(content: Uint8Array): void {
    this.unsigned(content.length)
    this.bytes(content)
  }

  private grow(by: number): void {
    const needed = this.length + by
    if (needed <= this.data.length) return
    const data = new Uint8Array(Math.max(needed, 2 * this.data.length))
    data.set(this.data.subarray(0, this.length))
    this.data = data
    this.view = new DataView(data.buffer)
  }
}
