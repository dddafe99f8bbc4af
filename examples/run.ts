/** `npm run example <name>`: runs one of the examples, or lists them. */
const examples: Record<string, () => Promise<{ main: () => unknown }>> = {
  digits: () => import('./digits/main.ts'),
  'club-classifier': () => import('./small/club-classifier.ts'),
  'contractive-autoencoder': () => import('./small/contractive-autoencoder.ts'),
  'poisson-regression': () => import('./small/poisson-regression.ts'),
  'character-rnn': () => import('./small/character-rnn.ts'),
  'ridge-hypergradient': () => import('./small/ridge-hypergradient.ts'),
  'tfjs-fine-tuning': () => import('./small/tfjs-fine-tuning.ts'),
  pendulum: () => import('./small/pendulum.ts'),
}

const load = Object.hasOwn(examples, process.argv[2] ?? '') ? examples[process.argv[2]] : null
if (load === null) {
  console.log(`Give the name of an example: ${Object.keys(examples).join(', ')}.`)
  process.exitCode = process.argv[2] === undefined ? 0 : 1
} else {
  const { main } = await load()
  await main()
}
