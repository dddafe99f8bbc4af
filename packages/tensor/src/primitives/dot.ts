/**
 * One general product, `dotGeneral`: batch axes run in step, contracted axes are summed over, free
 * axes stay. Result axes: batch, left free, right free. Every matrix product lowers to it, and it
 * is closed under transposition and batching. The kernel sees it as a batch of m×k by k×n products.
 */
import { makeAval, type Aval } from '../aval.ts'
import { tryProduct } from '../backends/compiled.ts'
import { toTensor, promoteBoth } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, type TypedArray } from '../dtype.ts'
import { ShapeError } from '../errors.ts'
import type { Primitive } from '../primitive.ts'
import { convolve, total } from '../series.ts'
import { broadcastOrNull, formatShape, range, sizeOf, stridesOf, type Shape } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { mul } from './arithmetic.ts'
import { castTo } from './cast.ts'
import { broadcastTo, gatherStrided, reshape, transpose } from './layout.ts'
import { multiplyMatrices, type MatrixLayout } from './matmul-kernel.ts'

export interface DotParams {
  /** Axes summed over, pairwise: left, right. */
  readonly contract: readonly [readonly number[], readonly number[]]
  /** Axes that run in step, pairwise: left, right. */
  readonly batch: readonly [readonly number[], readonly number[]]
}

export const dotGeneralPrimitive: Primitive<DotParams> = {
  name: 'dotGeneral',
  shape: ([x, y], { contract, batch }) => {
    const free = (shape: Shape, side: 0 | 1) =>
      lengths(shape, freeAxes(shape.length, contract[side], batch[side]))
    return makeAval(
      [...lengths(x.shape, batch[0]), ...free(x.shape, 0), ...free(y.shape, 1)],
      x.dtype,
    )
  },
  kernel: ([x, y], params, output) => contractHost(x, y, params, output),
  jvp: ([dx, dy], [x, y], _, params) => {
    const fromX = dx && bind(dotGeneralPrimitive, [dx, y], params)
    const fromY = dy && bind(dotGeneralPrimitive, [x, dy], params)
    return total(fromX, fromY)
  },
  taylor: (k, [x, y], _, params) =>
    convolve(x, y, k, 0, (a, b) => bind(dotGeneralPrimitive, [a, b], params)),
  transpose: ([ct], [x, y], params, avals) => [
    x === null ? transposeLeft(ct!, y!, params, avals[0]) : null,
    y === null ? transposeRight(ct!, x!, params, avals[1]) : null,
  ],
  linearIn: 'one',
  batch: ([x, y], [inX, inY], { contract, batch }) => {
    const contracted = [shift(contract[0], inX), shift(contract[1], inY)] as const
    const left = shift(batch[0], inX)
    const right = shift(batch[1], inY)
    if (inX && inY) {
      const both = [
        [0, ...left],
        [0, ...right],
      ] as const
      return bind(dotGeneralPrimitive, [x, y], { contract: contracted, batch: both })
    }
    const product = bind(dotGeneralPrimitive, [x, y], {
      contract: contracted,
      batch: [left, right],
    })
    // The batch axis is the first free one of its side; bring it to the front.
    const at = inX
      ? batch[0].length
      : product.ndim - (y.ndim - contract[1].length - batch[1].length)
    return transpose(product, [at, ...range(product.ndim).filter((axis) => axis !== at)])
  },
}

function lengths(shape: Shape, axes: readonly number[]): number[] {
  return axes.map((axis) => shape[axis])
}

/** Axes of an operand that got a batch axis in front, or did not. */
function shift(axes: readonly number[], batched: boolean): readonly number[] {
  return batched ? axes.map((axis) => axis + 1) : axes
}

function freeAxes(rank: number, contract: readonly number[], batch: readonly number[]): number[] {
  return range(rank).filter((axis) => !contract.includes(axis) && !batch.includes(axis))
}

