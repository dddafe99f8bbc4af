/**
 * What is known of each structure of program: what was derived from it, and how often it was asked
 * for. The table is bounded; the entries that were not used for the longest time go first. A program
 * that was cut from a known one shares its list of equations and is found by that, without hashing.
 */
import { Tensor } from '@wengert/tensor/internal'
import { compiledPrograms } from '../executable.ts'
import type { Equation, Program } from '../program.ts'
import { hashProgram, sameStructure } from './structure.ts'

/** One way in which programs of a structure are used. */
export interface Use<T> {
  /** How often it was asked for before something was derived. */
  runs: number
  /** What was derived for it. */
  derived: T | null
  failed: boolean
}

export interface Entry {
  readonly program: Program
  readonly hash: number
  /** By the name of the transform. */
  readonly uses: Map<string, Use<unknown>>
}

/** How many structures are kept. */
const capacity = 512

/** In the order of their last use. */
const entries = new Set<Entry>()
const byHash = new Map<number, Entry[]>()
let byEquations = new WeakMap<readonly Equation[], Entry>()

const counts = { hits: 0, misses: 0, evictions: 0 }

/** The use of a program's structure that goes by a name, and that derives a T. */
export function useOf<T>(program: Program, name: string): Use<T> {
  const { uses } = entryOf(program)
  let use = uses.get(name)
  if (use === undefined) uses.set(name, (use = { runs: 0, derived: null, failed: false }))
  return use as Use<T>
}

function entryOf(program: Program): Entry {
  const entry = find(program) ?? insert(program)
  byEquations.set(program.equations, entry)
  // Move it to the end of the order.
  entries.delete(entry)
  entries.add(entry)
  return entry
}

function find(program: Program): Entry | null {
  const shared = byEquations.get(program.equations)
  if (shared !== undefined && entries.has(shared) && isCutFrom(program, shared.program)) {
    counts.hits++
    return shared
  }
  const hash = hashProgram(program)
  const entry = byHash.get(hash)?.find((known) => sameStructure(known.program, program))
  if (entry === undefined) return null
  counts.hits++
  return entry
}

/** The same but for the tensors captured. */
function isCutFrom(program: Program, known: Program): boolean {
  return (
    program.inputs === known.inputs &&
    program.outputs === known.outputs &&
    program.captures.length === known.captures.length
  )
}

function insert(program: Program): Entry {
  counts.misses++
  const hash = hashProgram(program)
  const entry = { program: withoutTensors(program), hash, uses: new Map<string, Use<unknown>>() }
  const list = byHash.get(hash)
  if (list === undefined) byHash.set(hash, [entry])
  else list.push(entry)
  if (entries.size >= capacity) evict(entries.values().next().value!)
  return entry
}

function evict(entry: Entry): void {
  counts.evictions++
  entries.delete(entry)
  const rest = byHash.get(entry.hash)!.filter((other) => other !== entry)
  if (rest.length === 0) byHash.delete(entry.hash)
  else byHash.set(entry.hash, rest)
}

/** The program with what it captures known by aval alone, so that an entry keeps no data alive. */
function withoutTensors(program: Program): Program {
  return program.with({
    captures: program.captures.map(({ variable, tensor }) => ({
      variable,
      tensor: new Tensor(tensor.aval, null),
    })),
  })
}

export interface CacheStats {
  /** Structures of programs that are known now. */
  readonly structures: number
  /** Programs derived for them: their gradients, products and the like. */
  readonly derived: number
  /** Programs compiled to WebAssembly since the start. */
  readonly compiled: number
  /** Look-ups that found their structure. */
  readonly hits: number
  readonly misses: number
  /** Structures forgotten because the table was full. */
  readonly evictions: number
}

/**
 * How the table of program structures is used: `grad(f)(x)` and its kin trace f on every call, find the
 * program that this gives by its structure, and run what was compiled for it before.
 *
 * @example
 * ```ts
 * import { cacheStats, grad } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const gradient = grad((x: Tensor) => x.square().sum())
 * const before = cacheStats().hits
 * for (const x of [1, 2, 3]) gradient(x)
 * cacheStats().hits > before // → true
 * ```
 */
export function cacheStats(): CacheStats {
  let derived = 0
  for (const { uses } of entries) for (const use of uses.values()) if (use.derived) derived++
  return { structures: entries.size, derived, compiled: compiledPrograms(), ...counts }
}

/** Forgets all structures and what was compiled for them. */
export function clearCache(): void {
  entries.clear()
  byHash.clear()
  byEquations = new WeakMap()
  counts.hits = counts.misses = counts.evictions = 0
}
