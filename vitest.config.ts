import { defineConfig } from 'vitest/config'

const conditions = ['@wengert/source']
const resolve = { conditions }
const setupFiles = [new URL('./scripts/vitest-setup.ts', import.meta.url).pathname]

const project = (name: string) => ({
  resolve,
  ssr: { resolve },
  test: {
    name,
    include: [`packages/${name}/test/**/*.test.ts`],
    setupFiles,
    testTimeout: 60_000,
  },
})

export default defineConfig({
  test: {
    projects: [
      project('tensor'),
      project('autodiff'),
      project('optim'),
      {
        resolve,
        ssr: { resolve },
        test: {
          name: 'documents',
          include: ['examples/**/*.test.ts', 'benchmarks/**/*.test.ts'],
          setupFiles,
          isolate: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
})
