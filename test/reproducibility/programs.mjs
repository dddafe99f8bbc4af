// The programs whose results are hashed, and how: every result's dtype, shape and bits, where a NaN
// is a NaN whatever its payload. Runs as it is in Node and in browsers.
import {
  compile,
  Program,
  setCompilation,
  setThreads,
  trace,
} from '../../packages/autodiff/dist/index.js'
import { flattenTree } from '../../packages/tensor/dist/index.js'
import { allPrimitives } from '../../packages/tensor/dist/internal.js'
import { arrays } from './arrays.mjs'
import { derivatives } from './derivatives.mjs'
import { elementwise } from './elementwise.mjs'
import { solvers } from './solvers.mjs'

const programs = [...elementwise, ...arrays, ...derivatives, ...solvers]
const dtypes = ['float64', 'float32']

/** The ways to run a program: interpreted on concrete tensors, and as WebAssembly modules. */
const compilations = { interpreted: 'never', compiled: 'always' }

/** The hashes of every program by the ways to run them; on worker threads too, where there are any. */
export async function allHashes() {
  const hashes = {}
  for (const mode of Object.keys(compilations)) hashes[mode] = await hashesOf(mode)
  const threads = await setThreads(2)
  if (threads > 1) {
    hashes[`compiled for ${threads} threads`] = await hashesOf('compiled')
    await setThreads(1)
  }
  return hashes
}

/** The hash of every program in both precisions, by name. */
export async function hashesOf(mode) {
  const hashes = {}
  for (const program of programs) {
    for (const dtype of dtypes) {
      hashes[`${program.name}, ${dtype}`] = await hashOf(evaluate(program, dtype, mode))
    }
  }
  return hashes
}

function evaluate({ inputs, f, traceable = true }, dtype, mode) {
  const before = setCompilation(compilations[mode])
  try {
    const compiled = mode === 'compiled' && traceable ? compile(f) : f
    return flattenTree('evaluate', compiled(...inputs(dtype))).leaves
  } finally {
    setCompilation(before)
  }
}

async function hashOf(tensors) {
  const text = tensors.map((x) => `${x.dtype}[${x.shape}]`).join()
  const parts = [new TextEncoder().encode(text), ...tensors.map(bytesOf)]
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all))
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function bytesOf({ data }) {
  const copy = data.slice()
  // Storing NaN anew gives it the bits that the engine has for NaN, so these are set by hand.
  const words = new Uint8Array(copy.buffer)
  const width = copy.BYTES_PER_ELEMENT
  for (let i = 0; i < copy.length; i++) {
    if (Number.isNaN(copy[i])) words.fill(0xff, i * width, (i + 1) * width)
  }
  return words
}

/** The primitives of the registry that no program uses: there should be none. */
export function unusedPrimitives() {
  const used = new Set()
  for (const { inputs, f, traceable = true } of programs) {
    if (traceable) collect(trace(f, ...inputs('float64')), used)
  }
  return allPrimitives()
    .map(({ name }) => name)
    .filter((name) => !used.has(name))
}

/** The names of the primitives in a program and in those that its equations carry. */
function collect({ equations }, names) {
  for (const { primitive, params } of equations) {
    names.add(primitive.name)
    for (const value of Object.values(params)) {
      for (const inner of [value].flat()) if (inner instanceof Program) collect(inner, names)
    }
  }
}
