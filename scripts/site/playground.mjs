// The playground is a part of the site, in a folder of its own, and every page links to it from its bar on the
// left. It is built by its own script, where the workspace has it.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { JSX } from 'typedoc'

const script = fileURLToPath(new URL('../../playground/build.ts', import.meta.url))

/** A plug-in of typedoc. */
export function playgroundLink(application) {
  application.renderer.hooks.on('sidebar.begin', (context) =>
    JSX.createElement(
      'a',
      { class: 'playground', href: context.relativeURL('playground/index.html') },
      'Playground',
    ),
  )
}

/** @param {string} folder - Where it goes. */
export function buildPlayground(folder) {
  const { status } = spawnSync(process.execPath, [script, folder], { stdio: 'inherit' })
  if (status !== 0) throw new Error('the playground could not be built (see above).')
}
