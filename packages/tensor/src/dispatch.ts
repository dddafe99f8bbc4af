/**
 * The one hook between operations and whoever is listening. `bind` hands an operation to the
 * installed recorder (an open tape of @wengert/autodiff), or else evaluates it on the eager
 * backend. The recorder and the backend are the only global state of the package.
 */
import type { Aval } from './aval.ts'
import { hostBackend } from './backends/host.ts'
import type { Backend } from './backends/backend.ts'
import { ArgumentError, LeakError } from './errors.ts'
import type { Primitive } from './primitive.ts'
import type { Tensor } from './tensor.ts'

/** Who records operations instead of computing them. */
export interface Recorder {
  record(primitive: Primitive, operands: readonly Tensor[], params: unknown): Tensor | Tensor[]
}

let recorder: Recorder | null = null
let eager: Backend = hostBackend

/** Installs a recorder and returns the one it replaces; the caller must put that back. */
export function setRecorder(next: Recorder | null): Recorder | null {
  const previous = recorder
  recorder = next
  return previous
}

export function currentRecorder(): Recorder | null {
  return recorder
}

/**
 * The backend on which operations on concrete tensors run; the host backend at first.
 *
 * @example
 * ```ts
 * import { backend } from '@wengert/tensor'
 * backend().name // → host
 * ```
 */
export function backend(): Backend {
  return eager
}

/**
 * Chooses the backend on which operations on concrete tensors run, from now on. Compiled programs do
 * not use it.
 *
 * @throws ArgumentError when it is no backend.
 * @example
 * ```ts
 * import { backend, setBackend } from '@wengert/tensor'
 * const host = backend()
 * setBackend({ name: 'mine', run: host.run.bind(host) })
 * backend().name // → mine
 * setBackend(host)
 * ```
 */
export function setBackend(next: Backend): void {
  if (typeof (next as Backend | null | undefined)?.run !== 'function') {
    throw new ArgumentError(
      `setBackend: ${String(next)} is no backend; give an object with a name and a run function.`,
    )
  }
  eager = next
}

/** Applies a primitive with one output. */
export function bind<P>(primitive: Primitive<P>, operands: readonly Tensor[], params: P): Tensor {
  return bindAny(primitive as Primitive, operands, params) as Tensor
}

/** Applies a primitive with a list of outputs. */
export function bindMany<P>(
  primitive: Primitive<P>,
  operands: readonly Tensor[],
  params: P,
): Tensor[] {
  return bindAny(primitive as Primitive, operands, params) as Tensor[]
}

/** Applies a primitive; one tensor or a list of them as its shape rule says. */
export function bindAny(
  primitive: Primitive,
  operands: readonly Tensor[],
  params: unknown,
): Tensor | Tensor[] {
  if (recorder !== null) return recorder.record(primitive, operands, params)
  return evaluate(primitive, operands, params, primitive.shape(avalsOf(operands), params))
}

export function avalsOf(operands: readonly Tensor[]): Aval[] {
  switch (operands.length) {
    case 1:
      return [operands[0].aval]
    case 2:
      return [operands[0].aval, operands[1].aval]
    default:
      return operands.map((operand) => operand.aval)
  }
}

/** Computes a primitive on concrete operands, whether or not a recorder is installed. */
export function evaluate(
  primitive: Primitive,
  operands: readonly Tensor[],
  params: unknown,
  outputs: Aval | readonly Aval[],
): Tensor | Tensor[] {
  for (let i = 0; i < operands.length; i++) {
    if (operands[i].host === null) throw leaked(primitive.name)
  }
  return eager.run(primitive, operands, params, outputs)
}

export function leaked(operation: string): LeakError {
  return new LeakError(
    `${operation}: an operand is a traced tensor whose trace has ended (it was kept in an outer ` +
      'variable or an array while a function was being differentiated); return it from the ' +
      'traced function instead, or use hasAux to hand out intermediate values.',
  )
}
