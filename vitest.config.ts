import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { findChromium, launchOptions } from './scripts/chromium.ts'

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

/** Laws that are quick, and the compiler's, run in a browser too where there is one. */
const executablePath = findChromium()
const inChromium = executablePath !== null && {
  resolve,
  define: { 'process.env.FC_SEED': JSON.stringify(process.env.FC_SEED ?? null) },
  optimizeDeps: { include: ['fast-check'] },
  test: {
    name: 'autodiff, in Chromium',
    include: [
      'packages/autodiff/test/laws/{ieee,modes,programs,shape}.test.ts',
      'packages/autodiff/test/wasm/{memory,random-programs,rooms}.test.ts',
    ],
    setupFiles,
    testTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: launchOptions(executablePath) }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
}

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
      ...(inChromium ? [inChromium] : []),
    ],
  },
})
