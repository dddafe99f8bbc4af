/**
 * The lanes of `emitter.ts` as recorders of a graph. For float32 operands a plain operation is one of
 * float32: the host computes in float64 and rounds when it stores, which gives the same number, since a
 * float64 has more than twice the digits (S. Figueroa, "When is double rounding innocuous?", SIGNUM
 * Newsletter 30, 1995). A LaneFunction that has no `single` is computed in float64, and rounded at the end.
 */
import type { BitLanes, DoubleLanes, Lane, Lanes, SingleLanes } from '../../emitter.ts'
import { laneRuleOf } from '../functions/index.ts'
import { singleRuleOf } from '../functions/single/index.ts'
import type { LaneGraph } from './graph.ts'
import type { Arithmetic, BitOperation, Comparison, LaneRecorder } from './operations.ts'

type Unary = (x: Lane) => Lane
type Binary = (x: Lane, y: Lane) => Lane

/** The operations that lanes have, from what applies one to numbers. */
function operationsOf(
  recorder: LaneRecorder,
  numbers: Pick<LaneRecorder, 'arithmetic' | 'compare'>,
): Omit<Lanes, 'constant' | 'select' | 'call'> {
  const unary =
    (operation: Arithmetic): Unary =>
    (x) =>
      numbers.arithmetic(operation, x)
  const binary =
    (operation: Arithmetic): Binary =>
    (x, y) =>
      numbers.arithmetic(operation, x, y)
  const comparison =
    (operation: Comparison): Binary =>
    (x, y) =>
      numbers.compare(operation, x, y)
  return {
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    min: binary('min'),
    max: binary('max'),
    sqrt: unary('sqrt'),
    abs: unary('abs'),
    neg: unary('neg'),
    floor: unary('floor'),
    ceil: unary('ceil'),
    trunc: unary('trunc'),
    nearest: unary('nearest'),
    equal: comparison('eq'),
    notEqual: comparison('ne'),
    less: comparison('lt'),
    lessEqual: comparison('le'),
    greater: comparison('gt'),
    greaterEqual: comparison('ge'),
    and: (p, q) => recorder.and(p, q),
    or: (p, q) => recorder.or(p, q),
    not: (p) => recorder.not(p),
  }
}

/** Lanes of float64 in which functions are calls. */
export function callingLanes(recorder: LaneRecorder): Lanes {
  return {
    ...operationsOf(recorder, recorder),
    constant: (value) => recorder.constant(value, 'f64'),
    select: (mask, x, y) => recorder.select(mask, x, y),
    call: (f, ...operands) => recorder.call(f, operands),
  }
}

/**
 * Lanes of float64. A function is recorded in place while the graph has less than `budget` nodes, and
 * as a call from then on.
 */
export function doubleLanes(graph: LaneGraph, budget: number): DoubleLanes {
  const lanes: DoubleLanes = {
    ...callingLanes(graph),
    ...bitsOf(graph, (x) => x),
    call: (f, ...operands) =>
      graph.nodes.length < budget ? laneRuleOf(f)(lanes, operands) : graph.call(f, operands),
    bits: (high, low) => graph.bits((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)),
    escape: (mask, f, operands, y) => graph.escape(mask, f, operands, y),
  }
  return lanes
}

/** The operations on the bits of numbers, which are made of this type first. */
function bitsOf(graph: LaneGraph, typed: Unary): Omit<BitLanes, keyof Lanes> {
  const bitwise =
    (operation: BitOperation): Binary =>
    (x, y) =>
      graph.bitwise(operation, typed(x), typed(y))
  return {
    bitAnd: bitwise('bitAnd'),
    bitOr: bitwise('bitOr'),
    bitXor: bitwise('bitXor'),
    addBits: bitwise('addBits'),
    subBits: bitwise('subBits'),
    shiftLeft: (x, count) => graph.shift('shiftLeft', typed(x), count),
    shiftRight: (x, count) => graph.shift('shiftRight', typed(x), count),
  }
}

/** Whether a lane is of float32, or a constant that is one. */
function isSingle(recorder: LaneRecorder, x: Lane): boolean {
  const value = recorder.type(x) === 'f64' ? recorder.value(x) : 0
  return value !== null && (value !== value || Math.fround(value) === value)
}

/**
 * Lanes of float32 in which functions are calls. Constants stay float64 until they meet an operand, since
 * a function may want all their digits.
 */
export function callingSingles(recorder: LaneRecorder, double: Lanes): Lanes {
  const demote: Unary = (x) => recorder.demote(x)
  const promote: Unary = (x) => recorder.promote(x)
  /** To float32 where the operands have it, else to float64. */
  const common = (x: Lane, y: Lane): Unary =>
    isSingle(recorder, x) && isSingle(recorder, y) ? demote : promote
  return {
    ...operationsOf(recorder, {
      arithmetic: (operation, x, y) => {
        const to = common(x, y ?? x)
        return demote(recorder.arithmetic(operation, to(x), y === undefined ? y : to(y)))
      },
      compare: (operation, x, y) => {
        const to = common(x, y)
        return recorder.compare(operation, to(x), to(y))
      },
    }),
    constant: (value) => recorder.constant(value, 'f64'),
    select: (mask, x, y) =>
      recorder.type(x) === 'mask'
        ? recorder.select(mask, x, y)
        : recorder.select(mask, demote(x), demote(y)),
    call: (f, ...operands) =>
      f.single !== undefined && operands.every((x) => isSingle(recorder, x))
        ? recorder.call(f.single, operands.map(demote))
        : demote(double.call(f, ...operands.map(promote))),
  }
}

/** Lanes of float32, functions as in `doubleLanes`. */
export function singleLanes(graph: LaneGraph, double: Lanes, budget: number): SingleLanes {
  const calling = callingSingles(graph, double)
  const lanes: SingleLanes = {
    ...calling,
    ...bitsOf(graph, (x) => graph.demote(x)),
    call: (f, ...operands) => {
      const isInPlace = f.single !== undefined && graph.nodes.length < budget
      return isInPlace && operands.every((x) => isSingle(graph, x))
        ? singleRuleOf(f.single)(
            lanes,
            operands.map((x) => graph.demote(x)),
          )
        : calling.call(f, ...operands)
    },
    bits: (word) => graph.constant(floatOf(word), 'f32'),
  }
  return lanes
}

const word = new Uint32Array(1)
const float = new Float32Array(word.buffer)

function floatOf(bits: number): number {
  word[0] = bits
  return float[0]
}
