// The site: the API of the three packages, with the documents of docs/ in the order in which docs/index.md,
// its front page, links to them. Mathematics between dollar signs is typeset as pages are built, so that they
// need no script and no network for it (braces as \lbrace and \rbrace, since typedoc reads \{ as a brace). Every
// warning is an error.
import { readFileSync } from 'node:fs'
import { katex } from '@mdit/plugin-katex'
import { guideOrder } from './scripts/site/guide-order.mjs'
import { playgroundLink } from './scripts/site/playground.mjs'
import { warnOfUnexported } from './scripts/site/unexported.mjs'

const docs = new URL('docs/', import.meta.url)
const frontPage = readFileSync(new URL('index.md', docs), 'utf8')

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'Wengert',
  entryPoints: [
    'packages/tensor/src/index.ts',
    'packages/tensor/src/tfjs/index.ts',
    'packages/autodiff/src/index.ts',
    'packages/autodiff/src/compiler.ts',
    'packages/autodiff/src/tfjs/index.ts',
    'packages/optim/src/index.ts',
  ],
  tsconfig: 'tsconfig.check.json',
  skipErrorChecking: true, // Types are checked before, by tsc itself.
  excludeInternal: true,
  readme: 'docs/index.md',
  projectDocuments: guideOrder(docs, frontPage).map((file) => `docs/${file}`),
  out: 'docs/site',
  customCss: 'docs/site.css',
  favicon: 'playground/public/icon.svg',
  sortEntryPoints: false,
  navigation: { includeFolders: false },
  searchInDocuments: true,
  highlightLanguages: ['bash', 'css', 'html', 'javascript', 'json', 'python', 'typescript'],
  plugin: [playgroundLink, warnOfUnexported],
  markdownItLoader: (parser) => {
    parser.use(katex, { strict: 'error', logger: () => 'error', transformer: typeset })
  },
  validation: { notExported: true, invalidLink: true, invalidPath: true },
  treatWarningsAsErrors: true,
  treatValidationWarningsAsErrors: true,
}

function typeset(html) {
  if (html.includes('katex-error')) throw new Error(`KaTeX cannot typeset ${html}`)
  return html
}
