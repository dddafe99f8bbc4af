/**
 * A checked expression with tensors for x and y: the same walk gives one value, the values on a grid, or,
 * while a tape is open, a program. A sum is one operation over all its terms: its index is a tensor with an
 * axis of its own before the axes of the points.
 */
import * as t from '@wengert/tensor'
import type { Tensor, TensorLike } from '@wengert/tensor'
import type { Expression } from './syntax.ts'
import type { FunctionName } from './vocabulary.ts'

type Operation = (...args: TensorLike[]) => Tensor

const operations: { readonly [N in FunctionName]: Operation } = {
  abs: t.abs,
  acos: t.acos,
  acosh: t.acosh,
  add: t.add,
  and: t.logicalAnd,
  asin: t.asin,
  asinh: t.asinh,
  atan: t.atan,
  atan2: t.atan2,
  atanh: t.atanh,
  cos: t.cos,
  cosh: t.cosh,
  divide: t.div,
  equal: t.equal,
  erf: t.erf,
  exp: t.exp,
  expm1: t.expm1,
  larger: t.greater,
  largerEq: t.greaterEqual,
  lgamma: t.lgamma,
  log: t.log,
  log10: (a) => t.mul(t.log(a), Math.LOG10E),
  log1p: t.log1p,
  log2: (a) => t.mul(t.log(a), Math.LOG2E),
  max: (first, ...others) => others.reduce<Tensor>((a, b) => t.maximum(a, b), asTensor(first)),
  min: (first, ...others) => others.reduce<Tensor>((a, b) => t.minimum(a, b), asTensor(first)),
  multiply: t.mul,
  not: t.logicalNot,
  or: t.logicalOr,
  pow: t.pow,
  relu: t.relu,
  sigmoid: t.sigmoid,
  sign: t.sign,
  sin: t.sin,
  sinh: t.sinh,
  smaller: t.less,
  smallerEq: t.lessEqual,
  softplus: t.softplus,
  sqrt: t.sqrt,
  square: t.square,
  subtract: t.sub,
  tan: t.tan,
  tanh: t.tanh,
  unaryMinus: t.neg,
  unequal: t.notEqual,
}

/** The function at x and y, tensors of one shape; a result of that shape. */
export function evaluate(expression: Expression, x: Tensor, y: Tensor): Tensor {
  const visit = (
    node: Expression,
    variables: Readonly<Record<string, TensorLike>>,
    rank: number,
  ): TensorLike => {
    switch (node.kind) {
      case 'number':
        return node.value
      case 'variable':
        return variables[node.name]
      case 'call':
        return operations[node.name](...node.args.map((arg) => visit(arg, variables, rank)))
      case 'choice': {
        const [test, yes, no] = [node.test, node.yes, node.no].map((part) =>
          visit(part, variables, rank),
        )
        return t.where(asBool(test), yes, no)
      }
      case 'sum': {
        const count = node.to - node.from + 1
        const index = t.tensor(
          Float64Array.from({ length: count }, (_, i) => node.from + i),
          {
            shape: [count, ...new Array<number>(rank).fill(1)],
          },
        )
        const body = visit(node.body, { ...variables, [node.index]: index }, rank + 1)
        const whole = typeof body !== 'number' && (body as Tensor).ndim > rank
        return whole ? (body as Tensor).sum(0) : t.mul(body, count)
      }
    }
  }
  const value = asTensor(visit(expression, { x, y }, x.ndim))
  const real = value.dtype === 'bool' ? value.cast('float64') : value
  return String(real.shape) === String(x.shape) ? real : t.broadcastTo(real, x.shape)
}

function asTensor(value: TensorLike): Tensor {
  return value instanceof t.Tensor ? value : t.tensor(value as number)
}

/** A test may be a number, which holds where it is not 0. */
function asBool(test: TensorLike): Tensor {
  const value = asTensor(test)
  return value.dtype === 'bool' ? value : t.notEqual(value, 0)
}

/** How many elements one point of a grid costs at the widest sum, to choose how many points go together. */
export function widthOf(node: Expression): number {
  switch (node.kind) {
    case 'number':
    case 'variable':
      return 1
    case 'call':
      return Math.max(1, ...node.args.map(widthOf))
    case 'choice':
      return Math.max(widthOf(node.test), widthOf(node.yes), widthOf(node.no))
    case 'sum':
      return (node.to - node.from + 1) * widthOf(node.body)
  }
}
