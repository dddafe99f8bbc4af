/**
 * What the contestants of jax-js share: its WebAssembly device, and arrays on it. Arrays are counted by
 * reference: an operation uses up its operands, and `.ref` is one more use. Its float64 has transcendental
 * functions of float32's accuracy, hence the tolerance.
 */
import { defaultDevice, init, numpy as np } from '@jax-js/jax'

export type JaxArray = np.Array
export type Float = 'float64' | 'float32'

/** Of both its precisions. */
export const jaxTolerance = 1e-5

export async function startJax(): Promise<void> {
  await init('wasm')
  defaultDevice('wasm')
}

export function jaxArray(
  data: Float64Array | Float32Array,
  shape: number[],
  dtype: Float,
): JaxArray {
  const floats = dtype === 'float64' ? Float64Array.from(data) : Float32Array.from(data)
  return np.array(floats, { dtype: np[dtype] }).reshape(shape)
}

/** Their numbers. */
export function jaxNumbers(arrays: readonly JaxArray[]): ArrayLike<number>[] {
  return arrays.map((array) => array.dataSync() as Float64Array)
}
