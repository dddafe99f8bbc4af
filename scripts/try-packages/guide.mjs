// Follows the getting-started guide as a newcomer would, in an empty folder: blocks with the name of a file are
// written to it, commands are run, and a block of text is what the command before it must have printed, or what
// the page named after its fence must say. Only where packages come from differs: ours from the tarballs, tools
// from this repository.
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { blocksOf } from '../code-blocks.mjs'
import { install, provide, run } from './packages.mjs'

/**
 * @param {string} text - The guide.
 * @param {string} folder - An empty one.
 * @param {string[]} tarballs
 * @param {((page: string) => Promise<string>) | null} read - Gives the text of a page, where there is a browser.
 * @returns {Promise<number>} How many outputs were compared.
 */
export async function follow(text, folder, tarballs, read) {
  let printed = ''
  let compared = 0
  for (const { info, line, code } of blocksOf(text)) {
    const [language, file] = info.split(' ')
    const content = code.join('\n')
    if (language === 'text') {
      if (file !== undefined && read === null) continue
      const actual = file === undefined ? printed : await read(join(folder, file))
      assert.equal(actual.trim(), content.trim(), `getting-started.md:${line}`)
      compared++
    } else if (language === 'sh') {
      printed = code.map((command) => execute(command, folder, tarballs)).join('')
    } else if (file !== undefined) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), `${content}\n`)
    }
  }
  return compared
}

function execute(command, folder, tarballs) {
  const [program, ...args] = command.split(' ')
  if (program === 'npm' && args[0] === 'install') {
    const names = args.slice(1).filter((word) => !word.startsWith('-'))
    const ours = names.filter((name) => name.startsWith('@wengert/'))
    if (ours.length > 0)
      install(
        ours.map((name) => tarballOf(name, tarballs)),
        folder,
      )
    for (const name of names) if (!ours.includes(name)) provide(name, folder)
    return ''
  }
  return run(program, args, folder)
}

function tarballOf(name, tarballs) {
  const start = `${name.slice(1).replace('/', '-')}-`
  const tarball = tarballs.find((path) => path.split(/[\\/]/).at(-1).startsWith(start))
  assert.notEqual(tarball, undefined, `${name} was not packed`)
  return tarball
}
