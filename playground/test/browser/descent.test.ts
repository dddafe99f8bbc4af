import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { methodNames } from '../../src/descent/methods.ts'
import { drawn, message, open, type } from '../support/browser.ts'
import { pixelsOf } from '../support/pixels.ts'

/** The numbers of a path's `d`. */
function numbersOf(d: string | null): number[] {
  return (d ?? '').match(/-?\d+(\.\d+)?/g)?.map(Number) ?? []
}

async function step(page: Page): Promise<number> {
  return Number.parseInt(await page.locator('.transport output').innerText(), 10)
}

/** Six methods from a start that makes their paths differ. */
const himmelblau = {
  formula: '(x^2 + y - 11)^2 + (x + y^2 - 7)^2',
  start: '-0.4,3.9',
  view: '0,0,5.5',
  step: '3',
}

test.each(['light', 'dark'] as const)('every path is drawn and seen, %s', async (colorScheme) => {
  const page = await open(himmelblau, { colorScheme })
  await drawn(page)
  const colours = await page.evaluate(
    (names) =>
      names.map((name) => getComputedStyle(document.body).getPropertyValue(`--${name}`).trim()),
    [...methodNames],
  )
  for (const [i, method] of methodNames.entries()) {
    const path = page.locator(`.path[data-method="${method}"]`)
    const whole = numbersOf(await path.locator('.whole').getAttribute('d'))
    expect(whole.length / 2, method).toBeGreaterThan(3)
    expect(whole.every(Number.isFinite)).toBe(true)
    // Each alone, since where paths agree the last drawn covers the others.
    const others = methodNames.filter((name) => name !== method)
    const only = await page.addStyleTag({
      content: others.map((name) => `.path[data-method="${name}"]{display:none}`).join(''),
    })
    const pixels = pixelsOf(await page.locator('svg.plot').screenshot())
    await only.evaluate((node) => (node as Element).remove())
    expect(pixels.near(colours[i]), `${method} in ${colours[i]}`).toBeGreaterThan(60)
    expect(pixels.colours).toBeGreaterThan(60)
    expect(pixels.commonest).toBeLessThan(0.5)
  }
  const chart = pixelsOf(await page.locator('.convergence svg').screenshot())
  expect(chart.colours).toBeGreaterThan(30)
  expect(await page.locator('.curve').count()).toBe(6)
})

test('step, play and scrub move the marks along their paths', async () => {
  const page = await open({ ...himmelblau, step: '0' })
  await drawn(page)
  const mark = page.locator('.path[data-method="l-bfgs"] .mark')
  const at = async (): Promise<string | null> => mark.getAttribute('transform')
  const begin = await at()
  await page.getByRole('button', { name: 'Step forward' }).click()
  expect(await step(page)).toBe(1)
  expect(await at()).not.toBe(begin)
  await page.getByRole('button', { name: 'Step back' }).click()
  expect(await at()).toBe(begin)
  await page.getByRole('slider', { name: 'Iteration' }).fill('4')
  expect(await step(page)).toBe(4)
  await page.getByRole('button', { name: 'Play' }).click()
  await page.waitForFunction(
    () => Number.parseInt(document.querySelector('.transport output')!.textContent!, 10) >= 6,
  )
  await page.getByRole('button', { name: 'Pause' }).click()
  const paused = await step(page)
  await page.waitForTimeout(600)
  expect(await step(page)).toBe(paused)
})

test('a click sets the start, and methods are hidden and shown', async () => {
  const page = await open(himmelblau)
  await drawn(page)
  const box = (await page.locator('svg.plot').boundingBox())!
  await page.mouse.click(box.x + box.width * 0.75, box.y + box.height * 0.25)
  await page.waitForFunction(() => location.hash.includes('start=2.7'))
  const [x, y] = new URLSearchParams(new URL(page.url()).hash.slice(1))
    .get('start')!
    .split(',')
    .map(Number)
  expect(x).toBeCloseTo(2.75, 1)
  expect(y).toBeCloseTo(2.75, 1)
  // From there every method finds the minimum at (3, 2).
  for (const method of methodNames) {
    await page.waitForFunction((name) => {
      const d =
        document.querySelector(`.path[data-method="${name}"] .whole`)?.getAttribute('d') ?? ''
      const last =
        d
          .match(/-?\d+(\.\d+)?/g)
          ?.slice(-2)
          .map(Number) ?? []
      return Math.hypot(last[0] - ((3 + 5.5) / 11) * 600, last[1] - ((5.5 - 2) / 11) * 600) < 1
    }, method)
  }
  await page.getByRole('checkbox', { name: 'Show BFGS', exact: true }).uncheck()
  await page.locator('.path[data-method="bfgs"]').waitFor({ state: 'detached' })
  expect(await page.locator('.path').count()).toBe(5)
})