// The product's axes are (batch, free of x, free of y). Contracting its free-of-y axes with y's
// leaves (batch, free of x, contracted axes in y's order), which a transpose puts in x's order.
function transposeLeft(ct: Tensor, y: Tensor, { contract, batch }: DotParams, x: Aval): Tensor {
  const xFree = freeAxes(x.shape.length, contract[0], batch[0])
  const yFree = freeAxes(y.ndim, contract[1], batch[1])
  const batches = range(batch[0].length)
  const ctFree = yFree.map((_, i) => batches.length + xFree.length + i)
  const product = bind(dotGeneralPrimitive, [ct, y], {
    contract: [ctFree, yFree],
    batch: [batches, batch[1]],
  })
  const order = sortedWith(contract[1], contract[0])
  return restore(product, [...batch[0], ...xFree, ...order])
}

function transposeRight(ct: Tensor, x: Tensor, { contract, batch }: DotParams, y: Aval): Tensor {
  const xFree = freeAxes(x.ndim, contract[0], batch[0])
  const yFree = freeAxes(y.shape.length, contract[1], batch[1])
  const batches = range(batch[0].length)
  const ctFree = xFree.map((_, i) => batches.length + i)
  const product = bind(dotGeneralPrimitive, [x, ct], {
    contract: [xFree, ctFree],
    batch: [batch[0], batches],
  })
  // Axes: batch, contracted axes in x's order, free of y.
  const order = sortedWith(contract[0], contract[1])
  return restore(product, [...batch[1], ...order, ...yFree])
}

/** `others` in the order that sorts `keys`. */
function sortedWith(keys: readonly number[], others: readonly number[]): number[] {
  return range(keys.length)
    .sort((i, j) => keys[i] - keys[j])
    .map((i) => others[i])
}

/** Puts the axes of a product, which stand for `axes` of the operand, in the operand's order. */
function restore(product: Tensor, axes: readonly number[]): Tensor {
  const permutation = new Array<number>(axes.length)
  axes.forEach((axis, i) => (permutation[axis] = i))
  return transpose(product, permutation)
}

function contractHost(x: Tensor, y: Tensor, params: DotParams, output: Aval): TypedArray {
  const left = matrixView(x, params.batch[0], params.contract[0], 0)
  const right = matrixView(y, params.batch[1], params.contract[1], 1)
  const { dtype, size } = output
  if (dtype === 'float64' || dtype === 'float32') {
    const product = tryProduct(left, right, dtype)
    if (product !== null) return product
  }
  const result = allocate(dtype, size)
  multiplyMatrices(left, right, result)
  return result
}

/**
 * An operand as a batch of matrices with one stride for each group of axes (batch, free,
 * contracted), copied into such a layout where its own strides do not merge.
 */
function matrixView(
  x: Tensor,
  batch: readonly number[],
  contract: readonly number[],
  side: 0 | 1,
): MatrixLayout {
  const free = freeAxes(x.ndim, contract, batch)
  const strides = stridesOf(x.shape)
  const merged = [batch, free, contract].map((axes) => mergedStride(x.shape, strides, axes))
  const [batches, rows, depth] = [batch, free, contract].map((axes) =>
    sizeOf(lengths(x.shape, axes)),
  )
  if (!merged.includes(null)) {
    const [b, f, k] = merged as number[]
    return {
      data: x.host!,
      batches,
      free: rows,
      depth,
      batchStride: b,
      freeStride: f,
      depthStride: k,
    }
  }
  const order = side === 0 ? [...batch, ...free, ...contract] : [...batch, ...contract, ...free]
  const data = allocate(x.dtype, x.size)
  gatherStrided(x.host!, lengths(strides, order), 0, lengths(x.shape, order), data)
  const batchStride = rows * depth
  return side === 0
    ? { data, batches, free: rows, depth, batchStride, freeStride: depth, depthStride: 1 }
    : { data, batches, free: rows, depth, batchStride, freeStride: 1, depthStride: rows }
}

/** The stride of several axes walked as one, or null where they are not evenly apart. */
function mergedStride(
  shape: Shape,
  strides: readonly number[],
  axes: readonly number[],
): number | null {
  const long = axes.filter((axis) => shape[axis] !== 1)
  if (long.length === 0) return 1
  for (let i = 0; i + 1 < long.length; i++) {
    if (strides[long[i]] !== strides[long[i + 1]] * shape[long[i + 1]]) return null
  }
  return strides[long[long.length - 1]]
}

