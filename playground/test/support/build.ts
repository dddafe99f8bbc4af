/** Builds the playground once before the tests in the browser. */
import { buildPlayground } from '../../build.ts'

export default async function setup(): Promise<void> {
  await buildPlayground()
}
