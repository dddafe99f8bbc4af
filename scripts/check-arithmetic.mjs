// Holds the bits: ECMAScript leaves the results of Math.exp and its kin, and of x ** y, to the engine, and
// engines differ. The packages compute with +, −, ×, ÷, √ and what they make of these, and may
// write only 2 ** n with a literal n, which engines have exactly, and powers of bigints.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const functions =
  /\bMath\.(?:a?(?:sin|cos|tan)h?|atan2|cbrt|exp|expm1|hypot|log|log10|log1p|log2|pow|random)\b/g
const power = /(?:\S+\s*)?\*\*=?\s*\S+/g
const exactPower = /^(?:\S*?\(?-?\(?2 \*\* -?\d+\b|.*\d+n \*\* )/

const faults = []
for (const name of readdirSync(join(root, 'packages'))) {
  const source = join(root, 'packages', name, 'src')
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
    const file = join(entry.parentPath, entry.name)
    const code = withoutComments(readFileSync(file, 'utf8'))
    const powers = (code.match(power) ?? []).filter((text) => !exactPower.test(text))
    for (const text of [...(code.match(functions) ?? []), ...powers]) {
      faults.push(`${relative(root, file)} uses ${text}`)
    }
  }
}

if (faults.length > 0) {
  process.stderr.write(
    `${faults.join('\n')}\nThe bits of these are the engine's; use the functions of packages/tensor/src/math, ` +
      'and products for squares.\n',
  )
  process.exit(1)
}

function withoutComments(text) {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\/\/.*$/gm, '')
}
