import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { compile, fori, grad, hvp, scan, setThreads } from '@wengert/autodiff'
import {
  ArgumentError,
  cumsum,
  flip,
  logsumexp,
  matmul,
  random,
  sort,
  transpose,
  where,
  type Tensor,
} from '@wengert/tensor'
import { type DType } from '@wengert/tensor/internal'
import { currentPool } from '@wengert/tensor/internal/wasm'

const keys = random.split(random.key(7), 40)
let next = 0
const normal = (shape: number[], dtype: DType = 'float64'): Tensor =>
  random.normal(keys.at(next++), shape, { dtype: dtype as 'float64' })

type Case = [name: string, f: (...args: Tensor[]) => Tensor | Tensor[], args: Tensor[]]

const wave = (x: Tensor): Tensor => x.mul(2).add(1).tanh().mul(3).add(x.square().neg().exp())
const row = normal([300_001])
const grid = normal([700, 501])
const single = normal([700, 501], 'float32')
const far = row.mul(1e7)

const products: Case[] = (['float64', 'float32'] as const).flatMap((dtype): Case[] => {
  const [a, b, batch] = [
    normal([270, 260], dtype),
    normal([260, 190], dtype),
    normal([4, 130, 130], dtype),
  ]
  const [tall, vector] = [normal([1500, 1400], dtype), normal([1400], dtype)]
  return [
    [`AB of ${dtype}`, matmul, [a, b]],
    [`AᵀA of ${dtype}`, (x) => matmul(transpose(x), x), [a]],
    [`AAᵀ of ${dtype}`, (x) => matmul(x, transpose(x)), [a]],
    [`BᵀAᵀ of ${dtype}`, (x, y) => matmul(transpose(y), transpose(x)), [a, b]],
    [`a batch of ${dtype}`, (x) => matmul(x, transpose(x, [0, 2, 1])), [batch]],
    [`a matrix and a vector of ${dtype}`, matmul, [tall, vector]],
    [`a vector and a matrix of ${dtype}`, (x, v) => matmul(v, transpose(x)), [tall, vector]],
    [`a long sum of ${dtype}`, (x) => matmul(transpose(x), x), [normal([40_000, 24], dtype)]],
  ]
})

const loops: Case[] = [
  ['a chain', wave, [row]],
  ['a chain of float32', wave, [single]],
  ['two axes and a stretched row', (x, y) => wave(x.add(y)), [grid, normal([501])]],
  ['a transposed operand', (x, y) => wave(transpose(x)).add(y), [grid, normal([501, 700])]],
  ['a reversed operand', (x) => wave(flip(x)), [row]],
  ['functions that ask the host', (x) => x.sin().add(x.abs().log()).add(x.cos()), [far]],
  ['bools', (x) => where(wave(x).greater(0), x.exp(), x.sin()), [row]],
  ['a store and a sum', (x) => [wave(x), wave(x).sum()], [row]],
  ['a sum of all', (x) => wave(x).sum(), [row]],
  ['a sum of all of whole chunks', (x) => wave(x).sum(), [normal([8 * 32_768])]],
  ['a sum of all of float32', (x) => wave(x).sum(), [single]],
  ['a maximum and a minimum', (x) => [wave(x).max(), wave(x).min()], [row]],
  ['a maximum of float32', (x) => wave(x).max(), [single]],
  ['sums of rows', (x) => wave(x).sum(1), [grid]],
  ['sums of columns', (x) => wave(x).sum(0), [grid]],
  ['sums of columns of float32', (x) => wave(x).sum(0), [single]],
  ['sums of few rows', (x) => wave(x).sum(1), [normal([3, 100_003])]],
  ['sums over outer and inner axes', (x) => wave(x).sum([0, 2]), [normal([30, 40, 301])]],
  ['sums over the middle', (x) => wave(x).sum(1), [normal([30, 40, 301])]],
  ['maxima of columns', (x) => wave(x).max(0), [grid]],
  ['a row whose axes do not merge', (x) => wave(transpose(x)).sum(), [grid]],
  ['logsumexp', (x) => logsumexp(wave(x), 1), [grid]],
]

const model = (weights: Tensor[], x: Tensor): Tensor => {
  const [w, b, v, c] = weights
  const hidden = matmul(x, w).add(b).tanh()
  const scores = matmul(hidden, v).add(c)
  return logsumexp(scores, 1)
    .sub(scores.slice([], [0, 1]))
    .sum()
}
const weights = [normal([96, 128]), normal([128]), normal([128, 10]), normal([10])]
const batch = normal([700, 96])

const programs: Case[] = [
  [
    'the gradient of a network',
    (x) => grad((...w: Tensor[]) => model(w, x), { argnums: [0, 1, 2, 3] })(...weights) as Tensor[],
    [batch],
  ],
  [
    'its Hessian-vector product',
    (x) => hvp((w: Tensor) => model([w, ...weights.slice(1)], x), weights[0], weights[0]),
    [batch],
  ],
  [
    'steps of the host between',
    (x) => wave(sort(wave(x))).add(cumsum(wave(x), 0)),
    [row.slice([0, 100_000])],
  ],
  ['a loop of long steps', (x) => fori(3, (_, y: Tensor) => wave(y), x), [row]],
  [
    'a loop over long elements that leaves long ones',
    (xs, matrices) => {
      const step = (c: Tensor, [x, m]: Tensor[]): [Tensor, Tensor[]] => {
        const y = wave(x.add(c))
        return [y.mean(), [y, y.sum(), y.max(), matmul(m, transpose(m))]]
      }
      const [last, stacks] = scan(step, xs.at(0).at(0), [xs, matrices], { reverse: true })
      return [last, ...stacks]
    },
    [normal([3, 300_001]), normal([3, 270, 260])],
  ],
]

