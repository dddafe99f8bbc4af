// Every snippet of guides in a folder of its own with the packages installed: as it stands, under strict types
// as Node and as bundlers resolve them, and with its `// →` checked as ES modules, through `require`, and in a
// page that Vite builds.
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asserted, blocksOf, separateImports } from '../code-blocks.mjs'
import { install, provide, run } from './packages.mjs'

const strict = {
  strict: true,
  target: 'es2023',
  lib: ['es2023', 'dom'],
  types: [],
  rootDir: '.',
}

/** @returns {number} How many snippets there are. */
export function writeSnippets(text, folder, tarballs) {
  const snippets = blocksOf(text).filter(({ info }) => info === 'ts')
  writeJson(join(folder, 'package.json'), { type: 'module', private: true })
  install(tarballs, folder)
  provide('typescript', folder)
  provide('vite', folder)
  copyFileSync(
    fileURLToPath(new URL('../expect-text.ts', import.meta.url)),
    join(folder, 'expect-text.ts'),
  )
  snippets.forEach(({ code }, i) => {
    writeFileSync(join(folder, `literal-${i}.ts`), code.join('\n'))
    writeFileSync(join(folder, `checked-${i}.ts`), checked(code))
  })
  writeFileSync(join(folder, 'all.ts'), all(snippets.length))
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><body><p id="answer"></p><script type="module" src="/all.ts"></script></body>',
  )
  return snippets.length
}

/** Types as Node 16 resolves them; the output are ES modules, which run. */
export function tryModules(folder, count) {
  compile(folder, { module: 'node16', outDir: 'esm' })
  for (let i = 0; i < count; i++) run('node', [`esm/literal-${i}.js`], folder)
  return run('node', ['esm/all.js'], folder)
}

/** Types as bundlers resolve them. */
export function tryBundlerTypes(folder) {
  compile(folder, { module: 'preserve', moduleResolution: 'bundler', noEmit: true })
}

/** The same through `require`. */
export function tryRequire(folder) {
  compile(folder, { module: 'commonjs', moduleResolution: 'bundler', outDir: 'cjs' })
  writeJson(join(folder, 'cjs', 'package.json'), { type: 'commonjs' })
  return run('node', ['cjs/all.js'], folder)
}

/** @returns {string} The page that Vite builds. */
export function buildPage(folder) {
  run('npx', ['vite', 'build', '--outDir', 'page', '--logLevel', 'warn'], folder)
  return join(folder, 'page', 'index.html')
}

function compile(folder, options) {
  const config = `tsconfig.${options.module}.json`
  writeJson(join(folder, config), { compilerOptions: { ...strict, ...options }, include: ['*.ts'] })
  run('npx', ['tsc', '-p', config], folder)
}

function checked(code) {
  const { imports, body } = separateImports(code)
  return [
    "import { expectText } from './expect-text.js'",
    ...imports,
    'export async function check() {',
    ...body.map(asserted),
    '}',
    'void expectText',
  ].join('\n')
}

function all(count) {
  const numbers = Array.from({ length: count }, (_, i) => i)
  return [
    ...numbers.map((i) => `import { check as check${i} } from './checked-${i}.js'`),
    'async function main() {',
    ...numbers.map((i) => `  await check${i}()`),
    `  const answer = '${count} snippets hold'`,
    "  if (typeof document === 'undefined') console.log(answer)",
    "  else document.querySelector('#answer')!.textContent = answer",
    '}',
    'void main()',
  ].join('\n')
}

function writeJson(file, value) {
  writeFileSync(file, JSON.stringify(value, null, 2))
}
