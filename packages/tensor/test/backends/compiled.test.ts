import { expect, test, vi } from 'vitest'
import { argsort, matmul, ones, random, type Tensor } from '@wengert/tensor'
import { compiledKernels, type CompiledKernels } from '../../src/backends/compiled.ts'
import { eagerKernels } from '../../src/wasm/eager.ts'

/** The kernels that run, counted from now on. */
function watched(): Record<keyof CompiledKernels, number> {
  const counts = { elementwise: 0, product: 0, order: 0 }
  const kernels: CompiledKernels = {
    elementwise(...args) {
      counts.elementwise++
      return eagerKernels.elementwise(...args)
    },
    product(...args) {
      counts.product++
      return eagerKernels.product(...args)
    },
    order(...args) {
      counts.order++
      eagerKernels.order(...args)
    },
  }
  compiledKernels.install(kernels)
  return counts
}

test('in Node the kernels are there from the start', () => {
  expect(compiledKernels.get()).toBe(eagerKernels)
})

test('small operations are left to the host', () => {
  const counts = watched()
  const square = (n: number): Tensor => ones([n, n])
  ones([127]).add(1)
  matmul(square(8), square(8))
  expect(counts).toEqual({ elementwise: 0, product: 0, order: 0 })
  ones([128]).add(1)
  matmul(square(9), square(9))
  expect(counts).toEqual({ elementwise: 1, product: 1, order: 0 })
})

test('short lines are put in order by comparison', () => {
  const counts = watched()
  argsort(ones([511]))
  expect(counts.order).toBe(0)
  argsort(ones([512]))
  expect(counts.order).toBe(1)
})

test('what is fetched comes between two operations, and the bits stay', async () => {
  vi.resetModules()
  // As a page has it.
  const page = await import('../../src/page.ts')
  const { compiledKernels: fetched } = await import('../../src/backends/compiled.ts')
  const x = random.normal(random.key(1), [40, 40])
  const compute = (): unknown[] => {
    const at = page.tensor(x.toArray() as number[][])
    const line = page.concatenate([
      at,
      page.neg(at),
      page.log(at),
      page.rem(at, 0.5),
      page.ceil(at),
    ])
    const orders = [true, false].map((descending) => page.argsort(line.ravel(), 0, { descending }))
    return [page.matmul(at, at).data, page.exp(at).data, ...orders.map(({ data }) => data)]
  }
  const before = compute()
  await fetched.load()
  const kernels = fetched.get()!
  const run = vi.fn(kernels.elementwise)
  fetched.install({ ...kernels, elementwise: run })
  for (let i = 0; i < 200; i++) expect(compute()).toEqual(before)
  expect(run.mock.results.some(({ value }) => value !== null)).toBe(true)
})
