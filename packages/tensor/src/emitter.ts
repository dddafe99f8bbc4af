/**
 * How an elementwise primitive says what a compiler shall emit for it: a function of lanes. A lane is a
 * value of the innermost loop, a whole SIMD vector or a single number; the rule is the same for both.
 * Every operation here is one IEEE operation (or one on the bits of a number), so that the emitted code,
 * on any engine and at any vector width, gives the bits of the same steps in JavaScript.
 */

/** A value of the innermost loop: a float, or a mask where a comparison made it. */
export type Lane = number & { readonly lane: unique symbol }

/**
 * A function of one or two float64 numbers. Emitted code has it too, with the same bits, but what emits it
 * is the compiler's: wasm/functions, where it has this name.
 */
export interface LaneFunction {
  readonly name: string
  readonly scalar: (...operands: number[]) => number
  /**
   * The function of float32 operands where it has steps of its own, in float32, in wasm/functions/single.
   * Without it what they get is computed in float64 and rounded.
   */
  readonly single?: LaneFunction
}

/** What emits a LaneFunction. */
export type LaneRule = (lanes: DoubleLanes, operands: readonly Lane[]) => Lane

/** What emits the `single` of a LaneFunction. */
export type SingleRule = (lanes: SingleLanes, operands: readonly Lane[]) => Lane

export interface Lanes {
  constant(value: number): Lane
  add(x: Lane, y: Lane): Lane
  sub(x: Lane, y: Lane): Lane
  mul(x: Lane, y: Lane): Lane
  div(x: Lane, y: Lane): Lane
  /** As Math.min and Math.max: NaN if either is, −0 below +0. */
  min(x: Lane, y: Lane): Lane
  max(x: Lane, y: Lane): Lane
  sqrt(x: Lane): Lane
  abs(x: Lane): Lane
  neg(x: Lane): Lane
  floor(x: Lane): Lane
  ceil(x: Lane): Lane
  trunc(x: Lane): Lane
  /** To the nearest integer, ties to even. */
  nearest(x: Lane): Lane

  equal(x: Lane, y: Lane): Lane
  notEqual(x: Lane, y: Lane): Lane
  less(x: Lane, y: Lane): Lane
  lessEqual(x: Lane, y: Lane): Lane
  greater(x: Lane, y: Lane): Lane
  greaterEqual(x: Lane, y: Lane): Lane
  and(p: Lane, q: Lane): Lane
  or(p: Lane, q: Lane): Lane
  not(p: Lane): Lane
  /** x where the mask holds, y elsewhere; both are computed. */
  select(mask: Lane, x: Lane, y: Lane): Lane

  /** Applies a function: emitted in place, or as a call where code would grow too much. */
  call(f: LaneFunction, ...operands: Lane[]): Lane
}

/** What rules may use beside: the bits of their lanes, 64 of a float64, 32 of a float32. */
export interface BitLanes extends Lanes {
  bitAnd(x: Lane, y: Lane): Lane
  bitOr(x: Lane, y: Lane): Lane
  bitXor(x: Lane, y: Lane): Lane
  /** The bits as integers, modulo 2⁶⁴ or 2³². */
  addBits(x: Lane, y: Lane): Lane
  subBits(x: Lane, y: Lane): Lane
  /** By a constant count; the right shift is logical. */
  shiftLeft(x: Lane, count: number): Lane
  shiftRight(x: Lane, count: number): Lane
}

export interface SingleLanes extends BitLanes {
  /** The float32 with these 32 bits; not NaN. */
  bits(word: number): Lane
}

export interface DoubleLanes extends BitLanes {
  /** The number with these 64 bits. */
  bits(high: number, low: number): Lane
  /**
   * y, but the host's version of f at the operands wherever the mask holds: for rare arguments that
   * need a long computation. Costs a test where the mask holds nowhere.
   */
  escape(mask: Lane, f: LaneFunction, operands: readonly Lane[], y: Lane): Lane
}
