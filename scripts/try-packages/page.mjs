// Opens built pages in Chromium, from files, under an address that exists only there.
import assert from 'node:assert/strict'
import { basename, dirname, join } from 'node:path'
import { chromium } from 'playwright'
import { findChromium, launchOptions } from '../chromium.ts'

const origin = 'http://page.test'

/** A browser, or null where there is no Chromium. */
export async function openBrowser() {
  const executablePath = findChromium()
  if (executablePath === null) return null
  const browser = await chromium.launch(launchOptions(executablePath))
  return { read: (file) => read(browser, file), close: () => browser.close() }
}

/** The text that the page comes to have in its `#answer`; errors and requests for what it does not have throw. */
async function read(browser, file) {
  const page = await browser.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('requestfailed', (request) => faults.push(`${request.url()} failed`))
  await page.route('**', (route) => {
    const { pathname, origin: from } = new URL(route.request().url())
    if (from !== origin) return route.abort()
    return route.fulfill({ path: join(dirname(file), pathname) })
  })
  try {
    await page.goto(`${origin}/${basename(file)}`)
    await page.waitForFunction(() => document.querySelector('#answer').textContent !== '', null, {
      timeout: 20_000,
    })
    return await page.textContent('#answer')
  } catch (error) {
    throw new Error(`${file}: ${faults.join('\n') || error}`, { cause: error })
  } finally {
    assert.deepEqual(faults, [], file)
    await page.close()
  }
}
