// Opens built pages in Chromium, from files, under an address that exists only there: what a page asks for and
// does not have, and any address elsewhere, is an error.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { chromium } from 'playwright'
import { findChromium, launchOptions } from './chromium.ts'

const origin = 'http://page.test'
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

/** A browser, or null where there is no Chromium. */
export async function openBrowser() {
  const executablePath = findChromium()
  if (executablePath === null) return null
  const browser = await chromium.launch(launchOptions(executablePath))
  return {
    read: (...where) => read(browser, ...where),
    onPhone: (...where) => onPhone(browser, ...where),
    close: () => browser.close(),
  }
}

/** The text that the first `selector` of a page comes to have; `root` is the folder that is served. */
async function read(browser, file, selector = '#answer', root = dirname(file)) {
  const page = await browser.newPage()
  try {
    return await visit(page, file, root, async () => {
      await page.waitForFunction(
        (shown) => (document.querySelector(shown)?.textContent ?? '') !== '',
        selector,
        { timeout: 20_000 },
      )
      return page.textContent(selector)
    })
  } finally {
    await page.close()
  }
}

/** What a function returns that is run in each of the pages, on a phone; by file, below `root`. */
async function onPhone(browser, root, files, look) {
  const page = await browser.newPage(phone)
  const results = new Map()
  try {
    for (const file of files)
      results.set(file, await visit(page, join(root, file), root, () => page.evaluate(look)))
    return results
  } finally {
    await page.close()
  }
}

async function visit(page, file, root, use) {
  const faults = []
  const onError = (error) => faults.push(String(error))
  const onFailure = (request) => faults.push(`${request.url()} failed`)
  const serve = (route) => {
    const { pathname, origin: from } = new URL(route.request().url())
    const path = join(root, decodeURIComponent(pathname))
    return from === origin && existsSync(path) ? route.fulfill({ path }) : route.abort()
  }
  page.on('pageerror', onError)
  page.on('requestfailed', onFailure)
  await page.route('**', serve)
  try {
    await page.goto(`${origin}/${relative(root, file).replaceAll('\\', '/')}`)
    return await use()
  } catch (error) {
    throw new Error(`${file}: ${faults.join('\n') || error}`, { cause: error })
  } finally {
    assert.deepEqual(faults, [], file)
    page.off('pageerror', onError)
    page.off('requestfailed', onFailure)
    await page.unroute('**', serve)
  }
}
