/** A program made ready to run many times, on concrete inputs. */
import type { Tensor } from '@wengert/tensor'
import type { Program } from './program.ts'
import { run } from './run.ts'
import { simplify } from './simplify.ts'

export interface Executable {
  /** The program that is run, simplified. */
  readonly program: Program
  run(inputs: readonly Tensor[]): Tensor[]
}

export function executableOf(program: Program): Executable {
  const simple = simplify(program)
  return { program: simple, run: (inputs) => run(simple, inputs) }
}
