// Compares the bits of every program on the Node that runs this, run in every way, with those in
// expected.json, which hold for every engine. `--update` writes that file instead: then its
// difference shows which results change.
import { readFileSync, writeFileSync } from 'node:fs'
import { compare } from './compare.mjs'
import { allHashes, hashesOf, unusedPrimitives } from './programs.mjs'

const file = new URL('./expected.json', import.meta.url)

const unused = unusedPrimitives()
if (unused.length > 0) {
  fail(`No program uses ${unused.join(', ')}; add one to test/reproducibility.`)
}
if (process.argv.includes('--update')) {
  writeFileSync(file, `${JSON.stringify(await hashesOf('interpreted'), null, 2)}\n`)
}
const expected = JSON.parse(readFileSync(file, 'utf8'))
const engine = `Node ${process.versions.node}`
const all = await allHashes()
for (const [mode, hashes] of Object.entries(all)) {
  const faults = compare(hashes, expected, `${mode}, on ${engine}`)
  if (faults !== null) fail(faults)
}
process.stdout.write(
  `${Object.keys(expected).length} results have the expected bits on ${engine}: ${Object.keys(all).join(', ')}.\n`,
)

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
