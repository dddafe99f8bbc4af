/**
 * `compile`: the program of a function, traced and simplified once for each signature of shapes and
 * dtypes, and run without tracing from then on. On an open tape the program is inlined.
 */
import type { Tensor } from '@wengert/tensor'
import {
  checkOptions,
  flattenTree,
  formatAval,
  unflattenTree,
  type Structure,
} from '@wengert/tensor/internal'
import { checkFunction, prepare } from './api/arguments.ts'
import { traceInputs } from './api/traced.ts'
import type { AnyFunction, Arguments, DefaultArguments } from './api/types.ts'
import { compilationMode, isAlone } from './cache/perform.ts'
import { executableOf, type Executable } from './executable.ts'
import { isDebugging } from './provenance.ts'
import { run } from './run.ts'
import { simplify } from './simplify.ts'
import { install } from './wasm/install.ts'

export interface CompileOptions {
  /** Lets products be added without rounding in between; false. */
  readonly fma?: boolean
}

interface Compiled {
  readonly executable: Executable
  readonly structure: Structure
}

/**
 * f, traced once for each signature of its arguments (their structure, shapes and dtypes) and then run
 * as a program. As inside `vmap` values cannot be read while it is traced. What f closes over is taken
 * at the first call: pass what changes as an argument.
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
  install()
  const cache = new Map<string, Compiled>()
  return (...args) => {
    const trees = args.flatMap((arg, i) => (isTree(arg) ? [i] : []))
    const prepared = prepare('compile', f as AnyFunction, args, trees)
    const fixed = args.filter((_, i) => !trees.includes(i))
    const key = JSON.stringify([
      trees,
      prepared.structures,
      prepared.leaves.map(({ aval }) => formatAval(aval)),
      fixed.map((value) => identity(value)),
    ])
    // A debugger wants to see every equation, with the line of f from which it comes.
    const known = isDebugging() ? undefined : cache.get(key)
    if (known !== undefined) return execute(known, prepared.leaves) as R
    const inputs = prepared.leaves.map(({ aval }) => ({ aval, value: null, differentiated: false }))
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

function isTree(value: unknown): boolean {
  try {
    flattenTree('compile', value)
    return true
  } catch {
    return false
  }
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