/** The bits of some results. */
const bits = (value: Tensor | Tensor[]): Buffer =>
  Buffer.concat(
    [value].flat().map(({ data }) => {
      const { buffer, byteOffset, byteLength } = data as Float64Array<ArrayBuffer>
      return Buffer.from(buffer, byteOffset, byteLength)
    }),
  )

/** Runs f until workers have computed pieces: they may be late, but not for ever. */
function helped(f: () => void): void {
  const { control } = currentPool()!
  const before = control.helped
  const end = Date.now() + 20_000
  do f()
  while (control.helped === before && Date.now() < end)
  expect(control.helped).toBeGreaterThan(before)
}

afterAll(() => setThreads(1))

test('threads are counted, and stopped', async () => {
  expect(await setThreads(3)).toBe(3)
  expect(currentPool()!.active).toBe(3)
  expect(await setThreads(1)).toBe(1)
  expect(currentPool()).toBeNull()
})

test('of several calls the last one counts', async () => {
  expect(await Promise.all([2, 3, 2].map(setThreads))).toEqual([2, 3, 2])
  expect(currentPool()!.active).toBe(2)
})

test.each([0, -1, 1.5, NaN, 1e6])('%d is no number of threads', async (count) => {
  await expect(setThreads(count)).rejects.toThrow(ArgumentError)
  await expect(setThreads(count)).rejects.toThrow(/^setThreads: /)
})

describe('results have the same bits on one, two and three threads', () => {
  test.each([
    ['products', products],
    ['loops', loops],
    ['programs', programs],
  ])('%s', async (_, cases) => {
    const known: { again: (...args: Tensor[]) => Tensor | Tensor[]; expected: Buffer }[] = []
    await setThreads(1)
    for (const [, f, args] of cases) {
      const again = compile(f) as (...args: Tensor[]) => Tensor | Tensor[]
      known.push({ again, expected: bits(again(...args)) })
    }
    for (const threads of [2, 3]) {
      expect(await setThreads(threads)).toBe(threads)
      cases.forEach(([name, f, args], i) => {
        const { again, expected } = known[i]
        const fresh = compile(f) as typeof again
        const run = (): void => {
          expect(bits(fresh(...args)).equals(expected), `${name}, compiled for ${threads}`).toBe(
            true,
          )
          expect(bits(again(...args)).equals(expected), `${name}, compiled before`).toBe(true)
        }
        if (name === 'a row whose axes do not merge') run()
        else helped(run)
      })
    }
    await setThreads(1)
    cases.forEach(([name, , args], i) => {
      expect(bits(known[i].again(...args)).equals(known[i].expected), `${name}, alone again`).toBe(
        true,
      )
    })
  })

  const [x, y] = [normal([300, 310]), normal([310, 290])]
  const [long, longer] = [normal([400_001]), normal([400_001])]
  const eager: [string, () => Tensor][] = [
    ['products', () => matmul(x, y)],
    ['functions', () => long.tanh()],
    ['functions of float32', () => long.cast('float32').exp()],
    ['functions of two numbers', () => long.abs().pow(longer)],
    ['functions of one that is stretched', () => long.abs().pow(1.7)],
    ['functions that ask the host', () => far.sin()],
  ]

  test.each(eager)('%s, eager', async (_, f) => {
    await setThreads(1)
    const expected = bits(f())
    for (const threads of [2, 3, 1, 2]) {
      await setThreads(threads)
      const run = (): void => {
        for (let i = 0; i < 3; i++) expect(bits(f()).equals(expected)).toBe(true)
      }
      if (threads > 1) helped(run)
      else run()
    }
  })
})

test('results are not shared memory', async () => {
  await setThreads(2)
  const f = compile((x: Tensor) => wave(x))
  const x = normal([300, 300])
  const isShared = ({ data }: Tensor): boolean =>
    (data as Float64Array).buffer instanceof SharedArrayBuffer
  helped(() => expect(isShared(f(row))).toBe(false))
  helped(() => expect(isShared(matmul(x, x))).toBe(false))
})

test('short work stays on this thread', async () => {
  await setThreads(2)
  const { control } = currentPool()!
  const f = compile((x: Tensor) => wave(x).sum())
  const x = normal([1000])
  f(x)
  const before = control.signal
  for (let i = 0; i < 100; i++) f(x)
  expect(control.signal).toBe(before)
})

test('workers do not keep a process from ending', () => {
  const code = `
    import { setThreads } from '@wengert/autodiff'
    import { matmul, ones } from '@wengert/tensor'
    console.log(await setThreads(3))
    for (let i = 0; i < 5; i++) console.log(matmul(ones([300, 300]), ones([300, 300])).data[7])
  `
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--conditions=@wengert/source', '--input-type=module', '--eval', code],
    { encoding: 'utf8', timeout: 30_000, cwd: fileURLToPath(new URL('.', import.meta.url)) },
  )
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(stdout.split('\n')).toEqual(['3', ...Array<string>(5).fill('300'), ''])
})
