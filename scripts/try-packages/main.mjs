// Tries the packages as users get them: packs them, and follows the getting-started guide with the tarballs in
// empty folders outside of this repository, in JavaScript, TypeScript and a page built by Vite; and so the
// snippets of the guides that come next.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowser } from '../pages.mjs'
import { follow } from './guide.mjs'
import { pack } from './packages.mjs'
import * as snippets from './snippets.mjs'

const guideNamed = (name) =>
  readFileSync(new URL(`../../docs/guides/${name}.md`, import.meta.url), 'utf8')
const guide = guideNamed('getting-started')
const next = ['fitting-a-model', 'gradients-jacobians-hessians'].map(guideNamed)
const folder = mkdtempSync(join(tmpdir(), 'wengert-try-'))
const below = (name) => {
  mkdirSync(join(folder, name))
  return join(folder, name)
}
const browser = await openBrowser()
if (browser === null) say('SKIPPED: pages, since there is no Chromium.')
try {
  const tarballs = pack(below('tarballs'))

  const compared = await follow(guide, below('guide'), tarballs, browser?.read ?? null)
  say(`The commands of the guide print what it says, ${compared} times.`)

  const room = below('snippets')
  const count = snippets.writeSnippets([guide, ...next].join('\n'), room, tarballs)
  const answer = `${count} snippets hold`
  assert.equal(snippets.tryModules(room, count).trim(), answer)
  say(`${answer} as ES modules, with strict types as Node resolves them.`)
  snippets.tryBundlerTypes(room)
  say('Their types hold as bundlers resolve them.')
  assert.equal(snippets.tryRequire(room).trim(), answer)
  say(`${answer} through require.`)
  const page = snippets.buildPage(room)
  if (browser !== null) assert.equal(await browser.read(page), answer)
  say(`Vite builds a page of them${browser === null ? '' : `, in which ${answer}`}.`)
} finally {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
}

function say(text) {
  process.stdout.write(`${text}\n`)
}
