import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { open } from '../support/browser.ts'
import { pixelsOf } from '../support/pixels.ts'

async function figure(page: Page, name: string): Promise<number> {
  const term = page.locator('dt').getByText(name, { exact: true })
  return Number.parseFloat(
    await page.locator('.figures div', { has: term }).locator('dd').innerText(),
  )
}

test.each(['adam', 'l-bfgs'])(
  '%s trains until it knows the moons, with its surface and loss',
  async (optimizer) => {
    const page = await open({ tab: 'classifier', data: 'moons', noise: '0.1', optimizer })
    await page.locator('.figures').waitFor()
    const before = await figure(page, 'loss')
    const blurred = pixelsOf(await page.locator('.surface canvas').screenshot())
    await page.getByRole('button', { name: 'Train' }).click()
    await expect
      .poll(() => figure(page, 'training points right'), { timeout: 20_000 })
      .toBeGreaterThan(99)
    await page.getByRole('button', { name: 'Pause' }).click()
    expect(await figure(page, 'new points right')).toBeGreaterThan(97)
    expect(await figure(page, 'loss')).toBeLessThan(0.25 * before)
    // Hide the points, so that the surface alone is seen: both classes fill a good part of it.
    await page.addStyleTag({ content: '.surface svg { display: none }' })
    const pixels = pixelsOf(await page.locator('.surface canvas').screenshot())
    expect(pixels.colours).toBeGreaterThan(12)
    expect(pixels.commonest).toBeLessThan(0.7)
    expect(blurred.commonest).not.toBe(pixels.commonest)
    const d = await page.locator('.loss-curve.now').getAttribute('d')
    expect(d!.split('L').length).toBeGreaterThan(10)
  },
)

test('one step is one step; a change of optimiser begins anew and keeps the curve', async () => {
  const page = await open({ tab: 'classifier' })
  await page.locator('.figures').waitFor()
  expect(await figure(page, 'step')).toBe(0)
  for (const count of [1, 2, 3]) {
    await page.getByRole('button', { name: 'One step' }).click()
    await expect.poll(() => figure(page, 'step')).toBe(count)
  }
  await page.getByLabel('Optimiser').selectOption({ label: 'Newton-CG' })
  await expect.poll(() => figure(page, 'step')).toBe(0)
  expect(await page.getByLabel('Rate').count()).toBe(0)
  expect(await page.locator('.loss-curve').count()).toBe(2)
  expect(await page.locator('.runs li').allInnerTexts()).toEqual([
    expect.stringContaining('Adam, 0.03'),
    expect.stringContaining('Newton-CG'),
  ])
  // Other data have other losses, with which nothing can be compared.
  await page.getByLabel('Data').selectOption({ label: 'Circles' })
  await expect.poll(() => page.locator('.loss-curve').count()).toBe(1)
})
