/**
 * The arithmetic that everything else is made of: sums, products and quotients. int32 wraps around as in
 * NumPy; quotients of integers are float64.
 */
import { promoteBoth, promoteFloats, toTensor } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { DTypeError } from '../errors.ts'
import { noParams, type NoParams, type Primitive } from '../primitive.ts'
import { convolve, difference } from '../series.ts'
import { broadcastShapes } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { applyTo, applyToFloat, binary, unary } from './elementwise.ts'
import { logicalAnd, logicalOr } from './logic.ts'

export const addPrimitive: Primitive<NoParams> = binary({
  name: 'add',
  kernel: (x, y) => x + y,
  emit: (lanes, x, y) => lanes.add(x, y),
  integers: true,
  jvp: [(dx) => dx, (dy) => dy],
  transpose: (ct, x, y) => [x === null ? ct : null, y === null ? ct : null],
})

/**
 * `x + y`, broadcast; for bools the logical or, as in NumPy. int32 wraps around.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { add, tensor } from '@wengert/tensor'
 * add(tensor([1, 2]), 0.5).toArray() // → 1.5,2.5
 * ```
 */
export function add(x: TensorLike, y: TensorLike): Tensor {
  const both = promoteBoth('add', x, y)
  if (both[0].dtype !== 'bool') return bind(addPrimitive, both, noParams)
  broadcastShapes('add', both[0].shape, both[1].shape)
  return logicalOr(both[0], both[1])
}

export const subPrimitive: Primitive<NoParams> = binary({
  name: 'sub',
  kernel: (x, y) => x - y,
  emit: (lanes, x, y) => lanes.sub(x, y),
  integers: true,
  jvp: [(dx) => dx, (dy) => neg(dy)],
  transpose: (ct, x, y) => [x === null ? ct : null, y === null ? neg(ct) : null],
})

/**
 * `x − y`, broadcast. int32 wraps around.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @throws DTypeError for bools.
 * @example
 * ```ts
 * import { sub, tensor } from '@wengert/tensor'
 * sub(1, tensor([1, 2])).toArray() // → 0,-1
 * ```
 */
export function sub(x: TensorLike, y: TensorLike): Tensor {
  const both = promoteBoth('sub', x, y)
  refuseBool('sub', both[0], 'use notEqual, or cast to int32 first')
  return bind(subPrimitive, both, noParams)
}

export const mulPrimitive: Primitive<NoParams> = binary({
  name: 'mul',
  kernel: (x, y) => x * y,
  emit: (lanes, x, y) => lanes.mul(x, y),
  integers: true,
  intKernel: Math.imul,
  jvp: [(dx, _x, y) => mul(dx, y), (dy, x) => mul(x, dy)],
  taylor: (k, [x, y]) => convolve(x, y, k, 0, mul),
  transpose: (ct, x, y) => [x === null ? mul(ct, y!) : null, y === null ? mul(ct, x!) : null],
  linearIn: 'one',
})

/**
 * `x · y` element by element, broadcast; for bools the logical and, as in NumPy. int32 wraps
 * around.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { mul, tensor } from '@wengert/tensor'
 * mul(tensor([[1], [2]]), tensor([3, 4])).toArray() // → 3,4,6,8
 * ```
 */
export function mul(x: TensorLike, y: TensorLike): Tensor {
  const both = promoteBoth('mul', x, y)
  if (both[0].dtype !== 'bool') return bind(mulPrimitive, both, noParams)
  broadcastShapes('mul', both[0].shape, both[1].shape)
  return logicalAnd(both[0], both[1])
}

export const divPrimitive: Primitive<NoParams> = binary({
  name: 'div',
  kernel: (x, y) => x / y,
  emit: (lanes, x, y) => lanes.div(x, y),
  // d(x/y) = dx/y - (x/y)/y dy
  jvp: [(dx, _x, y) => div(dx, y), (dy, _x, y, z) => neg(mul(div(z, y), dy))],
  // zₖ = (xₖ - Σⱼ₌₁ yⱼ zₖ₋ⱼ) / y₀
  taylor: (k, [x, y], z) => {
    const rest = difference(x.at(k), convolve(y, z, k, 1, mul))
    return rest && div(rest, y.value)
  },
  transpose: (ct, x, y) => [x === null ? div(ct, y!) : null, null],
  linearIn: [0],
})

/**
 * `x / y`, broadcast; integers and bools are divided as float64. `d(x/y) = dx/y − (x/y²) dy`.
 *
 * @throws ShapeError when the shapes do not broadcast.
 * @example
 * ```ts
 * import { div, tensor } from '@wengert/tensor'
 * div(tensor([1, 0]), 4).toArray() // → 0.25,0
 * div(1, 0).item() // → Infinity
 * ```
 */
export function div(x: TensorLike, y: TensorLike): Tensor {
  return bind(divPrimitive, promoteFloats('div', x, y), noParams)
}

export const negPrimitive: Primitive<NoParams> = unary({
  name: 'neg',
  kernel: (x) => -x,
  emit: (lanes, x) => lanes.neg(x),
  integers: true,
  jvp: (dx) => neg(dx),
  transpose: (ct) => neg(ct),
})

/**
 * `−x`, in x's dtype.
 *
 * @throws DTypeError for bools.
 * @example
 * ```ts
 * import { neg, tensor } from '@wengert/tensor'
 * neg(tensor([1, -2])).toArray() // → -1,2
 * ```
 */
export function neg(x: TensorLike): Tensor {
  const a = toTensor('neg', x)
  refuseBool('neg', a, 'use logicalNot, or cast to int32 first')
  return bind(negPrimitive, [a], noParams)
}

export const squarePrimitive: Primitive<NoParams> = unary({
  name: 'square',
  kernel: (x) => x * x,
  emit: (lanes, x) => lanes.mul(x, x),
  integers: true,
  intKernel: (x) => Math.imul(x, x),
  jvp: (dx, x) => mul(dx, mul(x, 2)), // d(x²) = 2x dx
})

/**
 * `x²`, in x's dtype; int32 wraps around. `d(x²) = 2x dx`.
 *
 * @example
 * ```ts
 * import { square, tensor } from '@wengert/tensor'
 * square(tensor([-3, 0.5])).toArray() // → 9,0.25
 * ```
 */
export function square(x: TensorLike): Tensor {
  return applyTo(squarePrimitive, x)
}

export const reciprocalPrimitive: Primitive<NoParams> = unary({
  name: 'reciprocal',
  kernel: (x) => 1 / x,
  emit: (lanes, x) => lanes.div(lanes.constant(1), x),
  jvp: (dx, _x, y) => neg(mul(dx, square(y))), // d(1/x) = -y² dx
})

/**
 * `1 / x`; integers and bools are taken as float64. `d(1/x) = −dx / x²`.
 *
 * @example
 * ```ts
 * import { reciprocal } from '@wengert/tensor'
 * reciprocal(4).item() // → 0.25
 * ```
 */
export function reciprocal(x: TensorLike): Tensor {
  return applyToFloat(reciprocalPrimitive, x)
}

export function refuseBool(operation: string, x: Tensor, remedy: string): void {
  if (x.dtype === 'bool') {
    throw new DTypeError(`${operation}: the operands have dtype bool; ${remedy}.`)
  }
}
