/** Kernels that move elements, or take and join parts. */
import {
  backend_util,
  slice_util,
  type BatchToSpaceNDAttrs,
  type BroadCastToAttrs,
  type ConcatAttrs,
  type DepthToSpaceAttrs,
  type ExpandDimsAttrs,
  type MirrorPadAttrs,
  type PackAttrs,
  type PadV2Attrs,
  type ReshapeAttrs,
  type ReverseAttrs,
  type SliceAttrs,
  type SpaceToBatchNDAttrs,
  type SplitVAttrs,
  type StridedSliceAttrs,
  type TileAttrs,
  type TransposeAttrs,
  type UnpackAttrs,
} from '@tensorflow/tfjs-core'
import {
  broadcastTo,
  concatenate,
  expandDims,
  flip,
  pad,
  reshape,
  split,
  squeeze,
  stack,
  tile,
  transpose,
  type SliceIndex,
  type Tensor,
} from '@wengert/tensor'
import { bind, normalizeAxis, slicePrimitive } from '@wengert/tensor/internal'
import { outline, type Kernels } from './kernel.ts'

export const layout: Kernels = {
  BatchToSpaceND: ({ x }, { blockShape, crops }: BatchToSpaceNDAttrs) => {
    const blocks = blockShape.reduce((product, n) => product * n, 1)
    const shape = backend_util.getReshaped([...x.shape], blockShape, blocks)
    const order = backend_util.getPermuted(shape.length, blockShape.length)
    const joined = backend_util.getReshapedPermuted([...x.shape], blockShape, blocks)
    const begin = backend_util.getSliceBeginCoords(crops, blockShape.length)
    const size = backend_util.getSliceSize(joined, crops, blockShape.length)
    const all = reshape(transpose(reshape(x, shape), order), joined)
    return part(
      all,
      [...begin, ...all.shape.slice(begin.length).fill(0)],
      [...size, ...all.shape.slice(size.length)],
    )
  },
  BroadcastTo: ({ x }, { shape }: BroadCastToAttrs) => broadcastTo(x, shape),
  Concat: (inputs, { axis }: ConcatAttrs) => concatenate(Object.values(inputs), axis),
  DepthToSpace: ({ x }, { blockSize: b, dataFormat }: DepthToSpaceAttrs) => {
    const isLast = dataFormat === 'NHWC'
    const [n, h, w, c] = isLast ? x.shape : [0, 2, 3, 1].map((axis) => x.shape[axis])
    const d = c / (b * b)
    if (isLast) {
      const blocks = transpose(reshape(x, [n, h, w, b, b, d]), [0, 1, 3, 2, 4, 5])
      return reshape(blocks, [n, h * b, w * b, d])
    }
    const blocks = transpose(reshape(x, [n, b, b, d, h, w]), [0, 3, 4, 1, 5, 2])
    return reshape(blocks, [n, d, h * b, w * b])
  },
  ExpandDims: ({ input }, { dim }: ExpandDimsAttrs) => expandDims(input, dim),
  FlipLeftRight: ({ image }) => flip(image, 2),
  MirrorPad: ({ x }, { paddings, mode }: MirrorPadAttrs) =>
    paddings.reduce((y, widths, axis) => mirror(y, axis, widths, mode === 'reflect' ? 1 : 0), x),
  Pack: (inputs, { axis }: PackAttrs) => stack(Object.values(inputs), axis),
  PadV2: ({ x }, { paddings, constantValue }: PadV2Attrs) =>
    pad(x, paddings, { value: constantValue }),
  Reshape: ({ x }, { shape }: ReshapeAttrs) => reshape(x, shape),
  Reverse: ({ x }, { dims }: ReverseAttrs) => flip(x, dims),
  Slice: ({ x }, { begin, size }: SliceAttrs) => {
    const [starts, lengths] = slice_util.parseSliceParams(outline(x), begin, size)
    slice_util.assertParamsValid(outline(x), starts, lengths)
    return part(x, starts, lengths)
  },
  SpaceToBatchND: ({ x }, { blockShape, paddings }: SpaceToBatchNDAttrs) => {
    const blocks = blockShape.reduce((product, n) => product * n, 1)
    const rest = x.shape.slice(1 + blockShape.length).map(() => [0, 0])
    const padded = pad(x, [[0, 0], ...paddings, ...rest] as [number, number][])
    const padShape = [...padded.shape]
    const shape = backend_util.getReshaped(padShape, blockShape, blocks, false)
    const order = backend_util.getPermuted(shape.length, blockShape.length, false)
    const flat = backend_util.getReshapedPermuted(padShape, blockShape, blocks, false)
    return reshape(transpose(reshape(padded, shape), order), flat)
  },
  SplitV: ({ x }, { numOrSizeSplits, axis }: SplitVAttrs) => {
    const at = normalizeAxis('split', axis, x.ndim)
    const sizes = backend_util.prepareSplitSize(outline(x), numOrSizeSplits, at)
    const cuts = sizes.map((_, i) => sizes.slice(0, i).reduce((total, n) => total + n, 0))
    return split(x, cuts.slice(1), at)
  },
  StridedSlice: ({ x }, attributes: StridedSliceAttrs) => {
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
      attributes
    const taken = slice_util.sliceInfo(
      [...x.shape],
      begin,
      end,
      strides,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    )
    const ranges = x.shape.map((_, axis) =>
      rangeOf(taken.begin[axis], taken.end[axis], taken.strides[axis]),
    )
    return reshape(x.slice(...ranges), taken.finalShape)
  },
  Tile: ({ x }, { reps }: TileAttrs) => tile(x, reps),
  Transpose: ({ x }, { perm }: TransposeAttrs) => transpose(x, perm),
  Unpack: ({ value }, { axis }: UnpackAttrs) => {
    const at = normalizeAxis('unstack', axis, value.ndim)
    return split(value, value.shape[at], at).map((x) => squeeze(x, at))
  },
}

/** The range that NumPy writes so, where a stop of −1 is the place before the first element. */
function rangeOf(begin: number, end: number, stride: number): SliceIndex {
  if ((end - begin) * stride <= 0) return [0, 0]
  return [begin, end < 0 ? null : end, stride]
}

function part(x: Tensor, starts: readonly number[], lengths: readonly number[]): Tensor {
  return bind(slicePrimitive, [x], { starts, lengths, steps: lengths.map(() => 1) })
}

/** x with its own elements, the other way round, before and after an axis; the last `skip` not again. */
function mirror(
  x: Tensor,
  axis: number,
  [before, after]: readonly [number, number],
  skip: number,
): Tensor {
  const n = x.shape[axis]
  const cut = (from: number, to: number): Tensor =>
    flip(x.slice(...Array.from({ length: axis }, () => []), [from, to]), axis)
  return concatenate([cut(skip, skip + before), x, cut(n - skip - after, n - skip)], axis)
}
