/**
 * `compile`: the program of a function, traced and simplified once for each signature of shapes and
 * dtypes, and run without tracing from then on. On an open tape the program is inlined.
 */
import type { Tensor } from '@wengert/tensor'
import {
  checkOptions,
  flattenTree,
  formatAval,
  range,
  sameAval,
  unflattenTree,
  type Aval,
  type Flat,
  type Structure,
} from '@wengert/tensor/internal'
import { checkFunction, prepare } from './api/arguments.ts'
import { traceInputs } from './api/traced.ts'
import type { AnyFunction, Arguments, DefaultArguments } from './api/types.ts'
import { compilationMode, isAlone } from './cache/perform.ts'
import { compiler, executableOf, type Executable } from './executable.ts'
import { isDebugging } from './provenance.ts'
import { run } from './run.ts'
import { simplify } from './simplify.ts'

export interface CompileOptions {
  /** Lets products be added without rounding in between; false. */
  readonly fma?: boolean
}

interface Compiled {
  readonly executable: Executable
  /** Of the result. */
  readonly structure: Structure
}

/** What a call was like: calls that are alike run the same program. */
interface Call {
  /** Each argument's, if it is a tree. */
  readonly structures: readonly (Structure | null)[]
  /** The arguments that are no trees, which are part of the program; null for the others. */
  readonly fixed: readonly unknown[]
  readonly avals: readonly Aval[]
  readonly compiled: Compiled
}

/**
 * f, traced once for each signature of its arguments (their structure, shapes and dtypes) and then run
 * as a program. As inside `vmap` values cannot be read while it is traced. What f closes over is taken
 * at the first call: pass what changes as an argument.
 *
 * A page fetches the compiler when it calls this, and interprets until it has arrived, with the same bits
 * unless `fma` is given: `await loadCompiler()` before a loop that takes long in one turn.
 *
 * @param options.fma - Lets products be added without rounding in between, by fused multiply-add, where
 *   the engine has it (relaxed SIMD: Node 22 and later, current browsers): matrix products are up to 1.4
 *   times as fast. The last bits then depend on the engine; without it they are the same everywhere.
 * @throws ConcretizationError when f reads a value of its arguments.
 * @example
 * ```ts
 * import { compile, grad } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const gradient = compile(grad((x: Tensor) => x.pow(3).sum()))
 * gradient(tensor([1, 2])).toArray() // → 3,12
 * ```
 */
export function compile<A extends readonly unknown[] = DefaultArguments, R = Tensor>(
  f: (...args: A) => R,
  options: CompileOptions = {},
): (...args: Arguments<A>) => R {
  checkFunction('compile', f)
  checkOptions('compile', options, [], ['fma'])
  // So that a page asks for it now, and has it when what is returned here runs in a later turn.
  compiler.get()
  const cache = new Map<string, Compiled>()
  // Most calls are like the one before, which is seen sooner than a key is made.
  let last: Call | null = null
  return (...args) => {
    const flats = args.map((arg) => flattened(arg))
    const structures = flats.map((flat) => flat && flat.structure)
    const fixed = args.map((arg, i) => (flats[i] === null ? arg : null))
    const trees = range(args.length).filter((i) => flats[i] !== null)
    const prepared = prepare(
      'compile',
      f as AnyFunction,
      args,
      trees,
      flats.filter((flat) => flat !== null),
    )
    const avals = prepared.leaves.map(({ aval }) => aval)
    // A debugger wants to see every equation, with the line of f from which it comes.
    const isKept = !isDebugging()
    if (isKept && last !== null && isLike(last, structures, fixed, avals)) {
      return execute(last.compiled, prepared.leaves) as R
    }
    const key = JSON.stringify([structures, avals.map(formatAval), fixed.map(identity)])
    const known = isKept ? cache.get(key) : undefined
    if (known !== undefined) {
      last = { structures, fixed, avals, compiled: known }
      return execute(known, prepared.leaves) as R
    }
    const inputs = avals.map((aval) => ({ aval, value: null, differentiated: false }))
    const { program, structure } = traceInputs('compile', prepared, inputs)
    if (isDebugging()) return unflattenTree(structure, run(program, prepared.leaves)) as R
    const compiled = { executable: executableOf(simplify(program), options), structure }
    // A program that captured a traced tensor holds inside that trace only.
    if (program.captures.every(({ tensor }) => tensor.trace === null)) cache.set(key, compiled)
    return execute(compiled, prepared.leaves) as R
  }
}

function execute({ executable, structure }: Compiled, leaves: readonly Tensor[]): unknown {
  const compiled = isAlone() && compilationMode() !== 'never'
  const outputs = compiled ? executable.run(leaves) : run(executable.program, leaves)
  return unflattenTree(structure, outputs)
}

/** Null for what is no tree. */
function flattened(value: unknown): Flat | null {
  try {
    return flattenTree('compile', value)
  } catch {
    return null
  }
}

function isLike(
  call: Call,
  structures: readonly (Structure | null)[],
  fixed: readonly unknown[],
  avals: readonly Aval[],
): boolean {
  return (
    structures.length === call.structures.length &&
    avals.length === call.avals.length &&
    structures.every((structure, i) =>
      structure === null ? call.structures[i] === null : identical(structure, call.structures[i]),
    ) &&
    fixed.every((value, i) => Object.is(value, call.fixed[i])) &&
    avals.every((aval, i) => sameAval(aval, call.avals[i]))
  )
}

/** Whether structures are the same, keys in the same order. */
function identical(a: Structure, b: Structure | null): boolean {
  if (b === null || a.kind === 'leaf' || b.kind === 'leaf') return a.kind === b?.kind
  if (a.kind !== b.kind || a.children.length !== b.children.length) return false
  return (
    (a.kind === 'array' || a.keys.every((key, i) => key === (b as typeof a).keys[i])) &&
    a.children.every((child, i) => identical(child, b.children[i]))
  )
}

const identities = new WeakMap<object, number>()
let nextIdentity = 0

/** A text for a value that is no tree: primitives by themselves, objects and functions by identity. */
function identity(value: unknown): string {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    return `${typeof value}:${String(value)}`
  }
  let id = identities.get(value)
  if (id === undefined) identities.set(value, (id = nextIdentity++))
  return `object:${id}`
}
