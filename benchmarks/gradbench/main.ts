/**
 * `npm run gradbench`: Wengert as a tool of GradBench (https://github.com/gradbench/gradbench). Reads
 * messages from standard input, one JSON object a line, and answers each with a line on standard output.
 * A line that is no message has no answer, for which the other side would wait: it ends the tool.
 */
import { linesOf } from './lines.ts'
import { messageOf, respond } from './session.ts'

let number = 0
for await (const line of linesOf(process.stdin)) {
  number++
  if (line.trim() === '') continue
  const message = messageOf(line)
  if (message === null) {
    const start = line.length > 60 ? `${line.slice(0, 60)}…` : line
    console.error(
      `gradbench: line ${number} is no message: ${start}; give a JSON object with an id.`,
    )
    process.exitCode = 1
    break
  }
  process.stdout.write(`${JSON.stringify(respond(message))}\n`)
}
