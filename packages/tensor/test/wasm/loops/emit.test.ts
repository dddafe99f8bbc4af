import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoopKernel } from '../../../src/wasm/loops/kernel.ts'
import { randomKernel, type Dtypes } from './kernels.ts'
import { compileKernel, runOnHost } from './run-kernel.ts'

const lengths = fc.oneof(
  fc.integer({ min: 0, max: 40 }),
  fc.integer({ min: 1023, max: 1030 }),
  fc.constantFrom(1, 2, 3, 4, 8),
)
const short = fc.integer({ min: 0, max: 9 })
const shapes: fc.Arbitrary<number[]> = fc.oneof(
  fc.constant<number[]>([]),
  fc.tuple(lengths),
  fc.tuple(short, lengths),
  fc.tuple(lengths, short),
  fc.tuple(short, short, fc.integer({ min: 1, max: 19 })),
  fc.constantFrom<number[]>(
    [2100],
    [3, 2049],
    [33 * 1024 + 5],
    [33 * 1024, 1],
    [2, 3, 1500],
    [70, 37],
  ),
)
const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 })

/** That the kernel leaves the memory as the host would, and no other byte changed. */
function expectHostMemory({ kernel, bytes, fill }: ReturnType<typeof randomKernel>): void {
  const { run, buffer } = compileKernel(kernel, bytes)
  fill(new DataView(buffer))
  const expected = new DataView(buffer.slice(0, bytes))
  runOnHost(kernel, expected)
  run()
  const different = differences(kernel, new DataView(buffer), expected, bytes)
  expect(different).toEqual([])
}

/** Where memories differ, but for the bits of NaN. */
function differences(
  { sinks }: LoopKernel,
  actual: DataView,
  expected: DataView,
  bytes: number,
): string[] {
  const found: string[] = []
  for (let at = 0; at < bytes; at++) {
    if (actual.getUint8(at) === expected.getUint8(at)) continue
    const doubles = [actual, expected].map((memory) => memory.getFloat64(at & ~7, true))
    const singles = [actual, expected].map((memory) => memory.getFloat32(at & ~3, true))
    const isNaN = (list: number[]): boolean => list.every((x) => x !== x)
    if (isNaN(doubles) || isNaN(singles)) continue
    found.push(`${at}: ${doubles.join(' for ')}, ${singles.join(' for ')}`)
    if (found.length > 4) break
  }
  if (found.length > 0) found.push(JSON.stringify(sinks))
  return found
}

describe.each<Dtypes>(['float64', 'float32', 'mixed', 'integers'])(
  'kernels of %s give the host bits',
  (of) => {
    const check = (steps: number, reducing: boolean, numRuns: number): void =>
      fc.assert(
        fc.property(shapes, seeds, (shape, seed) => {
          expectHostMemory(randomKernel(shape, of, seed, { steps, reducing }))
        }),
        { numRuns },
      )
    test('with stores', () => check(6, false, 300))
    test('with stores and reductions', () => check(6, true, 600))
    test('of one or two steps', () => check(2, true, 300))
    test('of many steps', () => check(40, true, 100))
  },
)
