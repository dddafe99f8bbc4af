import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { drawn, open, type OpenOptions } from '../support/browser.ts'

/** Clicks through the three tabs, and sees that each works. */
async function tour(page: Page): Promise<void> {
  await drawn(page)
  await page.getByRole('tab', { name: 'Tape' }).click()
  await page.locator('.node.output').first().waitFor()
  await page.getByRole('tab', { name: 'Classifier' }).click()
  await page.locator('.figures').waitFor()
  await page.getByRole('button', { name: 'One step' }).click()
  await expect.poll(() => page.locator('.figures dd').first().innerText()).toBe('1')
}

/** What a strict site sends: no inline scripts, no eval, nothing from elsewhere. */
const noEval =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
  "style-src 'self' 'unsafe-inline'; img-src 'self' data:"

const sites: Readonly<Record<string, OpenOptions>> = {
  'without cross-origin isolation': {},
  'that forbids eval, in a folder': {
    headers: { 'content-security-policy': noEval },
    prefix: '/wengert/playground/',
  },
  'that forbids WebAssembly too': {
    headers: { 'content-security-policy': noEval.replace(" 'wasm-unsafe-eval'", '') },
  },
  'with cross-origin isolation': {
    headers: {
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    },
  },
}

test.each(Object.keys(sites))('all tabs work on a site %s', async (name) => {
  const page = await open({}, sites[name])
  await tour(page)
  const isolated = await page.evaluate(() => crossOriginIsolated)
  expect(isolated).toBe(name === 'with cross-origin isolation')
})

test('a link restores what was set', async () => {
  const page = await open()
  await drawn(page)
  await page.locator('.example select').selectOption({ label: 'Egg box' })
  await page.getByRole('slider', { name: 'Iteration' }).fill('2')
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await page.getByRole('button', { name: 'L-BFGS', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Show Gradient descent' }).uncheck()
  await page.getByText('by cost').click()
  const seen = async (of: Page): Promise<unknown> => {
    await drawn(of, 5)
    await of.locator('[data-model=drawn]').waitFor({ state: 'attached' })
    return of.evaluate(() => ({
      formula: document.querySelector('.cm-content')!.textContent,
      paths: Array.from(document.querySelectorAll('.path, .curve'), (node) => node.outerHTML),
      axes: document.querySelector('.axes')!.textContent,
      step: document.querySelector('.transport output')!.textContent,
      focus: document.querySelector('.focus[aria-pressed=true]')!.textContent,
      model: document.querySelector('.model')!.outerHTML,
    }))
  }
  const before = await seen(page)
  const hash = new URL(page.url()).hash.slice(1)
  const again = await open(Object.fromEntries(new URLSearchParams(hash)))
  expect(await seen(again)).toEqual(before)
})

test.each(['light', 'dark'] as const)(
  'at a phone’s width nothing is cut off, %s',
  async (colorScheme) => {
    const page = await open(
      {},
      { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, colorScheme },
    )
    for (const name of ['Descent', 'Tape', 'Classifier']) {
      await page.getByRole('tab', { name }).tap()
      await page
        .locator({ Descent: '.path', Tape: '.node', Classifier: '.figures' }[name]!)
        .first()
        .waitFor()
      const over = await page.evaluate(() => {
        const scrolled = (node: Element): boolean =>
          node.parentElement !== null &&
          (getComputedStyle(node.parentElement).overflowX !== 'visible' ||
            scrolled(node.parentElement))
        return Array.from(document.querySelectorAll('#app *'))
          .filter((node) => node.getBoundingClientRect().right > 360.5 && !scrolled(node))
          .map((node) => `${node.tagName}.${node.getAttribute('class') ?? ''}`)
      })
      expect(over, name).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        360,
      )
    }
  },
)

test('a tap sets the start, a swipe over the plane scrolls', async () => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
  const page = await open({ view: '0,0,2' }, phone)
  await drawn(page)
  const plot = page.locator('svg.plot')
  const { width } = (await plot.boundingBox())!
  await plot.tap({ position: { x: width * 0.75, y: width * 0.25 } })
  await page.waitForFunction(() => {
    const [x, y] = (new URLSearchParams(location.hash.slice(1)).get('start') ?? '').split(',')
    return Math.abs(Number(x) - 1) < 0.05 && Math.abs(Number(y) - 1) < 0.05
  })
  expect(await plot.evaluate((node) => getComputedStyle(node).touchAction)).toContain('pan-y')
})

test('everything can be done by keyboard alone', async () => {
  const page = await open()
  await drawn(page)
  const { keyboard } = page
  const focused = (): Promise<string> =>
    page.evaluate(() => {
      const node = document.activeElement!
      return node.getAttribute('aria-label') ?? node.textContent ?? ''
    })
  const tabTo = async (wanted: RegExp): Promise<void> => {
    for (let presses = 0; presses < 40; presses++) {
      if (wanted.test(await focused())) return
      await keyboard.press('Tab')
    }
    throw new Error(`Tab does not lead to ${wanted}`)
  }
  await tabTo(/^Function of x and y$/)
  await keyboard.press('ControlOrMeta+a')
  await keyboard.type('x^2 + 2 y^2')
  // What is typed at once may not be overtaken by what was drawn before.
  await page.waitForFunction(
    () => new URLSearchParams(location.hash.slice(1)).get('formula') === 'x^2 + 2 y^2',
  )
  await tabTo(/^Contours and paths/)
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'Enter']) await keyboard.press(key)
  await page.waitForFunction(() => /start=-1.04/.test(location.hash))
  await keyboard.press('-')
  await page.waitForFunction(() => location.hash.includes('view='))
  await tabTo(/^Step forward$/)
  const step = page.locator('.transport output')
  const before = Number.parseInt(await step.innerText(), 10)
  await tabTo(/^Step forward$/)
  await keyboard.press('Enter')
  await expect
    .poll(async () => Number.parseInt(await step.innerText(), 10))
    .toBeGreaterThanOrEqual(before)
  await tabTo(/^Show BFGS$/)
  await keyboard.press('Space')
  await expect.poll(() => page.locator('.path').count()).toBe(5)

  await page.locator('#tab-descent').focus()
  await keyboard.press('ArrowRight')
  await tabTo(/^a = x|^a: x/)
  await keyboard.press('ArrowDown')
  const node = page.getByRole('region', { name: 'The node' })
  await expect.poll(() => node.innerText()).toMatch(/value[\s\S]*cotangent/)
  await page.locator('#tab-tape').focus()
  await keyboard.press('End')
  await tabTo(/^Train$/)
  await keyboard.press('Space')
  await expect
    .poll(async () => Number(await page.locator('.figures dd').first().innerText()))
    .toBeGreaterThan(2)
})
