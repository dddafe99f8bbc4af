// Makes tests of the documentation: every fenced `ts` block of the Markdown files, and of the
// comments of the sources, becomes a small test file, type-checked and run with the others. A line
// `expression // → text` asserts that the expression reads as that text, numbers to nine digits, and
// with `≈` for `→`, to the digits that are written. Where the text has several lines, they follow as
// comments. A block with more after its fence (`ts no-run`, or the name of a file) is left out.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asserted, blocksOf, separateImports } from './code-blocks.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'examples', '.cache', 'blocks')

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
for (const file of documents()) {
  const text = readFileSync(join(root, file), 'utf8')
  for (const { info, line, code } of blocksOf(text))
    if (info === 'ts') writeFileSync(testFile(file, line), testOf(file, line, code))
}

function documents() {
  const sources = filesBelow('packages', '.ts').filter((file) => /^packages\/\w+\/src\//.test(file))
  return ['README.md', ...filesBelow('docs', '.md'), ...sources]
}

function filesBelow(folder, ending) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/node_modules|docs\/site|\/dist\//.test(file))
}

function testFile(file, line) {
  return join(target, `${file.replaceAll(/[^\w]+/g, '-')}-${line}.test.ts`)
}

function testOf(file, line, code) {
  const { imports, body } = separateImports(code)
  return [
    "import { expectText } from '../../../scripts/expect-text.ts'",
    "import { test } from 'vitest'",
    ...imports,
    `test(${JSON.stringify(`${file}:${line}`)}, async () => {`,
    ...body.map(asserted),
    '})',
    'void expectText',
    '',
  ].join('\n')
}
