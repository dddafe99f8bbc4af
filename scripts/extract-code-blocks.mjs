// Makes tests of the documentation: every fenced `ts` block of the Markdown files, and of the
// comments of the sources, becomes a small test file, type-checked and run with the others. A line
// `expression // → text` asserts that the expression reads as that text, numbers to nine digits, and
// with `≈` for `→`, to the digits that are written. Where the text has several lines, they follow as
// comments. A block marked `ts no-run` is left out.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'examples', '.cache', 'blocks')

rmSync(target, { recursive: true, force: true })
mkdirSync(target, { recursive: true })
for (const file of documents()) {
  const text = readFileSync(join(root, file), 'utf8')
  for (const { line, code } of blocksOf(text))
    writeFileSync(testFile(file, line), testOf(file, line, code))
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

/** Fenced `ts` blocks with the line on which each begins; the ` * ` of comments is taken off. */
function blocksOf(text) {
  const blocks = []
  let open = null
  text.split('\n').forEach((raw, i) => {
    const line = raw.replace(/^\s*\* ?/, '')
    if (open !== null && line.startsWith('```')) {
      blocks.push(open)
      open = null
    } else if (open !== null) open.code.push(line)
    else if (line.trim() === '```ts') open = { line: i + 2, code: [] }
  })
  return blocks
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

function separateImports(code) {
  const imports = []
  const body = []
  let inside = false
  for (const line of code) {
    inside ||= line.startsWith('import ')
    ;(inside ? imports : body).push(line)
    if (inside && / from '[^']+'|^import '[^']+'/.test(line)) inside = false
  }
  return { imports, body }
}

function asserted(line, i, lines) {
  const match = line.match(/^(\s*)(.*?);?\s*\/\/ ([→≈])(.*)$/)
  if (match === null) return line
  const [, indent, expression, sign, rest] = match
  const text = rest.trim() || commentAfter(lines, i)
  const digits = sign === '≈' ? ", 'as written'" : ''
  return `${indent}expectText(${expression}, ${JSON.stringify(text)}${digits})`
}

function commentAfter(lines, i) {
  const after = lines.slice(i + 1).map((line) => line.match(/^\s*\/\/ ?(.*)$/)?.[1])
  const end = after.indexOf(undefined)
  return after.slice(0, end < 0 ? after.length : end).join('\n')
}
