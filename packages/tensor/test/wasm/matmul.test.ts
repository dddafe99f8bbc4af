import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { multiplyMatrices } from '../../src/primitives/matmul-kernel.ts'
import { ModuleBuilder } from '../../src/wasm/assembler.ts'
import { hasFusedMultiplyAdd, pageSize, wasmEngine } from '../../src/wasm/engine.ts'
import { emitProduct, productRows, productScratch } from '../../src/wasm/matmul/product.ts'
import type { ProductSpec } from '../../src/wasm/matmul/spec.ts'

const { Module, Instance, Memory } = wasmEngine()!
const memory = new Memory({ initial: 400 })
const arrays = { float64: Float64Array, float32: Float32Array } as const

type Numbers = Float64Array | Float32Array
type Kernel = (...args: number[]) => number

function compiled(spec: ProductSpec): Kernel {
  const module = new ModuleBuilder()
  module.importMemory({ module: 'host', name: 'memory', pages: 1 })
  module.export('run', emitProduct(module, spec))
  return new Instance(new Module(module.toBytes()), { host: { memory } }).exports.run
}

/** Three axes in memory: their lengths, strides in elements, and what they span. */
interface Layout {
  readonly lengths: readonly number[]
  readonly strides: readonly number[]
  /** Where the element with all indices 0 is. */
  readonly origin: number
  readonly span: number
}

interface Arrangement {
  readonly order: readonly number[]
  /** Elements left free after each axis, and between elements. */
  readonly gaps: readonly number[]
  readonly spacing: number
  readonly signs: readonly number[]
}

const plain: Arrangement = { order: [2, 1, 0], gaps: [0, 0, 0], spacing: 1, signs: [1, 1, 1] }
const turned: Arrangement = { ...plain, order: [1, 2, 0] }

function arrange(lengths: readonly number[], { order, gaps, spacing, signs }: Arrangement): Layout {
  const strides = [0, 0, 0]
  let step = spacing
  for (const axis of order) {
    strides[axis] = step * signs[axis]
    step *= Math.max(1, lengths[axis])
    step += gaps[axis] * spacing
  }
  const ends = strides.map((stride, axis) => stride * Math.max(0, lengths[axis] - 1))
  const low = ends.reduce((sum, end) => sum + Math.min(0, end), 0)
  const high = ends.reduce((sum, end) => sum + Math.max(0, end), 0)
  return { lengths, strides, origin: 0 - low, span: high - low + 1 }
}

function positions({ lengths: [a, b, c], strides, origin }: Layout): number[] {
  const list: number[] = []
  for (let i = 0; i < a; i++) {
    for (let j = 0; j < b; j++) {
      for (let k = 0; k < c; k++) {
        list.push(origin + i * strides[0] + j * strides[1] + k * strides[2])
      }
    }
  }
  return list
}

interface Case {
  readonly dtype: 'float64' | 'float32'
  readonly batches: number
  readonly m: number
  readonly n: number
  readonly k: number
  readonly left: Arrangement
  readonly right: Arrangement
  readonly result: Arrangement
  /** Where the rows are divided, as parts of their number. */
  readonly cuts: readonly number[]
  readonly seed: number
}

interface Outcome {
  readonly actual: Numbers
  readonly expected: Numbers
  readonly products: Numbers
}

const specials = [NaN, Infinity, -Infinity, 0, -0, 1e-300, 1e300]

/** Runs a case; everything in memory around the result and the scratch must stay as it was. */
function run(c: Case, fma = false, special = false): Outcome {
  const { dtype, batches, m, n, k } = c
  const TypedArray = arrays[dtype]
  const width = TypedArray.BYTES_PER_ELEMENT
  const left = arrange([batches, m, k], c.left)
  const right = arrange([batches, k, n], c.right)
  const result = arrange([batches, m, n], c.result)
  const spec: ProductSpec = {
    dtype,
    batches,
    m,
    n,
    k,
    left: { batch: left.strides[0], row: left.strides[1], depth: left.strides[2] },
    right: { batch: right.strides[0], depth: right.strides[1], column: right.strides[2] },
    result: { batch: result.strides[0], row: result.strides[1], column: result.strides[2] },
    fma,
  }
  let state = c.seed
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state / 2 ** 31
  }
  const spans = [left, right, result].map(({ span }) => span)
  const starts = [0, spans[0], spans[0] + spans[1]]
  const scratch = width * (starts[2] + spans[2])
  const [a, b, z] = starts.map((start, i) => {
    const array = new TypedArray(memory.buffer, start * width, spans[i])
    for (let at = 0; at < array.length; at++) {
      const pick = special ? Math.floor(Math.abs(random()) * 40) : specials.length
      array[at] = pick < specials.length ? specials[pick] : random() * 10 ** (at % 3)
    }
    return array
  })
  const expected = z.slice()
  const guard = new Uint8Array(memory.buffer, scratch + productScratch(spec), 64).fill(77)

  const kernel = compiled(spec)
  const rows = productRows(spec)
  const ends = [...c.cuts.map((part) => Math.floor(part * rows)), rows].sort((x, y) => x - y)
  ends.forEach((end, i) => {
    const [x, y, to] = [left, right, result].map(
      ({ origin }, operand) => (starts[operand] + origin) * width,
    )
    kernel(x, y, to, scratch, i === 0 ? 0 : ends[i - 1], end)
  })
  expect(guard.every((byte) => byte === 77)).toBe(true)

  const packed = (layout: Layout, data: Numbers, absolute: boolean): Numbers => {
    const values = positions(layout).map((at) => (absolute ? Math.abs(data[at]) : data[at]))
    return TypedArray.from(values)
  }
  const product = (absolute: boolean): Numbers => {
    const total = new TypedArray(batches * m * n)
    const x = { data: packed(left, a, absolute), batches, free: m, depth: k }
    const y = { data: packed(right, b, absolute), batches, free: n, depth: k }
    multiplyMatrices(
      { ...x, batchStride: m * k, freeStride: k, depthStride: 1 },
      { ...y, batchStride: n * k, freeStride: 1, depthStride: n },
      total,
    )
    return total
  }
  const products = new TypedArray(expected.length)
  const [exact, sizes] = [product(false), product(true)]
  positions(result).forEach((at, i) => {
    expected[at] = exact[i]
    products[at] = sizes[i]
  })
  return { actual: z.slice(), expected, products }
}

