import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { open } from '../support/browser.ts'
import { pixelsOf } from '../support/pixels.ts'

/** The value and the cotangent that are shown for the node whose label is given. */
async function look(page: Page, label: string): Promise<[value: string, cotangent: string]> {
  await page.locator('.node').filter({ hasText: label }).first().hover()
  const readout = page.getByRole('region', { name: 'The node' })
  return [
    await readout.locator('[data-role=value]').innerText(),
    await readout.locator('[data-role=cotangent]').innerText(),
  ]
}

const product = { tab: 'tape', formula: 'x y + x', start: '3,4' }

test('the function, its gradient and its Hessian product, with values and cotangents', async () => {
  const page = await open({ ...product, program: 'function' })
  await page.locator('.node.output').waitFor()
  expect(await look(page, 'mul a b')).toEqual(['12', '1'])
  expect(await look(page, 'a = x')).toEqual(['3', '5'])
  expect(await look(page, 'b = y')).toEqual(['4', '3'])
  await page.getByText('Gradient', { exact: true }).click()
  await expect.poll(() => page.locator('.node.output .value').allTextContents()).toEqual(['5', '3'])
  await page.getByText('Hessian · v', { exact: true }).click()
  await page.getByLabel('v₁', { exact: true }).fill('2')
  await page.getByLabel('v₂', { exact: true }).fill('7')
  // H = [[0, 1], [1, 0]]
  await expect.poll(() => page.locator('.node.output .value').allTextContents()).toEqual(['7', '2'])
  const pixels = pixelsOf(await page.locator('svg.graph').screenshot())
  expect(pixels.colours).toBeGreaterThan(20)
  expect(pixels.commonest).toBeLessThan(0.95)
})

test('operations that share a loop share a colour, which the page explains', async () => {
  const page = await open({
    tab: 'tape',
    program: 'gradient',
    formula: 'x + sum(k, 1, 9, sin(k y))',
  })
  await page.locator('.node.output').first().waitFor()
  const fills = await page
    .locator('.node[data-loop]')
    .evaluateAll((nodes) =>
      nodes.map((node) => [
        (node as SVGElement).dataset.loop!,
        getComputedStyle(node.querySelector('rect')!).fill,
      ]),
    )
  const colours = new Map(fills as [string, string][])
  expect(colours.size).toBeGreaterThan(0)
  for (const [loop, fill] of fills) expect(colours.get(loop)).toBe(fill)
  expect(new Set(colours.values()).size).toBe(colours.size)
  expect(await page.locator('.loops li').count()).toBe(colours.size)
  expect(await page.locator('.program pre').innerText()).toContain('cos')
})

test('the first NaN is marked, and nothing where all is finite', async () => {
  const page = await open({
    tab: 'tape',
    program: 'function',
    formula: '3 + log(x - 2) y',
    start: '1,1',
  })
  const first = page.locator('.node[data-first-broken=true]')
  await first.waitFor()
  expect(await first.count()).toBe(1)
  expect(await first.textContent()).toMatch(/log.*NaN.*first NaN/s)
  expect(await page.locator('.node[data-bad=true]').count()).toBeGreaterThan(2)
  await page.getByLabel('x', { exact: true }).fill('5')
  await first.waitFor({ state: 'detached' })
  expect(await page.locator('.node[data-bad=true]').count()).toBe(0)
})

test('a program with too many nodes to draw is printed', async () => {
  const terms = Array.from({ length: 90 }, (_, i) => `sin(${i + 2}x) ${i + 1}^y`).join(' + ')
  const page = await open({ tab: 'tape', program: 'hvp', formula: terms })
  await page.getByText(/more than the 400 that are drawn/).waitFor()
  expect(await page.locator('.node').count()).toBe(0)
  expect((await page.locator('.program pre').innerText()).length).toBeGreaterThan(5000)
})
