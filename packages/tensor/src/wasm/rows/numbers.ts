/** What the kernels of rows need to know of a dtype of numbers. */
import type { DType } from '../../dtype.ts'

export type NumberType = Exclude<DType, 'bool'>

export const numbersOf = {
  float64: {
    type: 'f64',
    shape: 'f64x2',
    width: 8,
    lanes: 2,
    load: 'f64.load',
    store: 'f64.store',
  },
  float32: {
    type: 'f32',
    shape: 'f32x4',
    width: 4,
    lanes: 4,
    load: 'f32.load',
    store: 'f32.store',
  },
  int32: {
    type: 'i32',
    shape: 'i32x4',
    width: 4,
    lanes: 4,
    load: 'i32.load',
    store: 'i32.store',
  },
} as const
