/**
 * Rooms for programs in memories that they share. An engine reserves gigabytes of addresses for every
 * memory, so that a page of Chromium has room for some 120 of them and no more: small programs lie side
 * by side in one. A room is given back when nothing refers to it any more; nobody clears it.
 */
import { pageSize, wasmEngine } from '@wengert/tensor/internal/wasm'
import { Gaps } from './gaps.ts'

type Memory = InstanceType<NonNullable<ReturnType<typeof wasmEngine>>['Memory']>

/** Whoever uses the bytes from `base` on must hold on to the room. */
export interface Room {
  readonly memory: Memory
  readonly base: number
}

interface Shared {
  readonly memory: Memory
  readonly gaps: Gaps
}

/** Bytes of a shared memory; they take real memory only where they have been written to. */
const sharedBytes = 2 ** 24
/** A larger program gets a memory of its own. */
const largestShared = sharedBytes / 4
/** As of the buffers in it. */
const alignment = 64

let current: Shared | null = null

const left = new FinalizationRegistry<{ shared: Shared; base: number; bytes: number }>(
  ({ shared, base, bytes }) => shared.gaps.give(base, bytes),
)

/** Room for so many bytes, if asked for where other threads see it; null where there is no more memory. */
export function takeRoom(bytes: number, forThreads = false): Room | null {
  try {
    const alone = forThreads || bytes > largestShared
    return alone ? { memory: newMemory(bytes, forThreads), base: 0 } : takeShared(bytes)
  } catch {
    return null
  }
}

function takeShared(bytes: number): Room {
  const size = Math.max(Math.ceil(bytes / alignment), 1) * alignment
  let shared = (current ??= newShared())
  let base = shared.gaps.take(size)
  if (base + size > sharedBytes) {
    shared.gaps.give(base, size)
    shared = current = newShared()
    base = shared.gaps.take(size)
  }
  const room = { memory: shared.memory, base }
  left.register(room, { shared, base, bytes: size })
  return room
}

function newShared(): Shared {
  return { memory: newMemory(sharedBytes), gaps: new Gaps(0) }
}

/** With a page more, since vectors may be read beyond the end. */
function newMemory(bytes: number, shared = false): Memory {
  const { Memory } = wasmEngine()!
  const initial = Math.ceil(bytes / pageSize) + 1
  return new Memory({ initial, maximum: shared ? initial : undefined, shared })
}
