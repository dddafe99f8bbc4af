// Builds the playground to dist/: static files that refer to each other by relative addresses, so that
// the folder works wherever it is put. The packages are taken from their sources.
import { defaultClientConditions, defineConfig } from 'vite'

const resolve = { conditions: ['@wengert/source', ...defaultClientConditions] }

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
  worker: { format: 'es' },
})
