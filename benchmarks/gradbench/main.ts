/**
 * `npm run gradbench`: Wengert as a tool of GradBench (https://github.com/gradbench/gradbench). Reads
 * messages from standard input, one JSON object a line, and answers each with a line on standard output.
 */
import { createInterface } from 'node:readline'
import { respond, type Message } from './session.ts'

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') continue
  process.stdout.write(`${JSON.stringify(respond(JSON.parse(line) as Message))}\n`)
}
