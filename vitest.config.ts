import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { findChromium, launchOptions } from './scripts/chromium.ts'

const resolve = { conditions: ['@wengert/source', 'node'] }
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

const inBrowserOnly = 'examples/**/chromium/*.test.ts'
const executablePath = findChromium()

const inChromium = (
  name: string,
  include: string[],
  dependencies: string[],
  ...setup: string[]
) => ({
  resolve: { conditions: ['@wengert/source'] },
  define: { 'process.env.FC_SEED': JSON.stringify(process.env.FC_SEED ?? null) },
  optimizeDeps: { include: dependencies },
  test: {
    name: `${name}, in Chromium`,
    include,
    setupFiles: [...setupFiles, ...setup],
    testTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: launchOptions(executablePath!) }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
})

const withCompiler = new URL('./packages/autodiff/test/support/with-compiler.ts', import.meta.url)
  .pathname

/** Laws that are quick, the compiler's, and TensorFlow.js run in a browser too where there is one. */
const browserProjects = () => [
  inChromium(
    'autodiff',
    [
      'packages/autodiff/test/laws/{ieee,modes,programs,shape}.test.ts',
      'packages/autodiff/test/wasm/{memory,random-programs,rooms}.test.ts',
    ],
    ['fast-check'],
    withCompiler,
  ),
  inChromium('examples', [inBrowserOnly], []),
  playgroundInChromium,
]

/** The playground as it is built, clicked through. */
const playgroundInChromium = {
  test: {
    name: 'playground, in Chromium',
    include: ['playground/test/browser/*.test.ts'],
    globalSetup: ['playground/test/support/build.ts'],
    testTimeout: 60_000,
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
          include: ['{benchmarks,docs/pictures,examples,scripts}/**/*.test.ts'],
          exclude: ['**/node_modules/**', inBrowserOnly],
          setupFiles,
          isolate: false,
          testTimeout: 60_000,
        },
      },
      {
        resolve,
        ssr: { resolve },
        test: {
          name: 'playground',
          include: ['playground/test/*.test.ts'],
          setupFiles,
          isolate: false,
          testTimeout: 60_000,
        },
      },
      ...(executablePath === null ? [] : browserProjects()),
    ],
  },
})
