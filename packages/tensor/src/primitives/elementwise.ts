/**
 * Elementwise primitives: the output's element depends on the operands' elements at the same place,
 * operands broadcast as in NumPy. `unary` and `binary` derive a whole record from a scalar kernel
 * and a formula; broadcasting, batching and empty shapes are dealt with here once.
 */
import { makeAval, reshaped, type Aval } from '../aval.ts'
import { promoteBoth, toFloat, toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { allocate, type DType, type TypedArray } from '../dtype.ts'
import type { Lane, LaneFunction, Lanes } from '../emitter.ts'
import {
  noParams,
  type MaybeTensor,
  type NoParams,
  type Primitive,
  type TaylorRule,
  type TransposeRule,
} from '../primitive.ts'
import { total } from '../series.ts'
import { broadcastShapes, broadcastStrides, sameShape, type Shape } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { broadcastTo, reshape } from './layout.ts'
import { sum } from './reduce-sum.ts'

export interface UnaryRecord {
  name: string
  kernel: (x: number) => number
  /** The kernel for float32 operands where it is another, in float32 arithmetic. */
  singleKernel?: (x: number) => number
  /** The kernel as lanes, where it has them. */
  emit?: (lanes: Lanes, x: Lane) => Lane
  /** Whether the lanes are the kernel's for int32 too. */
  integers?: boolean
  /** Used for int32 operands where the result may need more than 53 bits. */
  intKernel?: (x: number) => number
  /** The output's dtype where it is not the operand's. */
  dtype?: DType
  /** The tangent of y = f(x); null where f is piecewise constant. */
  jvp: ((dx: Tensor, x: Tensor, y: Tensor) => Tensor) | null
  /** Set where f is linear: the cotangent of x. */
  transpose?: (ct: Tensor) => Tensor
}

/** The primitive of a function that has a kernel and lanes. */
export function unaryOf(f: LaneFunction, jvp: UnaryRecord['jvp']): Primitive<NoParams> {
  const { name, scalar, single = f } = f
  const emit: UnaryRecord['emit'] = (lanes, x) => lanes.call(f, x)
  return unary({ name, kernel: scalar, singleKernel: single.scalar, emit, jvp })
}

/** The kernel and the lanes of a function that has both. */
export function binaryOf(f: LaneFunction): Pick<BinaryRecord, 'name' | 'kernel' | 'emit'> {
  return { name: f.name, kernel: f.scalar, emit: (lanes, x, y) => lanes.call(f, x, y) }
}

export function unary(record: UnaryRecord): Primitive<NoParams> {
  const { name, kernel, emit, integers, dtype, jvp, transpose } = record
  const { intKernel = kernel, singleKernel = kernel } = record
  const kernels = { float64: kernel, float32: singleKernel, int32: intKernel, bool: kernel }
  const primitive: Primitive<NoParams> = {
    name,
    shape: (avals) => (dtype === undefined ? avals[0] : makeAval(avals[0].shape, dtype)),
    kernel: ([x], _, output) => mapElements(kernels[x.dtype], x.host!, output),
    ...(emit && { emit: (lanes: Lanes, operands: readonly Lane[]) => emit(lanes, operands[0]) }),
    ...(integers && { integers }),
    jvp: jvp && ((tangents, xs, ys) => jvp(tangents[0]!, xs[0], ys[0])),
    ...(transpose && { transpose: (cts: readonly MaybeTensor[]) => [transpose(cts[0]!)] }),
    batch: ([x]) => bind(primitive, [x], noParams),
  }
  return primitive
}

/** An operation that is its primitive, in the dtype of x. */
export function applyTo(primitive: Primitive<NoParams>, x: TensorLike): Tensor {
  return bind(primitive, [toTensor(primitive.name, x)], noParams)
}

/** As `applyTo`, with integers and bools as float64. */
export function applyToFloat(primitive: Primitive<NoParams>, x: TensorLike): Tensor {
  return bind(primitive, [toFloat(primitive.name, x)], noParams)
}

/** As `applyTo`, in the dtype that both promote to. */
export function applyToBoth(primitive: Primitive<NoParams>, x: TensorLike, y: TensorLike): Tensor {
  return bind(primitive, promoteBoth(primitive.name, x, y), noParams)
}

function mapElements(f: (x: number) => number, x: TypedArray, output: Aval): TypedArray {
  const result = allocate(output.dtype, output.size)
  for (let i = 0; i < result.length; i++) result[i] = f(x[i])
  return result
}

export interface BinaryRecord {
  name: string
  kernel: (x: number, y: number) => number
  /** The kernel as lanes, where it has them. */
  emit?: (lanes: Lanes, x: Lane, y: Lane) => Lane
  /** Whether the lanes are the kernel's for int32 too. */
  integers?: boolean
  /** Used for int32 operands where the result may need more than 53 bits or another rule. */
  intKernel?: (x: number, y: number) => number
  /** The output's dtype where it is not the operands'. */
  dtype?: DType
  /** What dx and dy add to the tangent of z = f(x, y); null where f is piecewise constant. */
  jvp:
    | readonly [
        (dx: Tensor, x: Tensor, y: Tensor, z: Tensor) => Tensor,
        (dy: Tensor, x: Tensor, y: Tensor, z: Tensor) => Tensor,
      ]
    | null
  /** For products and quotients; others' series follow from their tangents. */
  taylor?: TaylorRule<NoParams>
  /** Where f is linear in an operand: its cotangent, before summing over stretched axes. */
  transpose?: (ct: Tensor, x: MaybeTensor, y: MaybeTensor) => readonly [MaybeTensor, MaybeTensor]
  linearIn?: Primitive['linearIn']
}

export function binary(record: BinaryRecord): Primitive<NoParams> {
  const { name, kernel, emit, integers, dtype, jvp, taylor, transpose, linearIn } = record
  const { intKernel = kernel } = record
  const primitive: Primitive<NoParams> = {
    name,
    shape: (avals) => {
      const x = avals[0]
      const y = avals[1]
      const full =
        x === y || sameShape(x.shape, y.shape)
          ? x
          : reshaped(x, broadcastShapes(name, x.shape, y.shape))
      return dtype === undefined ? full : makeAval(full.shape, dtype)
    },
    kernel: ([x, y], _, output) =>
      zipElements(x.dtype === 'int32' ? intKernel : kernel, x, y, output),
    ...(emit && {
      emit: (lanes: Lanes, operands: readonly Lane[]) => emit(lanes, operands[0], operands[1]),
    }),
    ...(integers && { integers }),
    jvp:
      jvp &&
      ((tangents, operands, outputs) => {
        const dx = tangents[0]
        const dy = tangents[1]
        const x = operands[0]
        const y = operands[1]
        const z = outputs[0]
        const fromX = dx && jvp[0](dx, x, y, z)
        const fromY = dy && jvp[1](dy, x, y, z)
        return broadcastTo(total(fromX, fromY)!, z.shape)
      }),
    ...(taylor && { taylor }),
    ...(transpose && { transpose: summed(transpose), linearIn }),
    batch: (operands, batched) => bind(primitive, alignBatch(operands, batched), noParams),
  }
  return primitive
}

/** A transpose rule whose cotangents are summed over the axes along which operands were stretched. */
function summed(transpose: NonNullable<BinaryRecord['transpose']>): TransposeRule<NoParams> {
  return (cts, operands, _, avals) =>
    transpose(cts[0]!, operands[0], operands[1]).map((c, i) => c && sumTo(c, avals[i].shape))
}

/** Pads the shapes of batched operands so that their batch axes line up in front. */
export function alignBatch(operands: readonly Tensor[], batched: readonly boolean[]): Tensor[] {
  let rank = 0
  operands.forEach((x, i) => (rank = Math.max(rank, x.ndim - (batched[i] ? 1 : 0))))
  return operands.map((x, i) => {
    const missing = rank + 1 - x.ndim
    if (!batched[i] || missing === 0) return x
    return reshape(x, [x.shape[0], ...new Array<number>(missing).fill(1), ...x.shape.slice(1)])
  })
}

/** Sums a cotangent over the axes along which the operand was stretched. */
export function sumTo(ct: Tensor, shape: Shape): Tensor {
  if (sameShape(ct.shape, shape)) return ct
  const lead = ct.ndim - shape.length
  const axes: number[] = []
  for (let i = 0; i < ct.ndim; i++) {
    if (i < lead || (shape[i - lead] === 1 && ct.shape[i] !== 1)) axes.push(i)
  }
  return reshape(axes.length === 0 ? ct : sum(ct, axes), shape)
}

/** Applies a scalar function to two broadcast operands. */
export function zipElements(
  f: (x: number, y: number) => number,
  x: Tensor,
  y: Tensor,
  output: Aval,
): TypedArray {
  const a = x.host!
  const b = y.host!
  const result = allocate(output.dtype, output.size)
  const n = result.length
  if (a.length === n && b.length === n) {
    for (let i = 0; i < n; i++) result[i] = f(a[i], b[i])
  } else if (a.length === n && b.length === 1) {
    const y0 = b[0]
    for (let i = 0; i < n; i++) result[i] = f(a[i], y0)
  } else if (a.length === 1 && b.length === n) {
    const x0 = a[0]
    for (let i = 0; i < n; i++) result[i] = f(x0, b[i])
  } else {
    const rows = broadcastRows(output.shape, [x.shape, y.shape])
    rows((start, count, [i0, j0], [di, dj]) => {
      for (let k = 0, i = i0, j = j0; k < count; k++, i += di, j += dj) {
        result[start + k] = f(a[i], b[j])
      }
    })
  }
  return result
}

type RowVisitor = (start: number, count: number, offsets: number[], steps: number[]) => void

/**
 * Walks an output row by row along its last axis, with the offset of each broadcast operand at
 * the row's first element and its step along the row (0 where it is stretched).
 */
export function broadcastRows(
  target: Shape,
  shapes: readonly Shape[],
): (visit: RowVisitor) => void {
  const rank = target.length
  const strides = shapes.map((shape) => broadcastStrides(shape, target))
  return (visit) => {
    if (target.includes(0)) return
    const count = rank === 0 ? 1 : target[rank - 1]
    const steps = strides.map((s) => (rank === 0 ? 0 : s[rank - 1]))
    const index = new Array<number>(rank).fill(0)
    const offsets = shapes.map(() => 0)
    for (let start = 0; ; start += count) {
      visit(start, count, offsets, steps)
      let axis = rank - 2
      for (; axis >= 0; axis--) {
        for (let s = 0; s < offsets.length; s++) offsets[s] += strides[s][axis]
        if (++index[axis] < target[axis]) break
        for (let s = 0; s < offsets.length; s++) offsets[s] -= strides[s][axis] * target[axis]
        index[axis] = 0
      }
      if (axis < 0) return
    }
  }
}