/** Both operands in a common dtype that can be summed: bools are counted as int32. */
function numericPair(operation: string, x: TensorLike, y: TensorLike): [Tensor, Tensor] {
  const [a, b] = promoteBoth(operation, x, y)
  return a.dtype === 'bool' ? [castTo(a, 'int32'), castTo(b, 'int32')] : [a, b]
}

/**
 * The matrix product `zᵢⱼ = Σₖ xᵢₖ yₖⱼ` as NumPy's `matmul`: the last two axes are matrices, axes
 * before them broadcast as batches, and a vector is a row on the left or a column on the right.
 * Bools are counted as int32, which wraps around. Linear in each operand.
 *
 * @throws ShapeError when an operand is a scalar, or the shapes do not fit.
 * @example
 * ```ts
 * import { matmul, tensor } from '@wengert/tensor'
 * const a = tensor([[1, 2], [3, 4]])
 * matmul(a, a).toArray() // → 7,10,15,22
 * matmul(a, tensor([1, 0])).toArray() // → 1,3
 * ```
 */
export function matmul(x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = numericPair('matmul', x, y)
  if (a.ndim === 0 || b.ndim === 0) {
    throw new ShapeError(
      `matmul: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} include a scalar; use mul to scale.`,
    )
  }
  const depthAxis = Math.max(b.ndim - 2, 0)
  if (a.shape[a.ndim - 1] !== b.shape[depthAxis]) throw innerMismatch('matmul', a, b)
  const lead = broadcastOrNull(a.shape.slice(0, -2), b.shape.slice(0, -2))
  if (lead === null) {
    throw new ShapeError(
      `matmul: shapes ${formatShape(a.shape)} and ${formatShape(b.shape)} do not fit: their axes before ` +
        'the last two do not broadcast; reshape one.',
    )
  }
  if (b.ndim <= 2) {
    return bind(dotGeneralPrimitive, [a, b], { contract: matrixAxes(a.ndim, b.ndim), batch: none })
  }
  if (a.ndim === 1) {
    // A row times each matrix of a batch: the result keeps the batch axes first.
    const batched = broadcastTo(a, [...lead, 1, a.shape[0]])
    const product = matmul(batched, b)
    return reshape(product, [...lead, b.shape[b.ndim - 1]])
  }
  const stretch = (t: Tensor) => broadcastTo(t, [...lead, ...t.shape.slice(-2)])
  const batchAxes = range(lead.length)
  return bind(dotGeneralPrimitive, [stretch(a), stretch(b)], {
    contract: matrixAxes(lead.length + 2, lead.length + 2),
    batch: [batchAxes, batchAxes],
  })
}

/**
 * The product as NumPy's `dot`: the last axis of x with the last but one of y (the only one of a
 * vector), without batches; a scalar on either side scales. Bools are counted as int32, which wraps
 * around. Linear in each operand.
 *
 * @throws ShapeError when the shapes do not fit.
 * @example
 * ```ts
 * import { dot, tensor } from '@wengert/tensor'
 * dot(tensor([1, 2]), tensor([3, 4])).item() // → 11
 * ```
 */
export function dot(x: TensorLike, y: TensorLike): Tensor {
  const [a, b] = numericPair('dot', toTensor('dot', x), toTensor('dot', y))
  if (a.ndim === 0 || b.ndim === 0) return mul(a, b)
  const depthAxis = Math.max(b.ndim - 2, 0)
  if (a.shape[a.ndim - 1] !== b.shape[depthAxis]) throw innerMismatch('dot', a, b)
  return bind(dotGeneralPrimitive, [a, b], { contract: matrixAxes(a.ndim, b.ndim), batch: none })
}

/** The last axis of the left operand, the last but one of the right: what a product contracts. */
function matrixAxes(left: number, right: number): DotParams['contract'] {
  return [[left - 1], [Math.max(right - 2, 0)]]
}

const none = [[], []] as const

function innerMismatch(operation: string, x: Tensor, y: Tensor): ShapeError {
  const axis = y.ndim === 1 ? 'the only axis' : 'the last axis but one'
  return new ShapeError(
    `${operation}: shapes ${formatShape(x.shape)} and ${formatShape(y.shape)} do not fit: the last axis of ` +
      `the left operand and ${axis} of the right differ; transpose or reshape one.`,
  )
}
