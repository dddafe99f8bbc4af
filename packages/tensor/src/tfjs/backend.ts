/** The backend that hands primitives to TensorFlow.js; each operation outside a program is a run of one. */
import * as tf from '@tensorflow/tfjs-core'
import type { Backend, DeviceRun } from '../backends/backend.ts'
import { ArgumentError } from '../errors.ts'
import { TfjsRun } from './run.ts'

/**
 * A backend for `setBackend` that computes on whichever backend of TensorFlow.js is registered and
 * chosen (`tf.setBackend`): cpu, wasm, webgl, webgpu, node. Dtypes are float32, int32 and bool; results
 * have that backend's rounding and special values. Programs (`grad`, `hvp`, `compile` and their kin)
 * run there as a whole: operands are sent once, values are let go at their last use, and only results
 * come back, so that nothing is left to dispose: `tf.memory().numTensors` is the same after a call. An
 * operation outside a program sends its operands and fetches its result. Reading results is
 * synchronous. An operation that TensorFlow.js or its backend lacks, or has for fewer axes, runs on
 * the host, with a warning the first time; casts from and to float64, operations on single numbers in
 * float64 (an optimiser's steps and rates) and operations on empty tensors do so silently.
 *
 * @throws ArgumentError when TensorFlow.js has no backend yet.
 * @throws DTypeError, when operations run, for arrays of float64: cast first, `x.cast('float32')`.
 * @throws IndexError, when operations run, for positions outside their axis, which are fetched to be
 *   looked at where only the device knows them.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu'
 * import { backend, setBackend, tensor } from '@wengert/tensor'
 * import { tfjsBackend } from '@wengert/tensor/tfjs'
 * const host = backend()
 * setBackend(tfjsBackend())
 * tensor([1, 4], { dtype: 'float32' }).sqrt().toArray() // → 1,2
 * setBackend(host)
 * ```
 */
export function tfjsBackend(): Backend {
  // An engine with registered backends initializes the best one when it is first asked for.
  if (tf.engine().backendNames().length === 0) {
    throw new ArgumentError(
      'tfjsBackend: TensorFlow.js has no backend; import one first, for example ' +
        "'@tensorflow/tfjs-backend-wasm', and await tf.ready().",
    )
  }
  const warned = new Set<string>()
  const begin = (): DeviceRun => new TfjsRun(warned)
  return {
    name: 'tfjs',
    begin,
    run(primitive, operands, params, outputs) {
      const run = begin()
      try {
        const result = run.run(primitive, operands, params, outputs)
        return Array.isArray(result) ? result.map((x) => run.read(x)) : run.read(result)
      } finally {
        run.end()
      }
    },
  }
}
