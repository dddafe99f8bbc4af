/** The tool as GradBench sees it: a process that answers lines with lines. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fixturesOf, largestError } from './fixtures.ts'
import type { Json } from './job.ts'
import type { Timing } from './measure.ts'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

interface Answer {
  readonly id: number
  readonly success?: boolean
  readonly output?: Json
  readonly error?: string
  readonly timings?: readonly Timing[]
}

const startTool = (stderr: 'inherit' | 'pipe') =>
  spawn(process.execPath, ['--conditions=@wengert/source', main], {
    stdio: ['pipe', 'pipe', stderr],
  })

/** Sends each message after the answer to the one before; the answers, and the code of the exit. */
async function converse(messages: readonly object[]): Promise<[Answer[], number]> {
  const tool = startTool('inherit')
  const exit = once(tool, 'exit')
  const lines = createInterface({ input: tool.stdout! })[Symbol.asyncIterator]()
  const answers: Answer[] = []
  for (const message of messages) {
    tool.stdin!.write(`${JSON.stringify(message)}\n`)
    const { value } = (await lines.next()) as { value: string }
    answers.push(JSON.parse(value) as Answer)
  }
  tool.stdin!.end()
  return [answers, ((await exit) as [number])[0]]
}

const evaluate = (id: number, module: string, name: string, input: unknown) => ({
  id,
  kind: 'evaluate',
  module,
  function: name,
  input,
})

test('hello goes as its evaluation has it, and the tool ends with its input', async () => {
  const messages: object[] = [
    { id: 0, kind: 'start', eval: 'hello' },
    { id: 1, kind: 'define', module: 'hello' },
  ]
  const inputs = [1, 1, 2, 4, 8, 64, 128, 16384]
  for (const input of inputs) {
    const id = messages.length
    messages.push(evaluate(id, 'hello', id % 4 === 2 ? 'square' : 'double', input))
    messages.push({ id: id + 1, kind: 'analysis', of: id, valid: true })
  }
  const [answers, code] = await converse(messages)
  expect(code).toBe(0)
  expect(answers.map(({ id }) => id)).toEqual(messages.map((_, i) => i))
  expect(answers[0]).toEqual({ id: 0, tool: 'wengert' })
  expect(answers[1]).toEqual({ id: 1, success: true })
  const evaluated = answers.filter(({ output }) => output !== undefined)
  expect(evaluated.map(({ output }) => output)).toEqual([1, 2, 4, 8, 64, 128, 16384, 32768])
  expect(answers[3]).toEqual({ id: 3 })
})

test('runs go on until there are enough and they took long enough', async () => {
  const [fixture] = fixturesOf('llsq')
  const input = fixture.input as object
  const of = (id: number, min_runs: number, min_seconds: number) =>
    evaluate(id, 'llsq', 'gradient', { ...input, min_runs, min_seconds })
  const [answers] = await converse([of(0, 7, 0), of(1, 1, 0.05)])
  const evaluations = answers.map(({ timings }) =>
    timings!.filter(({ name }) => name === 'evaluate').map(({ nanoseconds }) => nanoseconds),
  )
  expect(evaluations[0]).toHaveLength(7)
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b)
  expect(sum(evaluations[1])).toBeGreaterThanOrEqual(0.05e9)
  expect(sum(evaluations[1].slice(0, -1))).toBeLessThan(0.05e9)
  for (const ns of evaluations.flat()) expect(Number.isInteger(ns) && ns >= 0).toBe(true)
})

test('what it cannot do it says in its answer, and goes on', async () => {
  const [fixture] = fixturesOf('gmm')
  const [answers, code] = await converse([
    { id: 0, kind: 'define', module: 'toString' },
    evaluate(1, 'gmm', 'hessian', fixture.input),
    evaluate(2, 'gmm', 'objective', { d: 1 }),
    { id: 3, kind: 'something else' },
    evaluate(4, 'gmm', 'objective', fixture.input),
  ])
  expect(answers[0]).toMatchObject({ id: 0, success: false })
  expect(answers[1]).toMatchObject({ id: 1, success: false })
  expect(answers[2]).toMatchObject({
    id: 2,
    success: false,
    error: expect.stringMatching(/\n +at/),
  })
  for (const answer of answers.slice(0, 3)) expect(answer).not.toHaveProperty('output')
  expect(answers[3]).toEqual({ id: 3 })
  expect(largestError(answers[4].output!, fixture.output)).toBeLessThan(1e-9)
  expect(code).toBe(0)
})

test('a result that JSON cannot say is no success, nor is an input that is not there', async () => {
  const [answers] = await converse([
    evaluate(0, 'hello', 'square', 1e300),
    evaluate(1, 'llsq', 'primal', { x: [1], n: 1, min_seconds: 0 }),
    evaluate(2, 'llsq', 'primal', null),
  ])
  expect(answers).toEqual([
    { id: 0, success: false, error: 'the output of hello.square has NaN or infinite numbers' },
    { id: 1, success: false, error: 'the output of llsq.primal has NaN or infinite numbers' },
    { id: 2, success: false, error: 'there is no input for llsq.primal' },
  ])
})

test('a line ends with a line feed, and with no other separator that JSON may hold', async () => {
  const [answers] = await converse([
    { ...evaluate(0, 'hello', 'square', 3), description: 'a\u2028b\u2029c' },
  ])
  expect(answers[0]).toMatchObject({ id: 0, success: true, output: 9 })
})

test.each(['not json', 'null', '3', '[]', '{"kind":"start"}'])(
  'what is no message ends the tool, which says which line: %s',
  async (line) => {
    const tool = startTool('pipe')
    const exit = once(tool, 'exit')
    let said = ''
    tool.stderr!.on('data', (chunk) => (said += String(chunk)))
    tool.stdin!.write(`{"id":0,"kind":"start"}\n${line}\n`)
    expect((await exit)[0]).toBe(1)
    expect(said).toBe(`gradbench: line 2 is no message: ${line}; give a JSON object with an id.\n`)
  },
)

test('of fewer than ten observations, ba prints the rows that there are', async () => {
  const [{ input }] = fixturesOf('ba')
  const small = { ...(input as object), n: 1, m: 1, p: 1, min_seconds: 0 }
  const [answers] = await converse([evaluate(0, 'ba', 'jacobian', small)])
  expect(answers[0].output).toMatchObject({ rows: [0, 15, 30, 31, 31] })
})
