/**
 * A headless Chromium and the built playground on a server of its own, for one test file. Every page is
 * watched: an error, a refused policy or a request to elsewhere fails the test that caused it.
 */
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { findChromium, launchOptions } from '../../../scripts/chromium.ts'
import { serve, type Served } from '../../serve.ts'

export interface OpenOptions extends BrowserContextOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** The folder on the site. */
  readonly prefix?: string
}

const wide: BrowserContextOptions = { viewport: { width: 1280, height: 900 } }

let browser: Browser
const faults: string[] = []
const opened: { close(): Promise<void> }[] = []

beforeAll(async () => {
  browser = await chromium.launch(launchOptions(findChromium()!))
})

afterEach(async () => {
  // A page before its server, of which it may still be asking something.
  for (const each of opened.splice(0)) await each.close()
  expect(faults.splice(0)).toEqual([])
})

afterAll(() => browser.close())

/** A page of the playground at a hash. */
export async function open(
  hash: Readonly<Record<string, string>> = {},
  { headers = {}, prefix = '/', ...options }: OpenOptions = {},
): Promise<Page> {
  const served: Served = await serve(0, headers, prefix)
  const context = await browser.newContext({ ...wide, ...options })
  opened.push(context, served)
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const note = (text: string): void => void faults.push(text)
  page.on('pageerror', (error) => note(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy'))
      note(`console: ${message.text()}`)
  })
  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(served.origin + prefix) && !url.startsWith('data:'))
      note(`asked for ${url}`)
  })
  const fragment = new URLSearchParams(hash).toString()
  await page.goto(`${served.origin}${prefix}${fragment === '' ? '' : `#${fragment}`}`)
  return page
}

/** Waits until all paths of the function are drawn. */
export async function drawn(page: Page, count = 6): Promise<void> {
  await page
    .locator('.path')
    .nth(count - 1)
    .waitFor({ state: 'attached' })
  await page.locator('.bands path').first().waitFor({ state: 'attached' })
}

/** Replaces the typed function. */
export async function type(page: Page, text: string): Promise<void> {
  const editor = page.getByRole('textbox', { name: 'Function of x and y' })
  await editor.click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

/** The line below the function. */
export function message(page: Page) {
  return page.locator('#formula-message')
}
