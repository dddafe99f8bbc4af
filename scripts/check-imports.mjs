// Holds the direction of imports: tensor ← autodiff ← optim. Optim sees only the public entries of
// the other two, and nothing else may be imported but what a package declares. TensorFlow.js is for the
// entries /tfjs alone, which nothing else imports.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const allowed = {
  tensor: [],
  autodiff: ['@wengert/tensor', '@wengert/tensor/internal', '@wengert/tensor/internal/wasm'],
  optim: ['@wengert/tensor', '@wengert/autodiff'],
}

/** What the entry /tfjs of a package may import besides. */
const engine = {
  tensor: ['@tensorflow/tfjs-core'],
  autodiff: ['@tensorflow/tfjs-core', '@wengert/tensor/tfjs'],
  optim: [],
}

const faults = []
for (const [name, packages] of Object.entries(allowed)) {
  const source = join(root, 'packages', name, 'src')
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
    const file = join(entry.parentPath, entry.name)
    const isEngine = (path) => relative(source, path).startsWith('tfjs/')
    for (const specifier of importsOf(readFileSync(file, 'utf8'))) {
      const target = join(file, '..', specifier)
      const local = specifier.startsWith('.') && !relative(source, target).startsWith('..')
      const isAllowed = isEngine(file)
        ? local || packages.includes(specifier) || engine[name].includes(specifier)
        : local
          ? !isEngine(target)
          : packages.includes(specifier)
      if (!isAllowed) {
        faults.push(`${relative(root, file)} imports ${specifier}`)
      }
    }
  }
}

if (faults.length > 0) {
  process.stderr.write(
    `${faults.join('\n')}\nAllowed: tensor imports nothing, autodiff tensor, optim the public entries of both.\n`,
  )
  process.exit(1)
}

/** Import specifiers of the code itself; those in comments are examples. */
function importsOf(text) {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const pattern = /(?:\bfrom\s+|\bimport\s*\(?\s*)'([^'\n]+)'/g
  return [...code.matchAll(pattern)].map((match) => match[1])
}
