/**
 * TensorFlow.js with our backend in place of the one chosen, for as long as a synchronous function runs:
 * afterwards, also when it throws, the choice, the registry of backends and the number of tensors are what
 * they were. What would outlive the backend, in a variable, is refused, and what is kept is let go.
 * Operations of ours are meant to be recorded meanwhile; what is read of them is computed on the host,
 * since our eager backend may be TensorFlow.js itself.
 */
import { engine, Variable, type Tensor as TfTensor, type TensorInfo } from '@tensorflow/tfjs-core'
import { ArgumentError, backend, KernelError, setBackend, type DType } from '@wengert/tensor'
import { hostBackend } from '@wengert/tensor/internal'
import { backendName, registerKernels, TensorBackend } from './backend.ts'

export function withTensorBackend(
  operation: string,
  float: DType,
  body: (own: TensorBackend) => void,
): void {
  // There is none before the first is asked for.
  const chosen = (engine().backendName as string | undefined | null) ?? null
  if (chosen === backendName) {
    throw new ArgumentError(
      `${operation}: called from within a function that is being traced by it; call functions of ` +
        'TensorFlow.js there.',
    )
  }
  const own = new TensorBackend(float, precisionOf(operation, chosen))
  const eager = backend()
  registerKernels()
  engine().registerBackend(backendName, () => own, 0)
  setBackend(hostBackend)
  try {
    // Promises, but both backends are there, and so they are chosen before `setBackend` returns.
    void engine().setBackend(backendName)
    withoutEffects(operation, own, () => engine().tidy(() => body(own)))
  } catch (error) {
    throw explained(operation, error)
  } finally {
    setBackend(eager)
    if (chosen !== null) void engine().setBackend(chosen)
    engine().removeBackend(backendName)
  }
}

/** Calls `body`; neither its variables nor what it keeps may have data of ours when it is over. */
function withoutEffects(operation: string, own: TensorBackend, body: () => void): void {
  const { keep, makeVariable } = engine()
  const { assign } = Variable.prototype
  const kept: TfTensor[] = []
  engine().keep = (x) => {
    kept.push(x)
    return keep.call(engine(), x) as typeof x
  }
  engine().makeVariable = () => {
    throw new ArgumentError(
      `${operation}: the function makes a variable, which would end with the call; make it before ` +
        '(a layer makes its own when it is first applied), or use a tensor.',
    )
  }
  Variable.prototype.assign = function (this: Variable) {
    throw new ArgumentError(
      `${operation}: the function assigns to the variable '${this.name}', which is no part of its result; ` +
        'return the new value, and apply layers as in inference.',
    )
  }
  try {
    body()
  } finally {
    Object.assign(engine(), { keep, makeVariable })
    Variable.prototype.assign = assign
    for (const x of kept) if (own.holds(x)) x.dispose()
  }
}

/** Calls `body` with other data in the place of those of some tensors, variables for example. */
export function withData(
  tensors: readonly TensorInfo[],
  data: readonly TensorInfo[],
  body: () => void,
): void {
  const before = tensors.map(({ dataId }) => dataId)
  try {
    tensors.forEach((x, i) => (x.dataId = data[i].dataId))
    body()
  } finally {
    tensors.forEach((x, i) => (x.dataId = before[i]))
  }
}

function precisionOf(operation: string, chosen: string | null): 16 | 32 {
  if (chosen === null) return 32
  try {
    return engine().backend.floatPrecision()
  } catch {
    throw new ArgumentError(
      `${operation}: the backend '${chosen}' of TensorFlow.js is not ready; await tf.ready() first.`,
    )
  }
}

function explained(operation: string, error: unknown): unknown {
  const missing = error instanceof Error && /^Kernel '(.*)' not registered/.exec(error.message)
  if (!missing) return error
  return new KernelError(
    `${operation}: the kernel ${missing[1]} of TensorFlow.js has no counterpart here; ` +
      'replace the operation that uses it, or keep it outside of what is differentiated.',
  )
}
