/** What the tests of sparse matrices share: dense forms to compare with, and random programs. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { checkpoint, cond, fori, scan, vmap, type SparseMatrix } from '@wengert/autodiff'
import {
  arange,
  concatenate,
  conv,
  cumprod,
  cumsum,
  dot,
  einsum,
  fft,
  flip,
  matmul,
  pad,
  roll,
  scatterAdd,
  softmax,
  sort,
  stack,
  take,
  tensor,
  where,
  type Tensor,
} from '@wengert/tensor'

/** The matrix row by row, with zeros where there is no entry. */
export function dense({ shape: [m, n], rows, columns, values }: SparseMatrix): Float64Array {
  const result = new Float64Array(m * n)
  rows.forEach((row, k) => (result[row * n + columns[k]] = values.data[k]))
  return result
}

/** A sparse matrix is well formed and has the entries of a dense one, to a relative tolerance. */
export function expectMatrix(sparse: SparseMatrix, expected: Tensor, tolerance = 1e-12): void {
  const [m, n] = sparse.shape
  const { rows, columns, values } = sparse
  expect(m * n).toBe(expected.size)
  expect([rows.length, columns.length]).toEqual([values.size, values.size])
  for (let k = 0; k < rows.length; k++) {
    expect(rows[k] >= 0 && rows[k] < m && columns[k] >= 0 && columns[k] < n).toBe(true)
    const isAfter = k === 0 || rows[k] > rows[k - 1] || columns[k] > columns[k - 1]
    expect(isAfter && (k === 0 || rows[k] >= rows[k - 1])).toBe(true)
  }
  const actual = dense(sparse)
  const scale = Math.max(1, ...Array.from(expected.data, Math.abs).filter(Number.isFinite))
  for (let i = 0; i < actual.length; i++) {
    const [a, e] = [actual[i], expected.data[i]]
    const equal = Object.is(a, e) || a === e || Math.abs(a - e) <= tolerance * scale
    if (!equal) expect.fail(`[${Math.floor(i / n)}, ${i % n}]: ${a} where ${e} is expected`)
  }
}

/** Values of either sign, none of them 0 and no two equal. */
export function wave(n: number): Tensor {
  return tensor(Float64Array.from({ length: n }, (_, i) => Math.sin(1.7 * i + 0.4) + 0.05))
}

export interface RandomProgram {
  readonly name: string
  /** From a vector of any length, 1 at least, to a vector. */
  readonly f: (x: Tensor) => Tensor
}

const steps: readonly RandomProgram[] = [
  { name: 'sin', f: (x) => x.sin() },
  { name: 'square', f: (x) => x.square() },
  { name: 'shift', f: (x) => pad(x.slice([1]), [0, 1]) },
  { name: 'flip', f: (x) => flip(x).mul(x) },
  { name: 'mean', f: (x) => x.sub(x.mean()) },
  { name: 'norm', f: (x) => x.div(x.square().sum().add(1).sqrt()) },
  { name: 'max', f: (x) => x.mul(x.max()) },
  { name: 'relu', f: (x) => x.relu().add(1) },
  { name: 'floor', f: (x) => x.floor().mul(x.slice([0, 1])) },
  { name: 'where', f: (x) => where(x.greater(0), x.exp(), flip(x)) },
  {
    name: 'gather',
    f: (x) => take(x, arange(x.size, { dtype: 'int32' }).mul(7).rem(x.size)).mul(x),
  },
  {
    name: 'scatter',
    f: (x) => scatterAdd(x, arange(x.size, { dtype: 'int32' }).square().rem(x.size), x.tanh()),
  },
  {
    name: 'outer',
    f: (x) =>
      x
        .reshape([x.size, 1])
        .mul(x.slice([0, 2]))
        .sum(1),
  },
  { name: 'product', f: (x) => matmul(stack([x, flip(x)]).transpose(), tensor([0, 1])) },
  { name: 'double', f: (x) => concatenate([x, x.cos()]).slice([null, null, 2]).add(x.at(0)) },
  {
    name: 'twin',
    f: (x) =>
      dot(stack([x, x.square()]), wave(x.size))
        .at(1)
        .mul(x),
  },
  { name: 'sort', f: (x) => sort(x).mul(x.tanh()) },
  { name: 'cumsum', f: (x) => cumsum(x).sin() },
  { name: 'cumprod', f: (x) => cumprod(x.cos()) },
  { name: 'softmax', f: (x) => softmax(x) },
  { name: 'einsum', f: (x) => einsum('i,j,j->i', x, x.slice([0, 2]), x.slice([0, 2]).cos()) },
  { name: 'diagonal', f: (x) => einsum('ii->i', x.reshape([x.size, 1]).mul(wave(x.size))) },
  {
    name: 'conv',
    f: (x) =>
      conv(x.reshape([1, 1, x.size]), tensor([[[1, -2, 0.5]]]), { padding: 'same' }).ravel(),
  },
  { name: 'fft', f: (x) => fft.fft(x)[0].mul(x) },
  {
    name: 'scan',
    f: (x) => scan((c: Tensor, a: Tensor) => [c.mul(0.5).add(a.sin()), c.mul(a)], x.at(0), x)[1],
  },
  {
    name: 'cond',
    f: (x) =>
      cond(
        x.at(0).greater(0.1),
        (y: Tensor) => flip(y).mul(y),
        (y: Tensor) => y.exp(),
        x,
      ),
  },
  {
    name: 'fori',
    f: (x) => fori(2, (i: Tensor, y: Tensor) => y.add(roll(y, 1).mul(i.cast('float64'))), x),
  },
  { name: 'vmap', f: (x) => vmap((y: Tensor) => y.square().mul(x.at(-1)))(x) },
  { name: 'checkpoint', f: checkpoint((x: Tensor) => pad(x.slice([0, -1]), [1, 0]).sin()) },
]

/** Chains of steps, each added to what came before or in its place. */
export const programs: fc.Arbitrary<RandomProgram> = fc
  .array(fc.tuple(fc.constantFrom(...steps), fc.boolean()), { minLength: 1, maxLength: 4 })
  .map((chain) => ({
    name: chain.map(([{ name }, kept]) => (kept ? `+${name}` : name)).join(' '),
    f: (x) => chain.reduce((y, [step, kept]) => (kept ? step.f(y).add(y) : step.f(y)), x),
  }))