test('the model at a step: region, contours, minimum; learnt for BFGS, true for Newton', async () => {
  const page = await open({
    formula: 'x^2 + 25 y^2 + 6 x y',
    start: '-2.6,1.3',
    view: '0,0,3',
    step: '0',
    focus: 'newton-cg',
  })
  await drawn(page)
  // The model of a quadratic is least where the function is, at the middle of the picture.
  const cross = page.locator('.model-minimum')
  await cross.waitFor()
  const [cx, cy] = numbersOf(await cross.getAttribute('d'))
  expect(Math.hypot(cx + 6 - 300, cy + 6 - 300)).toBeLessThan(0.5)
  expect(await page.locator('.model-contour').count()).toBeGreaterThan(3)
  expect(await page.getByRole('region', { name: 'The model' }).innerText()).toContain('Hessian')
  await page.getByRole('button', { name: 'BFGS', exact: true }).click()
  await page.getByText('B, learnt').waitFor()
  await page.locator('.example select').selectOption({ label: 'Rosenbrock’s valley' })
  await page.getByRole('button', { name: 'Trust-NCG' }).click()
  await page.locator('circle.region').waitFor()
  const text = await page.getByRole('region', { name: 'The model' }).innerText()
  const radius = Number(/radius ([\d.]+)/.exec(text)![1])
  const r = Number(await page.locator('circle.region').getAttribute('r'))
  // In a view of half 1.9 the picture's 600 units are 3.8.
  expect(Math.abs(r - (radius * 600) / 3.8)).toBeLessThan(0.05)
})

test("the Hessian's eigenvectors at the cursor are those of the closed form", async () => {
  const page = await open({ formula: '2 x^2 + 2 y^2 + 6 x y', start: '1,0.5', view: '0,0,2' })
  await drawn(page)
  await page.locator('svg.plot').hover({ position: { x: 200, y: 200 } })
  const readout = page.getByRole('region', { name: 'At the cursor' })
  // Hessian [[4, 6], [6, 4]]: eigenvalues −2 and 10, along the diagonals.
  await expect.poll(() => readout.innerText()).toContain('−2, 10')
  const down = page.locator('.eigenvector.down')
  expect(await down.count()).toBe(1)
  expect(await page.locator('.eigenvector').count()).toBe(2)
  const [x, y] = await Promise.all(['x2', 'y2'].map((name) => down.getAttribute(name)))
  expect(Math.abs(Number(x))).toBeCloseTo(Math.abs(Number(y)), 6)
  expect(Number(x) * Number(y)).toBeGreaterThan(0)
})

test('a start where the function has no value is said to be one', async () => {
  const page = await open({ formula: 'x^4 + y^2 + log(x)', start: '-1.2,1', view: '0,0,2' })
  const readout = page.getByRole('region', { name: 'The model' })
  await expect.poll(() => readout.innerText()).toContain('no value or slope')
  await page.locator('svg.plot').click({ position: { x: 500, y: 300 } })
  await drawn(page)
  expect(await readout.innerText()).not.toContain('no value or slope')
})

test('what is wrong with a text is said, and what was drawn stays', async () => {
  const page = await open()
  await drawn(page)
  await type(page, 'sin x + y')
  await expect
    .poll(() => message(page).innerText())
    .toBe('sin needs its argument in brackets: sin(x).')
  expect(await page.locator('.cm-lintRange-error').innerText()).toBe('sin')
  expect(await page.locator('.path').count()).toBe(6)
  await type(page, 'sin(x) + y^2')
  await expect.poll(() => message(page).innerText()).not.toContain('brackets')
  await type(page, 'log(x - 99) + y')
  await expect.poll(() => page.locator('.gap').count()).toBe(1)
})

test('a function that takes too long is stopped, and the page goes on meanwhile', async () => {
  const page = await open()
  await drawn(page)
  await type(page, 'sum(k, 1, 1000000, sin(k x) / k) + y^2')
  const begin = Date.now()
  await page.getByRole('tab', { name: 'Classifier' }).click()
  await page.getByRole('tab', { name: 'Descent' }).click()
  expect(Date.now() - begin).toBeLessThan(3000)
  await expect
    .poll(() => message(page).innerText(), { timeout: 15_000 })
    .toMatch(/took longer than 4 seconds and was stopped/)
  await type(page, 'x^2 + y^2')
  await drawn(page)
  await expect.poll(() => message(page).innerText()).not.toContain('stopped')
})
