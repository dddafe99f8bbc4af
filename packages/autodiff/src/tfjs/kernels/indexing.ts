/** Kernels that take at positions or add to them, and those that resize images, which take rows and columns. */
import {
  backend_util,
  type GatherV2Attrs,
  type ResizeBilinearAttrs,
  type ScatterNdAttrs,
  type UnsortedSegmentSumAttrs,
} from '@tensorflow/tfjs-core'
import {
  gather,
  matmul,
  mul,
  reshape,
  scatterAdd,
  sub,
  sum,
  tensor,
  transpose,
  zeros,
  type Tensor,
} from '@wengert/tensor'
import { bind, gatherPrimitive, normalizeAxis, sizeOf, stridesOf } from '@wengert/tensor/internal'
import { oneHot } from './creation.ts'
import { outline, type Kernels } from './kernel.ts'
import { pulledBack } from './pulled-back.ts'

type ResizeAttrs = ResizeBilinearAttrs

export const indexing: Kernels = {
  GatherNd: ({ params, indices }) => {
    backend_util.prepareAndValidate(outline(params), outline(indices))
    const depth = indices.shape[indices.ndim - 1]
    const [inside, rest] = [params.shape.slice(0, depth), params.shape.slice(depth)]
    return gather(reshape(params, [sizeOf(inside), ...rest]), rowsAt(inside, indices))
  },
  GatherV2: ({ x, indices }, { axis, batchDims }: GatherV2Attrs) => {
    const at = normalizeAxis('gather', axis, x.ndim)
    const { collectGatherOpShapeInfo } = backend_util.segment_util
    collectGatherOpShapeInfo(outline(x), outline(indices), at, batchDims)
    const lead = batchDims < 0 ? batchDims + indices.ndim : batchDims
    return bind(gatherPrimitive, [x, indices.cast('int32')], { axis: at, batchDims: lead })
  },
  ResizeBilinear: ({ images }, attributes: ResizeAttrs, float) =>
    bilinear(images.cast(float), attributes),
  ResizeBilinearGrad: ({ images, dy }, attributes: ResizeAttrs) =>
    pulledBack((x) => bilinear(x, { ...attributes, size: sizeOfImage(dy) }), images, dy),
  ResizeNearestNeighbor: ({ images }, attributes: ResizeAttrs) => nearest(images, attributes),
  ResizeNearestNeighborGrad: ({ images, dy }, attributes: ResizeAttrs) =>
    pulledBack((x) => nearest(x, { ...attributes, size: sizeOfImage(dy) }), images, dy),
  ScatterNd: ({ indices, updates }, { shape }: ScatterNdAttrs) => {
    const { sliceRank } = backend_util.calculateShapes(outline(updates), outline(indices), shape)
    const [inside, rest] = [shape.slice(0, sliceRank), shape.slice(sliceRank)]
    const rows = zeros([sizeOf(inside), ...rest], { dtype: updates.dtype })
    const positions = rowsAt(inside, reshape(indices, [-1, sliceRank]))
    return reshape(scatterAdd(rows, positions, reshape(updates, [-1, ...rest])), shape)
  },
  // Segments that do not exist are left out.
  UnsortedSegmentSum: ({ x, segmentIds }, { numSegments }: UnsortedSegmentSumAttrs) => {
    const hot = oneHot(segmentIds, numSegments).cast(x.dtype)
    const rows = reshape(x, [segmentIds.size, x.size / segmentIds.size])
    return reshape(matmul(transpose(hot), rows), [numSegments, ...x.shape.slice(1)])
  },
}

/** The number of the row that each index, along the last axis, names in an array of that shape. */
function rowsAt(shape: readonly number[], indices: Tensor): Tensor {
  return sum(mul(indices, tensor(Int32Array.from(stridesOf(shape)))), -1)
}

function sizeOfImage({ shape }: Tensor): [number, number] {
  return [shape[1], shape[2]]
}

/** Where the rows (or columns) of the result lie among those given, as fractions. */
function positionsOf(length: number, count: number, attributes: ResizeAttrs): number[] {
  const { alignCorners, halfPixelCenters } = attributes
  const inner = alignCorners && count > 1 ? 1 : 0
  const ratio = (length - inner) / (count - inner)
  return Array.from({ length: count }, (_, i) =>
    halfPixelCenters ? ratio * (i + 0.5) - 0.5 : ratio * i,
  )
}

function bilinear(x: Tensor, attributes: ResizeAttrs): Tensor {
  return [1, 2].reduce((image, axis, i) => {
    const length = x.shape[axis]
    const positions = positionsOf(length, attributes.size[i], attributes)
    const low = positions.map((p) => Math.max(0, Math.floor(p)))
    const high = positions.map((p) => Math.min(length - 1, Math.ceil(p)))
    const below = gather(image, Int32Array.from(low), axis)
    const above = gather(image, Int32Array.from(high), axis)
    const shape = [positions.length, ...x.shape.slice(axis + 1).map(() => 1)]
    const shares = tensor(
      positions.map((p, k) => p - low[k]),
      { dtype: image.dtype },
    )
    return below.add(sub(above, below).mul(reshape(shares, shape)))
  }, x)
}

function nearest(x: Tensor, attributes: ResizeAttrs): Tensor {
  return [1, 2].reduce((image, axis, i) => {
    const last = x.shape[axis] - 1
    // With centres the half pixel is in the position already.
    const shift = attributes.halfPixelCenters ? 0.5 : 0
    const rows = positionsOf(x.shape[axis], attributes.size[i], attributes).map((p) => {
      const at = attributes.alignCorners ? Math.round(p + shift) : Math.floor(p + shift)
      return Math.max(0, Math.min(last, at))
    })
    return gather(image, Int32Array.from(rows), axis)
  }, x)
}
