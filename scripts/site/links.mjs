// Looks for dead links in the site and in the repository's Markdown: every address within must exist, and every
// anchor. Addresses outside are not asked for, since a build must not depend on them; they must be https.
import { globSync } from 'node:fs'
import { LinkChecker } from 'linkinator'

/** Where linkinator serves the files while it checks them. */
const within = /^http:\/\/127\.0\.0\.1:\d+\//

/** What is read in the repository itself; the guides are checked as pages. */
const markdown = ['*.md', 'benchmarks/**/*.md', 'packages/*/*.md', 'examples/**/*.md']

/**
 * @param {string} root - The repository.
 * @param {string} site - The folder of the site.
 */
export async function deadLinks(root, site) {
  const pages = await check({ path: site, recurse: true, checkCss: true, checkFragments: true })
  const files = globSync(markdown, { cwd: root, exclude: ['**/node_modules/**'] })
  const texts = await check({
    path: files,
    serverRoot: root,
    markdown: true,
    directoryListing: true,
  })
  const links = [...pages, ...texts]
  return {
    checked: links.length,
    dead: links.filter(isDead).map(({ url, parent }) => `${url} (in ${parent})`),
  }
}

async function check(options) {
  const skip = async (url) => !within.test(url)
  const { links } = await new LinkChecker().check({ linksToSkip: skip, ...options })
  return links
}

const isDead = ({ url, state }) => state === 'BROKEN' || (state === 'SKIPPED' && !wellFormed(url))

const wellFormed = (url) =>
  url.startsWith('https://') ? URL.canParse(url) : /^(?:mailto|data):/.test(url)
