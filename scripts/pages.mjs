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
  return withPage(browser, {}, root, (visit) =>
    visit(file, async (page) => {
      await page.waitForFunction(
        (shown) => (document.querySelector(shown)?.textContent ?? '') !== '',
        selector,
        { timeout: 20_000 },
      )
      return page.textContent(selector)
    }),
  )
}

/** What a function returns that is run in each of the pages, on a phone; by file, below `root`. */
async function onPhone(browser, root, files, look) {
  return withPage(browser, phone, root, async (visit) => {
    const results = new Map()
    for (const file of files)
      results.set(file, await visit(join(root, file), (page) => page.evaluate(look)))
    return results
  })
}

async function withPage(browser, options, root, use) {
  const page = await browser.newPage(options)
  const faults = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('requestfailed', (request) => {
    const { errorText } = request.failure()
    // What is still on its way when a page is left is aborted, not failed.
    if (errorText !== 'net::ERR_ABORTED') faults.push(`${request.url()}: ${errorText}`)
  })
  await page.route('**', (route) => {
    const { pathname, origin: from } = new URL(route.request().url())
    const path = join(root, decodeURIComponent(pathname))
    return from === origin && existsSync(path) ? route.fulfill({ path }) : route.abort()
  })
  const visit = async (file, look) => {
    try {
      await page.goto(`${origin}/${relative(root, file).replaceAll('\\', '/')}`)
      return await look(page)
    } catch (error) {
      throw new Error(`${file}: ${faults.join('\n') || error}`, { cause: error })
    } finally {
      assert.deepEqual(faults, [], file)
    }
  }
  try {
    return await use(visit)
  } finally {
    await page.close()
  }
}
