import { defineConfig } from 'vitest/config'

const conditions = ['@wengert/source']
const resolve = { conditions }
const alwaysCompile = new URL('./packages/autodiff/test/support/always-compile.ts', import.meta.url)
  .pathname
const setupFiles = [new URL('./scripts/vitest-setup.ts', import.meta.url).pathname]

const project = (name: string, variant = '', ...setup: string[]) => ({
  resolve,
  ssr: { resolve },
  test: {
    name: name + variant,
    include: [`packages/${name}/test/**/*.test.ts`],
    setupFiles: [...setupFiles, ...setup],
    testTimeout: 60_000,
  },
})

export default defineConfig({
  test: {
    projects: [
      project('tensor'),
      project('autodiff'),
      project('autodiff', ', always compiled', alwaysCompile),
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
