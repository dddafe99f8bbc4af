/**
 * `compile`: the program of a function, traced and simplified once for each signature of shapes and
 * dtypes, and run without tracing from then on. On an open tape the program is inlined.
 */
import type { Tensor } from '@wengert/tensor'
import {
  checkOptions,
  flattenTree,
  range,
  unflattenTree,
  type Flat,
  type Structure,
} from '@wengert/tensor/internal'
import { checkFunction, prepare } from './api/arguments.ts'
import { isAlike, keyOf, textOf, type Signature } from './api/signature.ts'
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

/** How many signatures' programs are kept. */
const capacity = 512

/**
 * f, traced once for each signature of its arguments (their structure, shapes and dtypes) and then run
 * as a program. As inside `vmap` values cannot be read while it is traced. What f closes over is taken
 * at the first call: pass what changes as an argument. Arguments that are no trees, as strings, functions
 * and objects that hold them, are a part of the program, of which there is one for each of their values
 * (functions, and instances of classes, are the same if they are the same object). The programs of the 512
 * signatures that came last are kept.
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
  const known = new Known()
  return (...args) => {
    const flats = args.map((arg) => flattened(arg))
    const trees = range(args.length).filter((i) => flats[i] !== null)
    const prepared = prepare(
      'compile',
      f as AnyFunction,
      args,
      trees,
      flats.filter((flat) => flat !== null),
    )
    const signature = {
      structures: flats.map((flat) => flat && flat.structure),
      texts: flats.map((flat, i) => (flat === null ? textOf(args[i]) : null)),
      avals: prepared.leaves.map(({ aval }) => aval),
    }
    // A debugger wants to see every equation, with the line of f from which it comes.
    const before = isDebugging() ? null : known.get(signature)
    if (before !== null) return execute(before, prepared.leaves) as R
    const inputs = signature.avals.map((aval) => ({ aval, value: null, differentiated: false }))
    const { program, structure } = traceInputs('compile', prepared, inputs)
    if (isDebugging()) return unflattenTree(structure, run(program, prepared.leaves)) as R
    const compiled = { executable: executableOf(simplify(program), options), structure }
    // A program that captured a traced tensor holds inside that trace only.
    if (program.captures.every(({ tensor }) => tensor.trace === null))
      known.set(signature, compiled)
    return execute(compiled, prepared.leaves) as R
  }
}

/** The programs of a function's signatures; those that were not used for the longest time go first. */
class Known {
  private readonly byKey = new Map<string, Compiled>()
  /** Most calls are like the one before, which is seen sooner than a key is made. */
  private last: { readonly signature: Signature; readonly compiled: Compiled } | null = null

  get(signature: Signature): Compiled | null {
    if (this.last !== null && isAlike(this.last.signature, signature)) return this.last.compiled
    const key = keyOf(signature)
    const compiled = this.byKey.get(key)
    if (compiled === undefined) return null
    // Move it to the end of the order.
    this.byKey.delete(key)
    this.byKey.set(key, compiled)
    this.last = { signature, compiled }
    return compiled
  }

  set(signature: Signature, compiled: Compiled): void {
    if (this.byKey.size === capacity) this.byKey.delete(this.byKey.keys().next().value!)
    this.byKey.set(keyOf(signature), compiled)
    this.last = { signature, compiled }
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
