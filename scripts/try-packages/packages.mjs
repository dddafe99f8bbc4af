// The packages as users get them: tarballs, installed by npm in folders that know nothing of this repository.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** npm and the commands run on the machine's own Node where npm started us. */
const userNode = process.env.npm_node_execpath ?? process.execPath

/** Packs all of them to `folder`, and returns the tarballs. */
export function pack(folder) {
  for (const name of readdirSync(join(root, 'packages'))) {
    const cwd = join(root, 'packages', name)
    run('npx', ['--yes', 'pnpm@12.21.0', 'pack', '--pack-destination', folder], cwd)
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => join(folder, file))
}

/** Installs tarballs without asking a registry: whatever they need must be among them. */
export function install(tarballs, folder) {
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...tarballs], folder)
}

/** Puts a tool in a folder as an install would, at the version that this repository has. */
export function provide(tool, folder) {
  const from = createRequire(join(root, 'playground', 'package.json'))
  const manifest = from.resolve(`${tool}/package.json`)
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  symlinkSync(dirname(manifest), join(modules, tool), 'junction')
  const { bin } = from(manifest)
  for (const [name, path] of Object.entries(bin))
    symlinkSync(join(dirname(manifest), path), join(modules, '.bin', name))
}

/** Runs a command in a folder and returns what it prints; throws where it fails. */
export function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${dirname(userNode)}${delimiter}${process.env.PATH}` },
  })
  if (status === 0) return stdout
  throw new Error(`${command} ${args.join(' ')} failed in ${cwd}\n${error ?? ''}${stdout}${stderr}`)
}
