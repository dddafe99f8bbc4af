// Says in what hashes differ from the expected ones.

/** What is wrong, or null. */
export function compare(hashes, expected, where) {
  const names = new Set([...Object.keys(expected), ...Object.keys(hashes)])
  const differing = [...names].filter((name) => hashes[name] !== expected[name])
  if (differing.length === 0) return null
  const lines = differing.map(
    (name) => `  ${name}: ${hashes[name] ?? 'no result'}, expected ${expected[name] ?? 'none'}`,
  )
  return [
    `${differing.length} of ${names.size} results, ${where}, have other bits than expected:`,
    ...lines,
    'Results must have the same bits on every engine and in every mode. If they were meant to change,',
    'run `npm run bits -- --update` and commit the difference.',
  ].join('\n')
}
