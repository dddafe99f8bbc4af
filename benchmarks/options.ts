/** What `npm run bench` is asked for: flags that there are, and words that are one filter together. */

export interface Options {
  readonly filter: string
  /** Whether memory is measured too. */
  readonly weighing: boolean
}

/** @throws Error with the usage where there is no such flag. */
export function optionsOf(args: readonly string[]): Options {
  const flags = args.filter((arg) => arg.startsWith('-'))
  const unknown = flags.find((flag) => flag !== '--no-memory')
  if (unknown !== undefined) {
    throw new Error(`bench: there is no ${unknown}; use npm run bench [-- filter] [--no-memory].`)
  }
  const filter = args.filter((arg) => !arg.startsWith('-')).join(' ')
  return { filter, weighing: flags.length === 0 }
}
