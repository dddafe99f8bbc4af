/** Kernels that work element by element. */
import {
  abs,
  acos,
  acosh,
  add,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  ceil,
  cos,
  cosh,
  div,
  equal,
  erf,
  exp,
  expm1,
  floor,
  greater,
  greaterEqual,
  isFinite,
  isNan,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  minimum,
  mul,
  neg,
  notEqual,
  pow,
  reciprocal,
  rem,
  round,
  rsqrt,
  sign,
  sin,
  sinh,
  sqrt,
  square,
  sub,
  tan,
  tanh,
  where,
  type Tensor,
} from '@wengert/tensor'
import { each, type Kernels } from './kernel.ts'

const unary = each(['x'], {
  Abs: abs,
  Acos: acos,
  Acosh: acosh,
  Asin: asin,
  Asinh: asinh,
  Atan: atan,
  Atanh: atanh,
  Ceil: ceil,
  Cos: cos,
  Cosh: cosh,
  Erf: erf,
  Exp: exp,
  Expm1: expm1,
  Floor: floor,
  IsFinite: isFinite,
  IsInf: (x) => logicalNot(logicalOr(isFinite(x), isNan(x))),
  IsNan: isNan,
  Log: log,
  Log1p: log1p,
  LogicalNot: logicalNot,
  Neg: neg,
  Reciprocal: reciprocal,
  Round: round,
  Rsqrt: rsqrt,
  Sign: (x) => where(isNan(x), 0, sign(x)),
  Sin: sin,
  Sinh: sinh,
  Sqrt: sqrt,
  Square: square,
  Tan: tan,
  Tanh: tanh,
})

const binary = each(['a', 'b'], {
  Add: add,
  Atan2: atan2,
  Equal: equal,
  FloorDiv: floorDiv,
  Greater: greater,
  GreaterEqual: greaterEqual,
  Less: less,
  LessEqual: lessEqual,
  LogicalAnd: logicalAnd,
  LogicalOr: logicalOr,
  Maximum: maximum,
  Minimum: minimum,
  // The remainder with the sign of b.
  Mod: (a, b) => {
    const r = rem(a, b)
    return where(notEqual(less(r, 0), less(b, 0)), rem(add(r, b), b), r)
  },
  Multiply: mul,
  NotEqual: notEqual,
  Pow: pow,
  RealDiv: div,
  SquaredDifference: (a, b) => square(sub(a, b)),
  Sub: sub,
})

export const elementwise: Kernels = {
  ...unary,
  ...binary,
  AddN: (inputs) => Object.values(inputs).reduce(add),
  Select: ({ condition, t, e }) => where(alongFirst(condition, t), t, e),
}

function floorDiv(a: Tensor, b: Tensor): Tensor {
  const quotient = floor(div(a, b))
  return a.dtype === 'int32' ? quotient.cast('int32') : quotient
}

/** A condition with one axis chooses along the first. */
function alongFirst(condition: Tensor, t: Tensor): Tensor {
  if (condition.ndim !== 1 || t.ndim <= 1) return condition
  return condition.reshape([condition.size, ...t.shape.slice(1).map(() => 1)])
}
