import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pictures } from './main.ts'

const committed = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')

test.each(Object.keys(pictures))('%s is drawn again as it was committed', (file) => {
  expect(pictures[file](), 'npm run pictures draws it').toBe(committed(file))
})

/** The white of GitHub and of our site, and the dark of each. */
const pages = ['#ffffff', '#f2f4f8', '#0d1117', '#2b2e33']

// WCAG 2.1, success criterion 1.4.11: graphics have a contrast of 3 with what they stand on.
test.each(Object.keys(pictures))('%s can be seen on light pages and on dark ones', (file) => {
  const used = new Set(committed(file).match(/#[0-9a-f]{6}\b/g))
  expect(used.size).toBeGreaterThan(0)
  for (const colour of used) {
    for (const page of pages) {
      expect(contrast(colour, page), `${colour} on ${page}`).toBeGreaterThanOrEqual(3)
    }
  }
})

test.each(Object.keys(pictures))('%s asks for nothing from elsewhere', (file) => {
  const addresses = committed(file).match(/\w+:\/\/[^"'\s)]+/g)
  expect(addresses).toEqual(['http://www.w3.org/2000/svg'])
})

/** WCAG's contrast ratio. */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(colour.slice(i, i + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
