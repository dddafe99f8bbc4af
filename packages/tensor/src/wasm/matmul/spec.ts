/**
 * What a product's code is made for: shapes and strides, all known when the code is emitted. Of the
 * ways to see one product (it may be transposed as a whole) the emitters get the one that suits them.
 */
import { byteWidth } from '../../dtype.ts'

/** result[b, i, j] = Σₖ left[b, i, k] · right[b, k, j]; strides in elements, of any sign. */
export interface ProductSpec {
  readonly dtype: 'float64' | 'float32'
  readonly batches: number
  readonly m: number
  readonly n: number
  readonly k: number
  readonly left: { readonly batch: number; readonly row: number; readonly depth: number }
  readonly right: { readonly batch: number; readonly depth: number; readonly column: number }
  readonly result: { readonly batch: number; readonly row: number; readonly column: number }
  /** Allows fused multiply-add: faster, but the bits depend on the engine. */
  readonly fma?: boolean
}

/** A product as the emitters want it: strides in bytes, the better of two views of the same memory. */
export interface ProductView extends ProductSpec {
  /** Whether the operands have changed places: the product's transpose is computed. */
  readonly turned: boolean
  /** A vector product is a matrix times a column: n = 1. Else columns are contiguous where possible. */
  readonly kind: 'matrix' | 'vector'
}

export function viewed(spec: ProductSpec): ProductView {
  const { m, n, result } = spec
  const kind = m === 1 || n === 1 ? 'vector' : 'matrix'
  const turned = kind === 'vector' ? n !== 1 : result.column !== 1 && result.row === 1
  return { ...inBytes(turned ? transposed(spec) : spec), turned, kind }
}

function transposed(spec: ProductSpec): ProductSpec {
  const { m, n, left, right, result } = spec
  return {
    ...spec,
    m: n,
    n: m,
    left: { batch: right.batch, row: right.column, depth: right.depth },
    right: { batch: left.batch, depth: left.depth, column: left.row },
    result: { batch: result.batch, row: result.column, column: result.row },
  }
}

function inBytes(spec: ProductSpec): ProductSpec {
  const width = byteWidth(spec.dtype)
  const { left, right, result } = spec
  return {
    ...spec,
    left: { batch: left.batch * width, row: left.row * width, depth: left.depth * width },
    right: {
      batch: right.batch * width,
      depth: right.depth * width,
      column: right.column * width,
    },
    result: {
      batch: result.batch * width,
      row: result.row * width,
      column: result.column * width,
    },
  }
}
