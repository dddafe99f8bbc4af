/** Finds the user's own line in a stack trace, for messages. */

const ours =
  /[\\/](?:tensor|autodiff|optim)[\\/](?:src|dist)[\\/]|node:internal|node_modules[\\/]@wengert/

/** ` at file.ts:12:7`, or nothing where the stack does not tell. */
export function atUserLine(): string {
  const frames = fullStack().split('\n').slice(1)
  const frame = frames.find((line) => /:\d+:\d+\)?$/.test(line) && !ours.test(line))
  const place = frame?.match(/\(?([^\s(]+:\d+:\d+)\)?$/)?.[1]
  return place === undefined ? '' : ` at ${place.replace(/^file:\/\//, '')}`
}

/** The whole stack: nested transforms are deeper than the ten frames that V8 keeps by default. */
function fullStack(): string {
  const limited = Error as { stackTraceLimit?: number }
  const before = limited.stackTraceLimit
  if (before !== undefined) limited.stackTraceLimit = Infinity
  const { stack } = new Error()
  if (before !== undefined) limited.stackTraceLimit = before
  return stack ?? ''
}
