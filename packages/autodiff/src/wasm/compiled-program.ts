/**
 * A program that runs as compiled code. An input that is the very array of the call before is not copied
 * in again: tensors never change. Code that other threads could help with is compiled anew when there
 * are others than it was compiled for, and when one of them was lost while it ran; so is a large program
 * that has had to give back its memory.
 */
import { copyOf, Tensor, type Aval, type TypedArray } from '@wengert/tensor/internal'
import { currentPool, LostWorker } from '@wengert/tensor/internal/wasm'
import type { CodeOptions, Executable } from '../executable.ts'
import type { Program } from '../program.ts'
import { run } from '../run.ts'
import { largeBytes, sharedBudget, type Budget, type Holder } from './budget.ts'
import { compileCode, viewOf, type CompiledCode } from './compiled-code.ts'

/** The program, compiled; null where there is no WebAssembly, or not enough memory. */
export function compileProgram(
  program: Program,
  options: CodeOptions,
  budget: Budget = sharedBudget,
): Executable | null {
  const code = compileCode(program, options)
  return code === null ? null : new CompiledProgram(program, options, budget, code)
}

class CompiledProgram implements Executable, Holder {
  readonly program: Program
  private readonly options: CodeOptions
  private readonly budget: Budget
  private readonly reference = new WeakRef<Holder>(this)
  private loaded: LoadedCode | null

  constructor(program: Program, options: CodeOptions, budget: Budget, code: CompiledCode) {
    this.program = program
    this.options = options
    this.budget = budget
    this.loaded = new LoadedCode(program, code)
  }

  get bytes(): number {
    return this.loaded?.code.bytes ?? 0
  }

  release(): void {
    this.loaded = null
  }

  run(given: readonly Tensor[]): Tensor[] {
    try {
      return this.runLoaded(given)
    } catch (error) {
      if (!(error instanceof LostWorker)) throw error
      // Without the lost worker's pool. What is in the memory may still be written to.
      this.release()
      return this.runLoaded(given)
    }
  }

  private runLoaded(given: readonly Tensor[]): Tensor[] {
    const pool = currentPool()
    const before = this.loaded?.code
    const isBehind = before?.isLong === true && before.pool !== pool && pool !== null
    if (before === undefined || isBehind) this.load()
    if (this.loaded === null) return run(this.program, given)
    if (this.bytes >= largeBytes) this.budget.use(this.reference)
    return this.loaded.run(given)
  }

  /** Compiles for the threads that there are now, where there is memory for it. */
  private load(): void {
    const code = compileCode(this.program, this.options)
    if (code !== null) this.loaded = new LoadedCode(this.program, code)
  }
}

interface Output {
  readonly aval: Aval
  readonly view: TypedArray
  /** The input that it is, whose array can be handed on; null where it is none. */
  readonly input: number | null
}

/** Compiled code with what its memory holds. */
class LoadedCode {
  readonly code: CompiledCode
  private readonly outputs: readonly Output[]
  private readonly slots: readonly TypedArray[]
  /** The arrays that the slots hold. */
  private readonly held: (TypedArray | null)[]

  constructor(program: Program, code: CompiledCode) {
    const { inputs, outputs, room } = code
    const memory = room.memory.buffer
    this.code = code
    this.slots = inputs.map((place) => viewOf(memory, place))
    this.outputs = outputs.map((place, i) => {
      const view = viewOf(memory, place)
      const same = inputs.findIndex(({ buffer }) => buffer === place.buffer)
      const input = same >= 0 && this.slots[same].length === view.length ? same : null
      return { aval: program.aval(program.outputs[i]), view, input }
    })
    this.held = inputs.map(() => null)
  }

  run(given: readonly Tensor[]): Tensor[] {
    const { slots, held } = this
    const { captured, call } = this.code
    const own = given.length
    for (let i = 0; i < slots.length; i++) {
      const array = (i < own ? given[i] : captured[i - own]).host!
      if (held[i] === array) continue
      if (array.length === 1) slots[i][0] = array[0]
      else slots[i].set(array)
      held[i] = array
    }
    call()
    return this.outputs.map(
      ({ aval, view, input }) => new Tensor(aval, input === null ? copyOf(view) : held[input]),
    )
  }
}
