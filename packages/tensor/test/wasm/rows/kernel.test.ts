import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tensor, type DType, type Tensor } from '@wengert/tensor'
import { byteWidth, makeAval, type Aval, type Primitive } from '@wengert/tensor/internal'
import { allPrimitives } from '../../../src/registry.ts'
import { ModuleBuilder } from '../../../src/wasm/assembler.ts'
import { wasmEngine } from '../../../src/wasm/engine.ts'
import { rowKernelOf } from '../../../src/wasm/rows/kernel.ts'
import { drawing } from '../loops/kernels.ts'

const { Module, Instance, Memory } = wasmEngine()!
const named = (name: string): Primitive => allPrimitives().find((p) => p.name === name)!
const numbers = ['float64', 'float32', 'int32'] as const
const special = [0, -0, NaN, Infinity, -Infinity, 1, 1, 3]

/** Elements of which some are equal, and few are no numbers. */
function filled(shape: readonly number[], dtype: DType, seed: number): Tensor {
  const { below, oneOf, chance } = drawing(seed)
  const spread = oneOf([3, 10, 1e6])
  const strange = oneOf([0, 0, 0.02, 0.5])
  const size = shape.reduce((n, m) => n * m, 1)
  const element = (): number => (below(2 * spread) - spread) / oneOf([1, 3])
  const values = Array.from({ length: size }, () =>
    dtype !== 'int32' && chance(strange) ? oneOf(special) : element(),
  )
  if (dtype === 'bool')
    return tensor(
      Uint8Array.from(values, (x) => x & 1),
      { shape, dtype },
    )
  return tensor(Float64Array.from(values, dtype === 'int32' ? Math.trunc : Number), { shape }).cast(
    dtype,
  )
}

/** The result's bytes, and whether the operands were refused. */
function compiled(
  primitive: Primitive,
  params: unknown,
  operands: readonly Tensor[],
): { bytes: Uint8Array; refused: boolean } {
  const avals = operands.map(({ aval }) => aval)
  const output = primitive.shape(avals, params) as Aval
  const kernel = rowKernelOf(primitive, params, avals, output)!
  let end = 0
  const addresses = [...avals, output].map(({ size, dtype }) => {
    const at = end
    end = Math.ceil((at + size * byteWidth(dtype) + 8) / 16) * 16
    return at
  })
  const pages = Math.ceil(end / 65536) + 1
  const module = new ModuleBuilder()
  module.importMemory({ module: 'env', name: 'memory', pages })
  module.export('run', kernel.emit(module))
  const memory = new Memory({ initial: pages })
  const { run } = new Instance(new Module(module.toBytes()), { env: { memory } }).exports
  const all = new Uint8Array(memory.buffer)
  const bytesOf = (x: ArrayBufferView): Uint8Array =>
    new Uint8Array(x.buffer, x.byteOffset, x.byteLength)
  operands.forEach((x, i) => all.set(bytesOf(x.host!), addresses[i]))
  const result = addresses[operands.length]
  if (kernel.inPlace) all.set(bytesOf(operands[0].host!), result)
  const before = all.slice()
  const given = kernel.inPlace ? [result, ...addresses.slice(1, -1)] : addresses
  const call = run as (...addresses: number[]) => unknown
  const refused = call(...given) === 1
  const length = output.size * byteWidth(output.dtype)
  const bytes = all.slice(result, result + length)
  // No other byte has changed.
  before.set(bytes, result)
  expect(Buffer.compare(all, before)).toBe(0)
  return { bytes, refused }
}

/** That the kernel gives what the host's does, but for the bits of NaN. */
function expectHost(primitive: Primitive, params: unknown, operands: readonly Tensor[]): void {
  const avals = operands.map(({ aval }) => aval)
  const output = primitive.shape(avals, params) as Aval
  const expected = primitive.kernel(operands, params, output) as Float64Array
  const { bytes, refused } = compiled(primitive, params, operands)
  expect(refused).toBe(false)
  const of = expected.constructor as Float64ArrayConstructor
  const actual = new of(bytes.buffer)
  expect([...actual]).toEqual([...expected])
}

const seeds = fc.nat(2 ** 31 - 1)
const short = fc.integer({ min: 1, max: 4 })
const any = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 200 }))

describe.each(numbers)('of %s', (dtype) => {
  test.each(['argmax', 'argmin'])('%s', (name) => {
    fc.assert(
      fc.property(
        short,
        any,
        fc.oneof(fc.constant(1), any),
        seeds,
        (outer, length, inner, seed) => {
          const x = filled([outer, length, inner], dtype, seed)
          expectHost(named(name), { axis: 1 }, [x])
        },
      ),
      { numRuns: 300 },
    )
  })

  test.each(['cumsum', 'recurrence'])('%s', (name) => {
    const line = fc.tuple(fc.nat(3), fc.nat(40), fc.nat(5))
    fc.assert(
      fc.property(line, fc.boolean(), seeds, (shape, reverse, seed) => {
        const terms = filled(shape, dtype, seed)
        const operands = name === 'cumsum' ? [terms] : [filled(shape, dtype, seed + 1), terms]
        expectHost(named(name), { axis: 1, reverse }, operands)
      }),
      { numRuns: 200 },
    )
  })
})

describe.each([...numbers, 'bool'] as const)('rows of %s', (dtype) => {
  const counts = fc.oneof(fc.constant(1), fc.nat(40))
  const lengths = fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: 1, max: 9 }), counts)
  test.each(dtype === 'bool' ? ['gather'] : ['gather', 'scatterAdd'])('%s', (name) => {
    fc.assert(
      fc.property(lengths, fc.boolean(), fc.nat(6), seeds, (shape, batched, count, seed) => {
        const x = filled(shape, dtype, seed)
        const { below } = drawing(seed)
        const lead = batched ? [shape[0]] : []
        const places = Array.from(
          { length: (lead[0] ?? 1) * count },
          () => below(2 * shape[2]) - shape[2],
        )
        const indices = tensor(Int32Array.from(places), { shape: [...lead, count] })
        const params = { axis: 2, batchDims: lead.length }
        const gathered = [...shape.slice(0, 2), count, shape[3]]
        const updates = filled(gathered, dtype, seed + 1)
        expectHost(named(name), params, [x, indices, ...(name === 'gather' ? [] : [updates])])
      }),
      { numRuns: 300 },
    )
  })
})

test.each([3, -4, 2 ** 31 - 1, -(2 ** 31)])('an index of %d into 3 rows is refused', (index) => {
  const indices = tensor(Int32Array.of(0, index))
  const x = filled([3, 2], 'float64', 1)
  expect(compiled(named('gather'), { axis: 0, batchDims: 0 }, [x, indices]).refused).toBe(true)
  const updates = filled([2, 2], 'float64', 2)
  const params = { axis: 0, batchDims: 0 }
  expect(compiled(named('scatterAdd'), params, [x, indices, updates]).refused).toBe(true)
})

test('operations on bools that have no kernel', () => {
  const bools = makeAval([3], 'bool')
  expect(rowKernelOf(named('argmax'), { axis: 0 }, [bools], makeAval([], 'int32'))).toBeNull()
})
