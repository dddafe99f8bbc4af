/** Runs of bytes copied: loads and stores in place where they are short. */
import type { FunctionBuilder } from './assembler.ts'

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
