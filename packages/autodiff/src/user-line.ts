/** Finds the user's own line in a stack trace, for messages. */

const ours =
  /[\\/](?:tensor|autodiff|optim)[\\/](?:src|dist)[\\/]|node:internal|node_modules[\\/]@wengert/

/** ` at file.ts:12:7`, or nothing where the stack does not tell. */
export function atUserLine(): string {
  const frames = new Error().stack?.split('\n').slice(1) ?? []
  const frame = frames.find((line) => /:\d+:\d+\)?$/.test(line) && !ours.test(line))
  const place = frame?.match(/\(?([^\s(]+:\d+:\d+)\)?$/)?.[1]
  return place === undefined ? '' : ` at ${place.replace(/^file:\/\//, '')}`
}
