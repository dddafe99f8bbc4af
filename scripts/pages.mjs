// Opens built pages in Chromium, from files, under an address that exists only there: what a page asks for and
// does not have, and any address elsewhere, is an error.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { chromium } from 'playwright'
import { findChromium, launchOptions } from './chromium.ts'

const origin = 'http://page.test'

/** A browser, or null where there is no Chromium. */
export async function openBrowser() {
  const executablePath = findChromium()
  if (executablePath === null) return null
  const browser = await chromium.launch(launchOptions(executablePath))
  return { read: (...where) => read(browser, ...where), close: () => browser.close() }
}

/** The text that the first `selector` of a page comes to have; `root` is the folder that is served. */
async function read(browser, file, selector = '#answer', root = dirname(file)) {
  const page = await browser.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('requestfailed', (request) => faults.push(`${request.url()} failed`))
  await page.route('**', (route) => {
    const { pathname, origin: from } = new URL(route.request().url())
    const path = join(root, decodeURIComponent(pathname))
    return from === origin && existsSync(path) ? route.fulfill({ path }) : route.abort()
  })
  try {
    await page.goto(`${origin}/${relative(root, file).replaceAll('\\', '/')}`)
    await page.waitForFunction(
      (shown) => (document.querySelector(shown)?.textContent ?? '') !== '',
      selector,
      { timeout: 20_000 },
    )
    return await page.textContent(selector)
  } catch (error) {
    throw new Error(`${file}: ${faults.join('\n') || error}`, { cause: error })
  } finally {
    assert.deepEqual(faults, [], file)
    await page.close()
  }
}
