// Packs each package as it would be published and checks the tarball: publint for the manifest,
// attw for what type checkers resolve.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'wengert-pack-'))
try {
  for (const name of readdirSync(join(root, 'packages'))) {
    run(
      'npx',
      ['--yes', 'pnpm@12.21.0', 'pack', '--pack-destination', folder],
      join(root, 'packages', name),
    )
  }
  for (const tarball of readdirSync(folder)) {
    run('publint', ['run', join(folder, tarball), '--strict'])
    run('attw', [join(folder, tarball), '--profile', 'esm-only'])
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run(command, args, cwd = root) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status === 0) return
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}\n${command} ${args.join(' ')} failed\n`)
  process.exit(1)
}
