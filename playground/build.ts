/**
 * Builds the playground: `node playground/build.ts [folder]`, to playground/dist unless another folder is
 * given. What is built refers to itself by relative addresses, so it can be put anywhere on a site.
 */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = import.meta.dirname

export async function buildPlayground(folder = `${root}/dist`): Promise<void> {
  await build({
    configFile: `${root}/vite.config.ts`,
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2)
  await buildPlayground(folder === undefined ? undefined : resolve(folder))
}
