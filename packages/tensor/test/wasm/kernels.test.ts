import { afterEach, describe, expect, test, vi } from 'vitest'
import type { ModuleBuilder, FunctionBuilder } from '../../src/wasm/assembler.ts'

afterEach(() => {
  vi.doUnmock('../../src/wasm/engine.ts')
  vi.resetModules()
})

/** Adds one to the float64 at an address. */
function increment(module: ModuleBuilder): { run: FunctionBuilder } {
  const f = module.function(['i32'], [])
  f.get(0).get(0).emit('f64.load', 0).emit('f64.const', 1).emit('f64.add')
  return { run: f.emit('f64.store', 0) }
}

describe('compiledKernel', () => {
  test('compiles once the host has spent as long as compiling takes, and only once', async () => {
    const { compiledKernel, workspace } = await import('../../src/wasm/kernels.ts')
    const emit = vi.fn(increment)
    expect(compiledKernel('increment', 1, emit)).toBeNull()
    expect(emit).not.toHaveBeenCalled()
    const kernel = compiledKernel('increment', 1e9, emit)!
    expect(compiledKernel('increment', 1, emit)).toBe(kernel)
    expect(emit).toHaveBeenCalledTimes(1)
    workspace(8)!.float64[0] = 41
    kernel(0)
    expect(workspace(8)!.float64[0]).toBe(42)
  })

  test('forgets what was not used while others came', async () => {
    const { compiledKernel } = await import('../../src/wasm/kernels.ts')
    const kept = compiledKernel('kept', 1e9, increment)
    const dropped = compiledKernel('dropped', 1e9, increment)
    for (let i = 0; i < 1000; i++) {
      compiledKernel(`other ${i}`, 0, increment)
      expect(compiledKernel('kept', 0, increment)).toBe(kept)
    }
    expect(compiledKernel('dropped', 0, increment)).toBeNull()
    expect(dropped).not.toBeNull()
  })
})

describe('workspace', () => {
  test('grows under kernels that are compiled already', async () => {
    const { compiledKernel, workspace } = await import('../../src/wasm/kernels.ts')
    const small = workspace(100)!
    const kernel = compiledKernel('increment', 1e9, increment)!
    const large = workspace(10_000_000)!
    expect(large.float64.length).toBeGreaterThanOrEqual(10_000_000 / 8)
    expect(large.float32.buffer).toBe(large.float64.buffer)
    expect(small.float64.length).toBe(0)
    kernel(9_999_992)
    expect(large.float64[9_999_992 / 8]).toBe(1)
    expect(workspace(100)).toBe(large)
  })

  test('that has grown large is let go of, and the same code goes on in another', async () => {
    const { compiledKernel, trimWorkspace, workspace } = await import('../../src/wasm/kernels.ts')
    const emit = vi.fn(increment)
    const before = compiledKernel('increment', 1e9, emit)
    const small = workspace(1_000_000)
    trimWorkspace()
    expect(workspace(8)).toBe(small)
    workspace(2 ** 28 + 1)
    trimWorkspace()
    const kernel = compiledKernel('increment', 0, emit)!
    const fresh = workspace(1_000_000)!
    expect(fresh.float64.length).toBeLessThan(1_000_000)
    kernel(80)
    expect(fresh.float64[10]).toBe(1)
    expect(kernel).not.toBe(before)
    expect(emit).toHaveBeenCalledTimes(1)
  })

  test('is null where the engine cannot give so much', async () => {
    const { workspace } = await import('../../src/wasm/kernels.ts')
    expect(workspace(2 ** 40)).toBeNull()
    expect(workspace(8)).not.toBeNull()
  })
})

describe('products of concrete tensors', () => {
  /** The product again and again, and what the plain loops give. */
  async function repeated(dtype: 'float64' | 'float32', m: number, k: number, n: number) {
    const { random, matmul, transpose } = await import('@wengert/tensor')
    const { multiplyMatrices } = await import('../../src/primitives/matmul-kernel.ts')
    const x = random.normal(random.key(1), [k, m], { dtype })
    const y = random.normal(random.key(2), [k, n], { dtype })
    const results = Array.from({ length: 4 }, () => matmul(transpose(x), y).data)
    const expected = dtype === 'float64' ? new Float64Array(m * n) : new Float32Array(m * n)
    const [a, b] = [x.data.slice(), y.data.slice()]
    const stride = { batches: 1, depth: k, batchStride: 0 }
    multiplyMatrices(
      { ...stride, data: a, free: m, freeStride: 1, depthStride: m },
      { ...stride, data: b, free: n, freeStride: 1, depthStride: n },
      expected,
    )
    return { results, expected }
  }

  test.each(['float64', 'float32'] as const)(
    'of %s have the same bits before and after a kernel is compiled',
    async (dtype) => {
      for (const [m, k, n] of [
        [70, 300, 60],
        [400, 400, 1],
        [1, 400, 400],
        [20, 3, 50],
      ]) {
        const { results, expected } = await repeated(dtype, m, k, n)
        for (const result of results) expect(result).toEqual(expected)
      }
    },
  )

  test('leave no large memory behind', async () => {
    const { matmul, ones } = await import('@wengert/tensor')
    const { workspace } = await import('../../src/wasm/kernels.ts')
    const n = 2 ** 25
    const x = ones([1, n], { dtype: 'float32' })
    const y = ones([n, 1], { dtype: 'float32' })
    for (let again = 0; again < 2; again++) {
      expect(matmul(x, y).item()).toBe(n)
      expect(workspace(8)!.bool.length).toBeLessThan(2 ** 20)
    }
  })

  test('fall back to the host loops where there is no WebAssembly', async () => {
    vi.doMock('../../src/wasm/engine.ts', async (original) => ({
      ...(await original<object>()),
      wasmEngine: () => null,
    }))
    const { compiledKernel, workspace } = await import('../../src/wasm/kernels.ts')
    expect(workspace(8)).toBeNull()
    expect(compiledKernel('increment', 1e9, increment)).toBeNull()
    const { results, expected } = await repeated('float64', 70, 300, 60)
    expect(results[3]).toEqual(expected)
  })
})
