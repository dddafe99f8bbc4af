import { expect, test, vi } from 'vitest'
import type { Tensor } from '@wengert/tensor'

/** The package as a page has it: without the compiler. */
async function page() {
  vi.resetModules()
  return { autodiff: await import('../src/page.ts'), tensor: await import('@wengert/tensor') }
}

const loss = (x: Tensor): Tensor => x.tanh().mul(x.exp()).sum()

test('a page interprets until the compiler has arrived, with the same bits', async () => {
  const { autodiff, tensor } = await page()
  const x = tensor.linspace(-2, 2, 50)
  const gradient = autodiff.grad(loss)
  const interpreted = [1, 2, 3].map(() => gradient(x).data)
  const { derived, compiled: none } = autodiff.cacheStats()
  expect(none).toBe(0)
  await autodiff.loadCompiler()
  const compiled = gradient(x).data
  expect(autodiff.cacheStats()).toMatchObject({ derived, compiled: 1 })
  expect([...interpreted, compiled]).toEqual([1, 2, 3, 4].map(() => compiled))
})

test('what a page asks for comes with a turn of its event loop', async () => {
  const { autodiff, tensor } = await page()
  const x = tensor.linspace(-2, 2, 50)
  const gradient = autodiff.grad(loss)
  await vi.waitFor(() => {
    gradient(x)
    expect(autodiff.cacheStats().compiled).toBeGreaterThan(0)
  })
})

test('`compile` asks for the compiler, and interprets until it has arrived', async () => {
  const { autodiff, tensor } = await page()
  const gradient = autodiff.compile(autodiff.grad(loss))
  const x = tensor.linspace(-2, 2, 50)
  const interpreted = gradient(x).data
  expect(autodiff.cacheStats().compiled).toBe(0)
  await vi.waitFor(() => {
    const { data } = gradient(x)
    expect(autodiff.cacheStats().compiled).toBeGreaterThan(0)
    expect(data).toEqual(interpreted)
  })
})

test('a page that imports the compiler has it at once', async () => {
  const { autodiff, tensor } = await page()
  await import('../src/compiler.ts')
  const x = tensor.linspace(-2, 2, 50)
  for (let i = 0; i < 3; i++) autodiff.grad(loss)(x)
  expect(autodiff.cacheStats().compiled).toBeGreaterThan(0)
})

test('plans are the compiler’s: a page must have fetched it', async () => {
  const { autodiff, tensor } = await page()
  const program = autodiff.trace(loss, tensor.linspace(-2, 2, 50))
  for (const ask of [autodiff.explain, autodiff.fusedLoops]) {
    expect(() => ask(program)).toThrow(
      expect.objectContaining({
        code: 'compiler',
        message: `${ask.name}: the page has not fetched the compiler yet; await loadCompiler() first.`,
      }),
    )
  }
  await autodiff.loadCompiler()
  expect(autodiff.explain(program)).toMatch(/^loop \[50\]/)
  expect(autodiff.fusedLoops(program)).toEqual([[0, 1, 2, 3]])
})

test('in Node the compiler is there from the start', async () => {
  vi.resetModules()
  const { cacheStats, grad } = await import('@wengert/autodiff')
  const { linspace } = await import('@wengert/tensor')
  for (let i = 0; i < 3; i++) grad(loss)(linspace(-2, 2, 50))
  expect(cacheStats().compiled).toBeGreaterThan(0)
})
