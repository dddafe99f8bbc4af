// The order of the documents is that of the links on the front page, so that one list says it to readers and to
// the site. A document that it does not link to, or that has no title, is an error.
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @param {URL} folder
 * @param {string} frontPage
 * @returns {string[]} Paths within the folder.
 */
export function guideOrder(folder, frontPage) {
  const links = [...frontPage.matchAll(/\]\(((?:guides\/)?[\w-]+\.md)[)#]/g)].map(
    ([, path]) => path,
  )
  const order = [...new Set(links)]
  for (const file of documentsOf(folder)) {
    if (!order.includes(file)) {
      throw new Error(
        `docs/index.md: does not link to ${file}; give it a place in the order there.`,
      )
    }
    if (
      !/^---\n(?:.*\n)*?title: .+\n(?:.*\n)*?---\n/.test(
        readFileSync(new URL(file, folder), 'utf8'),
      )
    ) {
      throw new Error(`docs/${file}: has no title; begin it with "---", "title: …", "---".`)
    }
  }
  return order
}

function documentsOf(folder) {
  return globSync(['*.md', 'guides/*.md'], { cwd: fileURLToPath(folder) })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path !== 'index.md')
}
