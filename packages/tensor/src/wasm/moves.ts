/** Addresses, and runs of bytes copied between them: loads and stores in place where they are short. */
import type { FunctionBuilder } from './assembler.ts'

/** Pushes an address with the numbers of bytes, at the addresses given, that are added to it. */
export function pushAddress(f: FunctionBuilder, address: number, offsets: readonly number[]): void {
  f.i32(address)
  for (const at of offsets) f.i32(at).emit('i32.load').emit('i32.add')
}

const moves = [
  [16, 'v128.load', 'v128.store'],
  [8, 'f64.load', 'f64.store'],
  [4, 'i32.load', 'i32.store'],
  [1, 'i32.load8_u', 'i32.store8'],
] as const

/** Up to here a copy is loads and stores in place. */
const inlineBytes = 128

/** Copies so many bytes between the addresses that `to` and `from` push; they do not overlap. */
export function emitMove(
  f: FunctionBuilder,
  bytes: number,
  to: () => void,
  from: () => void,
): void {
  if (bytes > inlineBytes) {
    to()
    from()
    f.i32(bytes).emit('memory.copy')
    return
  }
  let done = 0
  for (const [size, load, store] of moves) {
    for (; bytes - done >= size; done += size) {
      to()
      from()
      f.emit(load, done).emit(store, done)
    }
  }
}
