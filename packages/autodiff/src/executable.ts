/**
 * A program made ready to run many times on concrete inputs: compiled, and interpreted where that is not
 * possible or the compiler is not there yet, which a page fetches when the first program is ready. The
 * bits are the same, so that it does not matter at which run it arrives. Nothing but the entries of the
 * package and what is fetched imports the compiler itself.
 */
import { WengertError, type Tensor } from '@wengert/tensor'
import { OnDemand } from '@wengert/tensor/internal'
import type { Program } from './program.ts'
import { run } from './run.ts'
import type { WholePlan } from './wasm/whole-plan.ts'

export interface Executable {
  readonly program: Program
  run(inputs: readonly Tensor[]): Tensor[]
}

/** What compiled code may do. */
export interface CodeOptions {
  /** Whether products may be added without rounding in between. */
  readonly fma?: boolean
}

export interface Compiler {
  /** A simplified program, compiled; null where there is no WebAssembly, or not enough memory. */
  compile(program: Program, options: CodeOptions): Executable | null
  /** The plan of a simplified program. */
  plan(program: Program): WholePlan
  /** For each loop that equations share, their positions. */
  loopsOf(program: Program): number[][]
  /** As the function of this name, for what is compiled. */
  setThreads(count: number): Promise<number>
}

export const compiler: OnDemand<Compiler> = /* @__PURE__ */ new OnDemand()

/** The compiler, for what cannot do without. */
export function compilerFor(operation: string): Compiler {
  const known = compiler.get()
  if (known !== null) return known
  throw new WengertError(
    'compiler',
    `${operation}: the page has not fetched the compiler yet; await loadCompiler() first.`,
  )
}

let compilations = 0

/** How many programs were compiled. */
export function compiledPrograms(): number {
  return compilations
}

/** Best of a simplified program. */
export function executableOf(program: Program, options: CodeOptions = {}): Executable {
  return new BestExecutable(program, options)
}

class BestExecutable implements Executable {
  readonly program: Program
  private readonly options: CodeOptions
  /** Null while there is no compiler; this one where it can do nothing. */
  private best: Executable | null = null

  constructor(program: Program, options: CodeOptions) {
    this.program = program
    this.options = options
  }

  run(inputs: readonly Tensor[]): Tensor[] {
    this.best ??= this.compiled()
    return this.best === null || this.best === this
      ? run(this.program, inputs)
      : this.best.run(inputs)
  }

  private compiled(): Executable | null {
    const known = compiler.get()
    if (known === null) return null
    const compiled = known.compile(this.program, this.options)
    if (compiled !== null) compilations++
    return compiled ?? this
  }
}

/**
 * Resolves when the compiler is there. In Node it is from the start. A page fetches it in the background
 * when `compile` is called, a solver of @wengert/optim imported, or there is a program to compile, and
 * interprets until it has arrived, which gives the same bits; before a long computation without a turn of
 * the event loop it is better waited for. A page that imports `@wengert/autodiff/compiler` has it at once.
 *
 * @throws What the import of the file gives when it cannot be fetched.
 * @example
 * ```ts
 * import { grad, loadCompiler } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * await loadCompiler()
 * let x = tensor([1, 2])
 * const gradient = grad((x: Tensor) => x.square().sum())
 * for (let i = 0; i < 100; i++) x = x.sub(gradient(x).mul(0.1))
 * x.abs().max().item() < 1e-8 // → true
 * ```
 */
export async function loadCompiler(): Promise<void> {
  await compiler.load()
}
