import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Gaps } from '../../src/wasm/gaps.ts'
import { assignAddresses } from '../../src/wasm/memory.ts'
import { addressOf, newBuffer, type Buffer, type Place } from '../../src/wasm/place.ts'
import type { Plan, Step } from '../../src/wasm/plan.ts'

describe('gaps', () => {
  test('what is given back is taken again, the smallest that is large enough', () => {
    const gaps = new Gaps(10)
    const [a, b, c, d] = [3, 5, 2, 4].map((size) => gaps.take(size))
    expect([a, b, c, d]).toEqual([10, 13, 18, 20])
    gaps.give(b, 5)
    gaps.give(d, 4)
    expect(gaps.take(4)).toBe(d)
    expect(gaps.take(4)).toBe(b)
    expect(gaps.end).toBe(24)
  })

  test('neighbours join, and a gap at the end grows', () => {
    const gaps = new Gaps(0)
    const parts = [4, 4, 4].map((size) => gaps.take(size))
    gaps.give(parts[0], 4)
    gaps.give(parts[2], 4)
    gaps.give(parts[1], 4)
    expect(gaps.take(16)).toBe(0)
    expect(gaps.end).toBe(16)
  })
})

const place = (buffer: Buffer): Place => ({
  buffer,
  dtype: 'float64',
  layout: { shape: [buffer.bytes / 8], strides: [1], offset: 0 },
})

/** A step that reads some buffers and fills others. */
const step = (reads: Buffer[], writes: Buffer[]): Step => ({
  kind: 'copy',
  copies: writes.map((to) => ({
    from: place(reads[0] ?? to),
    to: place(to),
    bytes: 0,
  })),
})

describe('the memory plan', () => {
  test('buffers in use at the same time lie apart, in any plan', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.nat(1000)), (list, choices) => {
        const buffers: Buffer[] = [newBuffer(64)]
        const steps: Step[] = []
        const uses: [number, Buffer][] = []
        list.forEach((size, i) => {
          const read = buffers[choices.next().value % buffers.length]
          const written = newBuffer(8 * size)
          buffers.push(written)
          steps.push(step([read], [written]))
          uses.push([i, read], [i, written])
        })
        const output = buffers[buffers.length - 1]
        const plan: Plan = { inputs: [place(buffers[0])], outputs: [place(output)], steps, buffers }
        const end = assignAddresses(plan, 128)
        const span = (b: Buffer): [number, number] => {
          const at = uses.filter(([, other]) => other === b).map(([i]) => i)
          if (b === buffers[0]) return [-1, Infinity]
          return [Math.min(...at), b === output ? Infinity : Math.max(...at)]
        }
        for (const a of buffers) {
          expect(a.address % (a.bytes > 8 ? 64 : 8)).toBe(0)
          expect(a.address).toBeGreaterThanOrEqual(128)
          expect(a.address + a.bytes).toBeLessThanOrEqual(end)
          for (const b of buffers) {
            if (a === b || a.bytes === 0 || b.bytes === 0) continue
            const [[from, to], [first, last]] = [span(a), span(b)]
            if (to < first || last < from) continue
            expect(a.address + a.bytes <= b.address || b.address + b.bytes <= a.address).toBe(true)
          }
        }
      }),
    )
  })

  test('a chain of steps needs the memory of a few', () => {
    const buffers = Array.from({ length: 100 }, () => newBuffer(1024))
    const steps = buffers.slice(1).map((b, i) => step([buffers[i]], [b]))
    const plan: Plan = {
      inputs: [place(buffers[0])],
      outputs: [place(buffers[99])],
      steps,
      buffers,
    }
    expect(assignAddresses(plan, 0)).toBe(3 * 1024)
  })

  test('many loops that store where the one before did need no more than it', () => {
    const buffers = Array.from({ length: 30_000 }, () => newBuffer(80))
    const [first, ...rest] = buffers
    const steps = rest.map((to, i): Step => ({
      kind: 'loop',
      shape: [10],
      inputs: [place(buffers[i])],
      operations: [],
      sinks: [{ kind: 'store', axes: [], value: { kind: 'input', index: 0 }, place: place(to) }],
      scratch: newBuffer(0),
    }))
    const last = place(buffers.at(-1)!)
    const plan: Plan = { inputs: [place(first)], steps, outputs: [last], buffers: rest }
    expect(assignAddresses(plan, 0)).toBe(128)
    expect(addressOf(last)).toBe(0)
  })

  test("a body's memory is in use during its step only", () => {
    const inner = newBuffer(4096)
    const [input, first, second] = [newBuffer(64), newBuffer(4096), newBuffer(64)]
    const body: Plan = {
      inputs: [],
      steps: [step([input], [inner])],
      outputs: [place(inner)],
      buffers: [inner],
    }
    const plan: Plan = {
      inputs: [place(input)],
      outputs: [place(second)],
      buffers: [input, first, second],
      steps: [
        step([input], [first]),
        { kind: 'repeat', length: 3, reverse: false, offsets: [], stacks: [], body, after: [] },
        step([input], [second]),
      ],
    }
    expect(assignAddresses(plan, 0)).toBe(64 + 4096)
    expect(inner.address).toBe(first.address)
  })
})
