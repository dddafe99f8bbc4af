import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { cacheStats, compile } from '@wengert/autodiff'
import { tensor, type Tensor } from '@wengert/tensor'
import { takeRoom, type Room } from '../../src/wasm/rooms.ts'

/** Runs f with an engine whose memories are made by `make`. */
function withMemories<T>(make: (pages: WebAssembly.MemoryDescriptor) => unknown, f: () => T): T {
  const spy = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function (descriptor) {
    return make(descriptor) as WebAssembly.Memory
  })
  try {
    return f()
  } finally {
    spy.mockRestore()
  }
}

/** A function whose program no other has. */
const nth =
  (n: number) =>
  (x: Tensor): Tensor =>
    x.mul(n + 1).sum()

describe('rooms in memory', () => {
  test('those in use at the same time lie apart, aligned and within their memory', () => {
    const sizes = fc.array(fc.oneof(fc.nat(1000), fc.nat(5_000_000)), { maxLength: 40 })
    fc.assert(
      fc.property(sizes, (list) => {
        const rooms = list.map((bytes) => ({ ...(takeRoom(bytes) as Room), bytes }))
        for (const { memory, base, bytes } of rooms) {
          expect(base % 64).toBe(0)
          expect(base + bytes).toBeLessThanOrEqual(memory.buffer.byteLength)
        }
        for (const a of rooms) {
          for (const b of rooms) {
            if (a === b || a.memory !== b.memory) continue
            expect(a.base + a.bytes <= b.base || b.base + b.bytes <= a.base).toBe(true)
          }
        }
      }),
      { numRuns: 20 },
    )
  })

  // A page of Chromium has room for about 120 memories.
  test('300 programs that are all in use need few memories, and do not disturb each other', () => {
    const { Memory } = WebAssembly
    let memories = 0
    const make = (descriptor: WebAssembly.MemoryDescriptor) => {
      memories++
      return new Memory(descriptor)
    }
    withMemories(make, () => {
      const functions = Array.from({ length: 300 }, (_, n) => compile(nth(n)))
      for (const shift of [0, 1, 0]) {
        const x = tensor([1, 2, 4]).add(shift)
        const sum = 7 + 3 * shift
        expect(functions.map((f) => f(x).item())).toEqual(functions.map((_, n) => sum * (n + 1)))
      }
    })
    expect(memories).toBeLessThan(10)
  })

  test('where the engine has no more memory, a program runs interpreted', () => {
    const refuse = () => {
      throw new RangeError('WebAssembly.Memory(): could not allocate memory')
    }
    const large = tensor(new Float64Array(1_000_000).fill(0.5))
    expect(withMemories(refuse, () => compile(nth(1))(large).item())).toBe(1_000_000)
  })
})

// Chromium compiles no more than 8 MB of code at once where a page would wait for it.
test('where the engine refuses code for its size, a program runs interpreted', () => {
  const { Module } = WebAssembly
  const f = compile((x: Tensor) => x.exp().sub(1).sum())
  const spy = vi.spyOn(WebAssembly, 'Module').mockImplementation(function (bytes) {
    if (bytes.byteLength > 300) throw new RangeError('WebAssembly.Module(): too large')
    return new Module(bytes)
  })
  const before = cacheStats().compiled
  try {
    expect(f(tensor([0, 0])).item()).toBe(0)
  } finally {
    spy.mockRestore()
  }
  expect(cacheStats().compiled).toBe(before)
})
