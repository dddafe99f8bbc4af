/**
 * The transforms, on a layer y = tanh(W x + b) of 64 → 64 and on the loss Σ y²: compiled, and naively: a
 * difference for each direction, a loop for a batch.
 */
import { compile, grad, hvp, jacfwd, jacrev, jvp, vmap } from '@wengert/autodiff'
import { random, tanh, tensor, type Tensor } from '@wengert/tensor'
import { concatenated } from '../contestants/numbers.ts'
import type { Contestant, Solve, Suite } from '../harness.ts'

const size = 64
const batch = 128

const draw = (seed: number, shape: number[], scale: number): Float64Array =>
  Float64Array.from(random.normal(random.key(seed), shape).mul(scale).data)

const W = draw(1, [size, size], 1 / 8)
const b = draw(2, [size], 0.1)
const at = draw(3, [size], 1)
const along = draw(4, [size], 1)
const points = draw(5, [batch, size], 1)

const [weights, bias] = [tensor(W, { shape: [size, size] }), tensor(b)]
const layer = (x: Tensor): Tensor => tanh(weights.matmul(x).add(bias))
const loss = (x: Tensor): Tensor => layer(x).square().sum()

export function transformSuites(): Suite[] {
  const [x, v, xs] = [tensor(at), tensor(along), tensor(points, { shape: [batch, size] })]
  return [
    suite('function', () => layerByHand(at), [
      ours('Wengert compiled', () => one(compile(layer), x), 1e-14),
      ours('Wengert, one operation at a time', () => () => numbersOf(layer(x)), 1e-14),
    ]),
    suite('gradient', () => gradientByHand(at), [
      ours('Wengert compiled', () => one(compile(grad(loss)), x), 1e-13),
      ours('Wengert, traced anew', () => one(grad(loss), x), 1e-13),
      ours('naive: central differences', () => () => differences(at, lossByHand), 1e-7),
    ]),
    suite('JVP', () => jvpByHand(at, along), [
      ours(
        'Wengert compiled',
        () => {
          const f = compile((p: Tensor, d: Tensor) => jvp(layer, [p], [d])[1])
          return () => numbersOf(f(x, v))
        },
        1e-13,
      ),
      ours('Wengert, traced anew', () => () => numbersOf(jvp(layer, [x], [v])[1] as Tensor), 1e-13),
      ours('naive: a central difference', () => () => difference(at, along, layerByHand), 1e-7),
    ]),
    suite('HVP', () => hvpByHand(at, along), [
      ours(
        'Wengert compiled',
        () => {
          const f = compile((p: Tensor, d: Tensor) => hvp(loss, p, d))
          return () => numbersOf(f(x, v))
        },
        1e-13,
      ),
      ours('Wengert, traced anew', () => () => numbersOf(hvp(loss, x, v)), 1e-13),
      ours(
        'naive: a difference of gradients',
        () => () => difference(at, along, gradientByHand),
        1e-7,
      ),
    ]),
    suite('Jacobian', () => jacobianByHand(at), [
      ours('Wengert compiled, reverse', () => one(compile(jacrev(layer)), x), 1e-13),
      ours('Wengert compiled, forward', () => one(compile(jacfwd(layer)), x), 1e-13),
      ours('naive: central differences', () => () => differences(at, layerByHand), 1e-7),
    ]),
    suite(`gradients of a batch of ${batch}`, () => concatenated(rows(points, gradientByHand)), [
      ours('Wengert compiled vmap', () => one(compile(vmap(grad(loss))), xs), 1e-13),
      ours('Wengert vmap, traced anew', () => one(vmap(grad(loss)), xs), 1e-13),
      ours(
        'naive: a loop over compiled gradients',
        () => {
          const f = compile(grad(loss))
          return () => concatenated(rows(points, (row) => numbersOf(f(tensor(row)))))
        },
        1e-13,
      ),
    ]),
  ]
}

function suite(name: string, byHand: Solve, others: readonly Contestant[]): Suite {
  const hand: Contestant = { name: 'loops by hand', make: () => byHand, tolerance: 0 }
  return { name: `transforms: ${name}, layer 64 → 64`, contestants: [hand, ...others] }
}

function ours(name: string, make: () => Solve, tolerance: number): Contestant {
  return { name, make, tolerance }
}

const numbersOf = (x: Tensor): Float64Array => x.data as unknown as Float64Array

function one(f: (x: Tensor) => Tensor, x: Tensor): Solve {
  return () => numbersOf(f(x))
}

function rows<T>(x: Float64Array, f: (row: Float64Array) => T): T[] {
  return Array.from({ length: x.length / size }, (_, i) => f(x.slice(i * size, (i + 1) * size)))
}

/** W times x. */
function product(x: Float64Array): Float64Array {
  const y = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) y[i] += W[i * size + j] * x[j]
  }
  return y
}

/** Wᵀ times y. */
function transposed(y: Float64Array): Float64Array {
  const x = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) x[j] += W[i * size + j] * y[i]
  }
  return x
}

const layerByHand = (x: Float64Array): Float64Array => product(x).map((z, i) => Math.tanh(z + b[i]))

const lossByHand = (x: Float64Array): Float64Array =>
  Float64Array.of(layerByHand(x).reduce((sum, y) => sum + y * y, 0))

/** d tanh z = (1 − y²) dz */
const jvpByHand = (x: Float64Array, v: Float64Array): Float64Array => {
  const y = layerByHand(x)
  return product(v).map((z, i) => (1 - y[i] * y[i]) * z)
}

const gradientByHand = (x: Float64Array): Float64Array =>
  transposed(layerByHand(x).map((y) => 2 * y * (1 - y * y)))

/** The slope 2 y (1 − y²) of a term has the derivative (2 − 6 y²)(1 − y²) by z. */
const hvpByHand = (x: Float64Array, v: Float64Array): Float64Array => {
  const dz = product(v)
  return transposed(layerByHand(x).map((y, i) => (2 - 6 * y * y) * (1 - y * y) * dz[i]))
}

const jacobianByHand = (x: Float64Array): Float64Array => {
  const y = layerByHand(x)
  return W.map((w, k) => {
    const value = y[Math.floor(k / size)]
    return (1 - value * value) * w
  })
}

type Vectors = (x: Float64Array) => Float64Array

function difference(x: Float64Array, v: Float64Array, f: Vectors): Float64Array {
  const h = 1e-5
  const [after, before] = [h, -h].map((step) => f(x.map((value, i) => value + step * v[i])))
  return after.map((value, i) => (value - before[i]) / (2 * h))
}

/** The Jacobian, row by row. */
function differences(x: Float64Array, f: Vectors): Float64Array {
  const columns = Array.from(x, (_, j) =>
    difference(x, new Float64Array(size).fill(1, j, j + 1), f),
  )
  const result = new Float64Array(columns[0].length * size)
  columns.forEach((column, j) => column.forEach((value, i) => (result[i * size + j] = value)))
  return result
}
