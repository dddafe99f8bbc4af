/**
 * Convolution as neural networks mean it (cross-correlation: the kernel is not flipped): a product of
 * the windows of x with the kernel. That costs a copy of x for each element of the kernel's window, and
 * makes one matrix product of the rest.
 */
import { describe } from '../describe.ts'
import { checkOptions } from '../options.ts'
import { promoteBoth } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { ArgumentError, ShapeError } from '../errors.ts'
import { castTo } from '../primitives/cast.ts'
import { dotGeneralPrimitive } from '../primitives/dot.ts'
import { reshape } from '../primitives/layout.ts'
import { pad } from '../primitives/padding.ts'
import { windowsPrimitive } from '../primitives/windows.ts'
import { formatShape, range } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { moveAxis } from './axis-order.ts'
import { geometryOf, type Geometry, type Padding } from './window-geometry.ts'

export interface ConvOptions {
  /** How far the kernel moves from one result to the next, for all axes or each; 1 by default. */
  readonly stride?: number | readonly number[]
  /** `'valid'` (none) by default. */
  readonly padding?: Padding
  /** How far apart the kernel's elements lie on x, for all axes or each; 1 by default. */
  readonly dilation?: number | readonly number[]
  /** Into how many groups the channels are divided, each convolved by itself; 1 by default. */
  readonly groups?: number
}

/**
 * The convolution `z[o, p] = Σ w[o, c, k] x[c, p·stride + k·dilation]` over the last axes, one, two or more
 * as the kernel has. x has shape [batch…, channels, length…] with any number of batch axes, the kernel
 * [results, channels / groups, size…], the result [batch…, results, count…], with
 * count = ⌊(length + padding − (size − 1) dilation − 1) / stride⌋ + 1.
 *
 * Operands are promoted to a common dtype; bools are counted as int32. Linear in each operand. It needs
 * memory for size… copies of x.
 *
 * @throws ShapeError when channels and groups do not fit, or the kernel is longer than x.
 * @throws ArgumentError when a stride, dilation, padding or the groups are not as described.
 * @example
 * ```ts
 * import { conv, tensor } from '@wengert/tensor'
 * const x = tensor([[1, 2, 3, 4]])
 * conv(x, tensor([[[1, 0, -1]]])).toArray() // → -2,-2
 * conv(x, tensor([[[1, 1]]]), { stride: 2 }).toArray() // → 3,7
 * conv(x, tensor([[[1, 1, 1]]]), { padding: 'same' }).toArray() // → 3,6,9,7
 * ```
 */
export function conv(x: TensorLike, kernel: TensorLike, options: ConvOptions = {}): Tensor {
  checkOptions('conv', options, ['stride', 'padding', 'dilation', 'groups'])
  const { stride = 1, padding = 'valid', dilation = 1, groups = 1 } = options
  const [a, w] = promoteBoth('conv', x, kernel).map((t) =>
    t.dtype === 'bool' ? castTo(t, 'int32') : t,
  )
  const rank = w.ndim - 2
  const channels = checkChannels(a, w, rank, groups)
  const geometry = geometryOf('conv', a.shape, w.shape.slice(2), { stride, dilation, padding })
  const batch = a.shape.slice(0, a.ndim - rank - 1)
  const results = w.shape[0]
  const patches = windowsOf(a, geometry)
  // [batch…, groups, channels, size…, count…] and [groups, results, channels, size…]
  const right = reshape(patches, [
    ...batch,
    groups,
    channels / groups,
    ...patches.shape.slice(batch.length + 1),
  ])
  const left = reshape(w, [groups, results / groups, ...w.shape.slice(1)])
  const product = bind(dotGeneralPrimitive, [left, right], {
    batch: [[0], [batch.length]],
    contract: [range(rank + 1).map((i) => 2 + i), range(rank + 1).map((i) => batch.length + 1 + i)],
  })
  // [groups, results, batch…, count…]
  const inPlace = moveAxis(product, [0, 1], [batch.length, batch.length + 1])
  return reshape(inPlace, [...batch, results, ...geometry.counts])
}

function checkChannels(x: Tensor, w: Tensor, rank: number, groups: number): number {
  if (rank < 1 || x.ndim < rank + 1) {
    throw new ShapeError(
      `conv: a kernel of shape ${formatShape(w.shape)} and x of shape ${formatShape(x.shape)}; give a kernel ` +
        '[results, channels, size…] and x [batch…, channels, length…] with as many lengths as sizes.',
    )
  }
  if (!Number.isInteger(groups) || groups < 1) {
    throw new ArgumentError(
      `conv: groups = ${describe(groups)} is not a number of groups; give a positive integer.`,
    )
  }
  const channels = x.shape[x.ndim - rank - 1]
  if (channels !== w.shape[1] * groups || w.shape[0] % groups !== 0) {
    throw new ShapeError(
      `conv: x of shape ${formatShape(x.shape)} has ${channels} channels, and a kernel of shape ${formatShape(w.shape)} ` +
        `in ${groups} groups takes ${w.shape[1] * groups} and must give a multiple of ${groups}; make them agree.`,
    )
  }
  return channels
}

/** The windows of x, padded with a constant. */
export function windowsOf(x: Tensor, geometry: Geometry, value = 0): Tensor {
  const { sizes, dilations, strides, padding } = geometry
  const none = [0, 0] as const
  const around = [...x.shape.slice(padding.length).map(() => none), ...padding]
  const padded = padding.some(([before, after]) => before + after > 0)
    ? pad(x, around, { value })
    : x
  return bind(windowsPrimitive, [padded], { sizes, dilations, strides })
}
