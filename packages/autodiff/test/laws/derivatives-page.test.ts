import { expect, test } from 'vitest'
import { withoutCompiling } from '../support/bits.ts'
import { derivativesPage } from '../support/derivatives-page.ts'

test('docs/derivatives.md says what is measured; `npm run derivatives` rewrites it', async () => {
  await expect(withoutCompiling(derivativesPage)).toMatchFileSnapshot(
    '../../../../docs/derivatives.md',
  )
}, 120_000)
