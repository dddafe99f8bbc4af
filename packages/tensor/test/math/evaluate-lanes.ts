/**
 * Lanes one at a time, the slow and obvious way: a lane is the 64 bits of its number, a mask all ones
 * or all zeros. A NaN that arithmetic makes gets a payload of ones, since engines may give it any;
 * what a function does with the bits of numbers must not depend on it.
 */
import type { DoubleLanes, Lane, LaneFunction } from '../../src/emitter.ts'
import { laneRuleOf } from '../../src/wasm/functions/index.ts'

const float = new Float64Array(1)
const word = new BigUint64Array(float.buffer)
const anyNaN = 0x7fff_ffff_ffff_ffffn
const ones = 0xffff_ffff_ffff_ffffn

// A lane is opaque to the functions under test; here it holds a bigint.
const lane = (bits: bigint): Lane => BigInt.asUintN(64, bits) as unknown as Lane
const bitsOf = (x: Lane): bigint => x as unknown as bigint

export function fromNumber(x: number): Lane {
  float[0] = x
  return lane(x !== x ? anyNaN : word[0])
}

export function toNumber(x: Lane): number {
  word[0] = bitsOf(x)
  return float[0]
}

export const toMask = (holds: boolean): Lane => lane(holds ? ones : 0n)
export const fromMask = (mask: Lane): boolean => bitsOf(mask) !== 0n

/** Counts what has been asked for. */
export let operations = 0
export let escapes = 0

export function resetCounts(): void {
  operations = 0
  escapes = 0
}

function count<T>(result: T): T {
  operations++
  return result
}

const arithmetic =
  (f: (x: number, y: number) => number) =>
  (x: Lane, y: Lane): Lane =>
    count(fromNumber(f(toNumber(x), toNumber(y))))
const single =
  (f: (x: number) => number) =>
  (x: Lane): Lane =>
    count(fromNumber(f(toNumber(x))))
const comparison =
  (f: (x: number, y: number) => boolean) =>
  (x: Lane, y: Lane): Lane =>
    count(toMask(f(toNumber(x), toNumber(y))))
const bitwise =
  (f: (x: bigint, y: bigint) => bigint) =>
  (x: Lane, y: Lane): Lane =>
    count(lane(f(bitsOf(x), bitsOf(y))))

function nearest(x: number): number {
  const below = Math.floor(x)
  const rest = x - below
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0)
  const result = Number.isFinite(x) ? (up ? below + 1 : below) : x
  return result === 0 && (x < 0 || Object.is(x, -0)) ? -0 : result
}

export const numberLanes: DoubleLanes = {
  constant: fromNumber,
  add: arithmetic((x, y) => x + y),
  sub: arithmetic((x, y) => x - y),
  mul: arithmetic((x, y) => x * y),
  div: arithmetic((x, y) => x / y),
  min: arithmetic(Math.min),
  max: arithmetic(Math.max),
  sqrt: single(Math.sqrt),
  // The sign is a bit like any other, of NaN too.
  abs: (x) => count(lane(bitsOf(x) & ~(1n << 63n))),
  neg: (x) => count(lane(bitsOf(x) ^ (1n << 63n))),
  floor: single(Math.floor),
  ceil: single(Math.ceil),
  trunc: single(Math.trunc),
  nearest: single(nearest),
  equal: comparison((x, y) => x === y),
  notEqual: comparison((x, y) => x !== y),
  less: comparison((x, y) => x < y),
  lessEqual: comparison((x, y) => x <= y),
  greater: comparison((x, y) => x > y),
  greaterEqual: comparison((x, y) => x >= y),
  and: bitwise((p, q) => p & q),
  or: bitwise((p, q) => p | q),
  not: (p) => count(lane(~bitsOf(p))),
  select: (mask, x, y) => count(fromMask(mask) ? x : y),
  call: (f, ...operands) => laneRuleOf(f)(numberLanes, operands),
  bits: (high, low) => lane((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)),
  bitAnd: bitwise((x, y) => x & y),
  bitOr: bitwise((x, y) => x | y),
  bitXor: bitwise((x, y) => x ^ y),
  addBits: bitwise((x, y) => x + y),
  subBits: bitwise((x, y) => x - y),
  shiftLeft: (x, places) => count(lane(bitsOf(x) << BigInt(places))),
  shiftRight: (x, places) => count(lane(bitsOf(x) >> BigInt(places))),
  escape: (mask, f, operands, y) => {
    if (!fromMask(mask)) return y
    escapes++
    return fromNumber(f.scalar(...operands.map(toNumber)))
  },
}

/** The emitted function at numbers. */
export function evaluateLanes(f: LaneFunction, ...operands: number[]): number {
  return toNumber(laneRuleOf(f)(numberLanes, operands.map(fromNumber)))
}
