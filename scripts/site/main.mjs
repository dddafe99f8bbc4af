// Builds the site to docs/site, whole or not at all: the pages by typedoc, KaTeX' style sheet and fonts, the
// playground; then looks for dead links, and opens pages, also as on a phone, where there is a Chromium. What it builds works from any
// folder and without a network.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBrowser } from '../pages.mjs'
import { deadLinks } from './links.mjs'
import { faultsOfPage } from './phone.mjs'
import { buildPlayground } from './playground.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const site = join(root, 'docs', 'site')

rmSync(site, { recursive: true, force: true })
const { status } = spawnSync('typedoc', ['--logLevel', 'Warn'], { cwd: root, stdio: 'inherit' })
if (status !== 0) fail('typedoc could not write the pages (see above).')
copyKatex(join(site, 'assets', 'katex'))
buildPlayground(join(site, 'playground'))

const { dead, checked } = await deadLinks(root, site)
if (dead.length > 0) fail(`${dead.length} dead links:\n${dead.join('\n')}`)
await openPages()
process.stdout.write(`The site is in docs/site; none of its ${checked} links is dead.\n`)

/** The style sheet and the fonts it needs: of each its woff2, which every browser takes first. */
function copyKatex(folder) {
  const dist = dirname(createRequire(import.meta.url).resolve('katex/dist/katex.min.css'))
  mkdirSync(folder, { recursive: true })
  const css = readFileSync(join(dist, 'katex.min.css'), 'utf8')
  const woff2 = css.replaceAll(/(src:url\([^)]+\.woff2\) format\("woff2"\))[^}]*/g, '$1')
  if (woff2.includes('.ttf')) fail('the style sheet of KaTeX names fonts otherwise than it did.')
  writeFileSync(join(folder, 'katex.min.css'), woff2)
  cpSync(join(dist, 'fonts'), join(folder, 'fonts'), {
    recursive: true,
    filter: (file) => !/\.(?:woff|ttf)$/.test(file),
  })
}

/** The navigation and the playground are made by scripts, mathematics needs its style sheet and fonts. */
async function openPages() {
  const browser = await openBrowser()
  if (browser === null) {
    process.stderr.write('SKIPPED: opening pages of the site, since there is no Chromium.\n')
    return
  }
  try {
    await browser.read(join(site, 'index.html'), '.tsd-navigation a[href*="Getting_started"]')
    await browser.read(join(site, 'documents', 'Fitting_a_model.html'), '.katex', site)
    await browser.read(join(site, 'playground', 'index.html'), '[role="tab"]', site)
    const found = await browser.onPhone(site, pages(), faultsOfPage)
    const faults = [...found].flatMap(([page, list]) => list.map((fault) => `${page} ${fault}`))
    if (faults.length > 0) fail(`on a phone:\n${faults.join('\n')}`)
  } finally {
    await browser.close()
  }
}

/** Every document, and the pages of the API with the longest names. */
function pages() {
  const below = (folder) =>
    readdirSync(join(site, folder))
      .filter((file) => file.endsWith('.html'))
      .map((file) => join(folder, file))
  const api = ['classes', 'functions', 'interfaces', 'modules', 'types', 'variables']
  const longest = api.flatMap(below).toSorted((a, b) => b.length - a.length)
  return [...['', 'documents', 'playground'].flatMap(below), ...longest.slice(0, 12)]
}

function fail(message) {
  process.stderr.write(`site: ${message}\n`)
  process.exit(1)
}
