/**
 * Draws the pictures of the README and the site: `npm run pictures`. With `--record`, the times are taken from the
 * last run of the benchmarks first.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { convergencePicture } from './convergence.ts'
import { pathsPicture } from './paths.ts'
import { excerpt, speedPicture, type Measured } from './speed.ts'

/** The pictures by their files' names. */
export const pictures: Readonly<Record<string, () => string>> = {
  'paths.svg': pathsPicture,
  'convergence.svg': convergencePicture,
  'speed.svg': () => speedPicture(),
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === '--record') record()
  else {
    for (const [file, draw] of Object.entries(pictures))
      writeFileSync(new URL(`../${file}`, import.meta.url), draw())
  }
}

function record(): void {
  const results = new URL('../../../benchmarks/results/results.json', import.meta.url)
  const measured = excerpt(JSON.parse(readFileSync(results, 'utf8')) as Measured)
  writeFileSync(new URL('speed.json', import.meta.url), `${JSON.stringify(measured, null, 2)}\n`)
}
