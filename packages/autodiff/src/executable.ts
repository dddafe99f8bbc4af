/** A program made ready to run many times on concrete inputs: compiled where that is possible. */
import type { Tensor } from '@wengert/tensor'
import type { Program } from './program.ts'
import { run } from './run.ts'
import { compileProgram } from './wasm/compiled-program.ts'

export interface Executable {
  readonly program: Program
  run(inputs: readonly Tensor[]): Tensor[]
}

/** What compiled code may do. */
export interface CodeOptions {
  /** Whether products may be added without rounding in between. */
  readonly fma?: boolean
}

/** Best of a simplified program. */
export function executableOf(program: Program, options: CodeOptions = {}): Executable {
  return compileProgram(program, options) ?? { program, run: (inputs) => run(program, inputs) }
}
