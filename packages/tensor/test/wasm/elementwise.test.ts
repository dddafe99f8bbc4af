import { describe, expect, test } from 'vitest'
import {
  ones,
  random,
  tensor,
  type Aval,
  type DType,
  type Primitive,
  type Tensor,
} from '@wengert/tensor'
import { allPrimitives, noParams } from '@wengert/tensor/internal'
import { computeCompiled } from '../../src/wasm/elementwise.ts'
import { arityOf, takesBool } from '../support/arity.ts'

const special = [NaN, Infinity, -Infinity, 0, -0, 5e-324, -1e-310, 1e308, -1, 1, 0.5, 710, -745.5]

/** Numbers of many sizes, the special ones among them. */
function numbers(size: number, seed: number, dtype: DType): Tensor {
  const wide = random.normal(random.key(seed), [size])
  const values = Array.from(wide.data, (x, i) => {
    if (i % 17 === 3) return special[(i + seed) % special.length]
    return i % 5 === 0 ? x * 1e3 : x
  })
  return tensor(values).cast(dtype)
}

/** The result once the kernel is compiled. */
function compiled(...args: Parameters<typeof computeCompiled>): ReturnType<typeof computeCompiled> {
  for (let i = 0; i < 600; i++) {
    const result = computeCompiled(...args)
    if (result !== null) return result
  }
  return null
}

describe('elementwise operations, compiled', () => {
  const primitives = allPrimitives().filter(({ emit }) => emit !== undefined)

  test.each(primitives.map((primitive): [string, Primitive] => [primitive.name, primitive]))(
    '%s has the bits of the host kernel',
    (name, primitive) => {
      const params = name === 'power' ? { exponent: 3 } : noParams
      for (const dtype of ['float64', 'float32'] as const) {
        for (const size of [200, 2048, 5000]) {
          // All operands of this size, and each one in turn a single number.
          for (let single = -1; single < (arityOf(name) > 1 ? arityOf(name) : 0); single++) {
            const operands = Array.from({ length: arityOf(name) }, (_, i) =>
              numbers(i === single ? 1 : size, 7 * i + size, takesBool(name, i) ? 'bool' : dtype),
            )
            const avals = operands.map(({ aval }) => aval)
            const output = primitive.shape(avals, params) as Aval
            const expected = primitive.kernel(operands, params, output)
            expect(compiled(primitive, operands, params, output)).toEqual(expected)
          }
        }
      }
    },
  )

  test('stretched rows are left to the host', () => {
    const add = primitives.find(({ name }) => name === 'add')!
    const run = (x: Tensor, y: Tensor): unknown =>
      compiled(add, [x, y], noParams, add.shape([x.aval, y.aval], noParams) as Aval)
    expect(run(ones([200, 3]), ones([3]))).toBeNull()
    expect(run(ones([500], { dtype: 'int32' }), ones([500], { dtype: 'int32' }))).not.toBeNull()
    expect(run(ones([500]), ones([500]))).not.toBeNull()
  })
})
