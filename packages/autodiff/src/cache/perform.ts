/**
 * A transform of a program, remembered. A transform is a walk over the program in the current context:
 * the same walk computes on concrete inputs, or records. While a program's structure is new the walk
 * just runs. Once the structure has come again the walk is recorded as a program of its own: that is
 * compiled and run, or inlined where a tape is open, and need not be walked again.
 */
import { backend } from '@wengert/tensor'
import { hostBackend, leaked, type Tensor } from '@wengert/tensor/internal'
import { executableOf, type Executable } from '../executable.ts'
import type { Program } from '../program.ts'
import { isDebugging } from '../provenance.ts'
import { run } from '../run.ts'
import { simplify } from '../simplify.ts'
import { programOf } from '../structured.ts'
import { currentTape } from '../tape.ts'
import { useOf } from './entries.ts'

export type Walk = (program: Program, inputs: readonly Tensor[]) => readonly Tensor[]

/**
 * A walk, as a program over its inputs and what the walked program captures. What is inlined on a tape is
 * what the walk would have recorded there: if it were simplified, a transpose of it would add in another
 * order, and the last bits of a result would depend on what was run before.
 */
interface Recorded {
  readonly program: Program
  /** For running alone; made when it first is. */
  simplified: Program | null
  executable: Executable | null
}

/**
 * `walk(program, inputs)`.
 * @param transform - Names the walk, and all on which it depends but the program and the avals of its
 *   inputs.
 */
export function perform(
  transform: string,
  program: Program,
  inputs: readonly Tensor[],
  walk: Walk,
): readonly Tensor[] {
  const recorded = derivedFrom<Recorded>(program, transform, () => ({
    program: recordWalk(transform, program, inputs, walk),
    simplified: null,
    executable: null,
  }))
  if (recorded === null) return walk(program, inputs)
  const all = [...inputs, ...program.captures.map(({ tensor }) => tensor)]
  if (currentTape() !== null) return run(recorded.program, all)
  checkConcrete(transform, all)
  recorded.simplified ??= simplify(recorded.program)
  if (!isAlone()) return run(recorded.simplified, all)
  recorded.executable ??= executableOf(recorded.simplified)
  return recorded.executable.run(all)
}

/** Whether programs run on their own: no tape is listening, and no other backend takes part. */
export function isAlone(): boolean {
  return currentTape() === null && backend() === hostBackend
}

/** Whether programs run on a device, which they cross to as a whole or equation by equation. */
function isOnDevice(): boolean {
  return currentTape() === null && backend().begin !== undefined
}

/** With no tape open, a traced tensor is one whose trace has ended: compiled code would take it for 0. */
export function checkConcrete(operation: string, tensors: readonly Tensor[]): void {
  for (const { host } of tensors) if (host === null) throw leaked(operation)
}

/**
 * When what is derived from a program is kept and compiled: `auto`, once it pays; `always`, at the first
 * run; `never`, so that every transform is a walk that computes as it goes. In a page what is kept is
 * interpreted until the compiler is there (`loadCompiler`).
 */
export type Compilation = 'auto' | 'always' | 'never'

let compilation: Compilation = 'auto'

/**
 * Chooses when programs are compiled, and returns the choice before. Results are the same to the bit,
 * so this is for measuring and for finding faults.
 *
 * @example
 * ```ts
 * import { grad, setCompilation } from '@wengert/autodiff'
 * import { type Tensor } from '@wengert/tensor'
 * const before = setCompilation('never')
 * grad((x: Tensor) => x.square())(3).item() // → 6
 * setCompilation(before) // → never
 * ```
 */
export function setCompilation(next: Compilation): Compilation {
  const previous = compilation
  compilation = next
  return previous
}

/** When programs are compiled at present. */
export function compilationMode(): Compilation {
  return compilation
}

/** Elements from which on a variable counts as an array. */
const arraySize = 16

/**
 * What is derived from a program's structure under a name: made once, when the structure has come often
 * enough; null until then, and where it cannot be made, as where a user's rule reads values.
 */
export function derivedFrom<T>(program: Program, name: string, make: () => T): T | null {
  // What was read holds for this trace only, and a debugger wants to see every equation.
  const once = program.specialized || isDebugging()
  if (once || compilation === 'never') return null
  const use = useOf<T>(program, name)
  if (use.derived !== null || use.failed) return use.derived
  const isEarly = compilation === 'auto' && ++use.runs < runsBefore(program) && !isOnDevice()
  if (isEarly) return null
  try {
    use.derived = make()
  } catch {
    // The walk itself will throw what is to be thrown.
    use.failed = true
  }
  return use.derived
}

/**
 * Programs of arrays are due when they come the second time, but for long ones, as unrolled loops are,
 * which take seconds to compile. Scalar ones when interpreting, about 0.2 µs an equation, has taken as
 * long as compiling does: 150 µs and 1 µs an equation.
 */
function runsBefore({ equations, avals }: Program): number {
  for (const { size } of avals) if (size >= arraySize) return 2 + Math.floor(equations.length / 500)
  return 2 + Math.ceil((150 + equations.length) / (0.2 * equations.length + 1))
}

/** The program with what it captures replaced by the tensors given. */
export function withCaptured(program: Program, tensors: readonly Tensor[]): Program {
  return program.with({
    captures: program.captures.map(({ variable }, i) => ({ variable, tensor: tensors[i] })),
  })
}

function recordWalk(
  transform: string,
  program: Program,
  inputs: readonly Tensor[],
  walk: Walk,
): Program {
  const count = inputs.length
  const avals = [...inputs, ...program.captures.map(({ tensor }) => tensor)].map((x) => x.aval)
  return programOf(transform, avals, (tensors) =>
    walk(withCaptured(program, tensors.slice(count)), tensors.slice(0, count)),
  )
}