const orders = fc.shuffledSubarray([0, 1, 2], { minLength: 3 })
const gap = fc.constantFrom(0, 0, 0, 1, 3)
const arrangements = (signs: readonly number[]): fc.Arbitrary<Arrangement> => {
  const sign = fc.constantFrom(...signs)
  return fc.record({
    order: orders,
    gaps: fc.tuple(gap, gap, gap),
    spacing: fc.constantFrom(1, 1, 1, 2),
    signs: fc.tuple(sign, sign, sign),
  })
}
const operand = arrangements([1, 1, 1, 1, -1, 0])
const length = fc.constantFrom(0, 1, 1, 2, 3, 4, 5, 7, 8, 9, 10, 13, 16, 17, 30, 33)
const cases: fc.Arbitrary<Case> = fc.record({
  dtype: fc.constantFrom('float64' as const, 'float32' as const),
  batches: fc.constantFrom(0, 1, 1, 1, 2, 3),
  m: length,
  n: length,
  k: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 31, 64, 255, 256, 257, 300, 513, 1027),
  left: operand,
  right: operand,
  result: arrangements([1, 1, 1, -1]),
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
  seed: fc.integer(),
})

/** Shapes for which operands are copied, blocked or read in strips. */
const large: [m: number, k: number, n: number, left: Arrangement, right: Arrangement][] = [
  [33, 300, 520, plain, plain],
  [33, 70, 520, plain, turned],
  [300, 257, 40, turned, plain],
  [300, 520, 37, turned, turned],
  [700, 130, 33, turned, plain],
  [600, 70, 1, turned, plain],
  [1100, 263, 1, turned, plain],
  [2500, 64, 1, turned, plain],
  [1, 259, 1033, plain, plain],
  [1, 3000, 1, plain, plain],
  [5, 2100, 1, plain, plain],
  [1, 1, 999, plain, plain],
  [77, 1, 65, plain, plain],
]

describe('a compiled product', () => {
  test('has the bits of the host loops, for all shapes and strides, however rows are divided', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { actual, expected } = run(c)
        expect(actual).toEqual(expected)
      }),
      { numRuns: 1500 },
    )
  })

  test('has them where operands are copied, blocked or read in strips', () => {
    for (const dtype of ['float64', 'float32'] as const) {
      for (const [m, k, n, left, right] of large) {
        for (const result of [plain, turned, { ...plain, spacing: 2 }]) {
          for (const signs of [
            [1, 1, 1],
            [-1, -1, -1],
          ]) {
            const c = { dtype, batches: 1, m, n, k, cuts: [0.3], seed: m + n }
            const { actual, expected } = run({
              ...c,
              left: { ...left, signs },
              right: { ...right, signs },
              result,
            })
            expect(actual).toEqual(expected)
          }
        }
      }
    }
  })

  test('passes on NaN, infinities and signed zeros as the host loops do', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { actual, expected } = run(c, false, true)
        expect(actual).toEqual(expected)
      }),
      { numRuns: 500 },
    )
  })

  test.skipIf(!hasFusedMultiplyAdd())('with fma agrees to rounding', () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { actual, expected, products } = run(c, true)
        const unit = c.dtype === 'float64' ? 2 ** -52 : 2 ** -23
        actual.forEach((value, at) => {
          const bound = unit * (c.k + 2) * products[at]
          expect(Math.abs(value - expected[at])).toBeLessThanOrEqual(bound)
        })
      }),
      { numRuns: 500 },
    )
  })

  test('is a module of at most 5 KB and needs little scratch', () => {
    const dense: Omit<ProductSpec, 'm' | 'n' | 'k'> = {
      dtype: 'float32',
      batches: 2,
      left: { batch: 1e6, row: 1, depth: 1000 },
      right: { batch: 1e6, depth: 1, column: 1000 },
      result: { batch: 1e6, row: 1000, column: 1 },
      fma: true,
    }
    for (const [m, n, k] of [
      [999, 999, 999],
      [999, 1, 999],
      [1, 999, 999],
    ]) {
      const spec = { ...dense, m, n, k }
      const module = new ModuleBuilder()
      emitProduct(module, spec)
      expect(module.toBytes().length).toBeLessThan(5000)
      expect(productScratch(spec)).toBeLessThan(8 * pageSize)
    }
  })
})
