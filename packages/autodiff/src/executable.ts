/** A program made ready to run many times on concrete inputs: compiled where that is possible. */
import type { Tensor } from '@wengert/tensor'
import type { Program } from './program.ts'
import { run } from './run.ts'
import { compileProgram } from './wasm/compiled-program.ts'

export interface Executable {
  readonly program: Program
  run(inputs: readonly Tensor[]): Tensor[]
}

/** Best of a simplified program. */
export function executableOf(program: Program): Executable {
  return compileProgram(program) ?? { program, run: (inputs) => run(program, inputs) }
}
