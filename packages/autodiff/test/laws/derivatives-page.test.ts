import { expect, test } from 'vitest'
import { derivativesPage } from '../support/derivatives-page.ts'

test('docs/derivatives.md says what is measured; `npm run derivatives` rewrites it', async () => {
  await expect(derivativesPage()).toMatchFileSnapshot('../../../../docs/derivatives.md')
})
