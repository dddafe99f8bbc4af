// Finds a Chromium, and installs Debian's where there is none and we may (`node scripts/chromium.ts`).
// Tests in the browser are skipped, with a word about it, where there is none and it cannot be
// installed. WENGERT_CHROMIUM names another executable, or is `none` to skip.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** No sandbox, for it may run as root; and nothing that would look for the network. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The path of a Chromium, or null. */
export function findChromium(): string | null {
  const named = process.env.WENGERT_CHROMIUM
  if (named === 'none') return null
  return (named === undefined ? places : [named]).find((path) => existsSync(path)) ?? null
}

/** What playwright's `launch` takes to start it. */
export function launchOptions(executablePath: string) {
  return { executablePath, args, headless: true }
}

/** Why it could not be installed, or null. */
function install(): string | null {
  if (process.env.WENGERT_CHROMIUM !== undefined) return 'WENGERT_CHROMIUM names none'
  if (!existsSync('/etc/debian_version')) return 'only on Debian can it be installed from here'
  if (process.getuid?.() !== 0) return 'only root may install it (apt-get install chromium)'
  process.stderr.write('Installing Chromium from Debian.\n')
  const apt = (...words: string[]) =>
    spawnSync('apt-get', ['-qq', ...words], {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  const updated = apt('update')
  const { status, stderr } = apt('install', '-y', '--no-install-recommends', 'chromium')
  return status === 0 ? null : `apt-get failed: ${(stderr || updated.stderr || '').trim()}`
}

if (process.argv[1] === fileURLToPath(import.meta.url) && findChromium() === null) {
  const reason = install()
  if (findChromium() === null) {
    process.stderr.write(`SKIPPED: the tests in the browser need Chromium; ${reason}.\n`)
  }
}
