/**
 * Elementwise operations on concrete tensors by compiled kernels, with the bits of the host's. A kernel
 * computes a piece of fixed length at fixed addresses, between copies in and out, so that one serves
 * tensors of every size; what no piece covers is left to a last piece that is not full.
 */
import type { Aval } from '../aval.ts'
import { allocate, type DType, type TypedArray } from '../dtype.ts'
import type { Primitive } from '../primitive.ts'
import { castPrimitive } from '../primitives/cast.ts'
import type { Tensor } from '../tensor.ts'
import { kernelOf, slotOf } from './elementwise-kernel.ts'
import { computeTogether, helpPays } from './elementwise-together.ts'
import { compiledKernel, workspace } from './kernels.ts'
import { LaneLibrary } from './lanes/library.ts'
import { emitLoops } from './loops/emit.ts'
import { isLoopOperation, type View } from './loops/kernel.ts'

/** Elements of a piece, of large and of small results. */
const pieceLengths = [2048, 256] as const

/** Nanoseconds of the host's kernel for one element: of arithmetic more, of functions fewer pay. */
const hostTime = 5

/** Bytes between the arrays of a piece. */
const pitch = 8 * pieceLengths[0]

/** The elements of the result, or null where the host is the better or the only way. */
export function computeCompiled(
  primitive: Primitive,
  operands: readonly Tensor[],
  params: unknown,
  output: Aval,
): TypedArray | null {
  const { size, dtype } = output
  if (!isComputable(primitive, operands, output)) return null
  const length = size < pieceLengths[0] ? pieceLengths[1] : pieceLengths[0]
  const views = operands.map(({ dtype: of, size: n }, i): View => {
    return { dtype: of, address: i * pitch, strides: [n === 1 ? 0 : 1] }
  })
  const target: View = { dtype, address: operands.length * pitch, strides: [1] }
  const key = keyOf(primitive, params, views, dtype, length)
  const inOne = kernelOf(primitive, params, views, target, [length])
  if (helpPays(inOne, size)) {
    return computeTogether({ primitive, params, key }, operands, output)
  }
  const kernel = compiledKernel(key, size * hostTime, (module) => {
    const library = new LaneLibrary(module)
    return { run: emitLoops(library, inOne), escapes: library.escapes }
  })
  const memory = kernel && workspace((operands.length + 1) * pitch)
  if (!kernel || memory === null) return null

  const result = allocate(dtype, size)
  const slots = views.map((view) => slotOf(memory, view, length))
  const slot = slotOf(memory, target, length)
  operands.forEach((x, i) => {
    if (x.size === 1) slots[i][0] = x.host![0]
  })
  for (let from = 0; from < size; from += length) {
    const to = Math.min(from + length, size)
    operands.forEach((x, i) => {
      if (x.size !== 1) slots[i].set(x.host!.subarray(from, to))
    })
    kernel()
    result.set(to - from === length ? slot : slot.subarray(0, to - from), from)
  }
  return result
}

/** Whether a loop can compute it, over operands that are of the result's size or one number. */
function isComputable(primitive: Primitive, operands: readonly Tensor[], output: Aval): boolean {
  return (
    (primitive.emit !== undefined || primitive.name === castPrimitive.name) &&
    operands.every(({ size }) => size === 1 || size === output.size) &&
    isLoopOperation(
      primitive,
      operands.map(({ dtype }) => dtype),
    )
  )
}

function keyOf(
  { name }: Primitive,
  params: unknown,
  views: readonly View[],
  dtype: DType,
  length: number,
): string {
  const values = Object.values(params as Record<string, unknown>)
  const given = values.map((value) => (Object.is(value, -0) ? '-0' : String(value)))
  const operands = views.map((view) => `${view.dtype}${view.strides[0]}`)
  return `${name} ${given.join()} ${operands.join()} ${dtype} ${length}`
}
