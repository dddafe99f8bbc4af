/**
 * The lanes of `emitter.ts` for int32, which wraps around, and what a float is as one: its integer part
 * modulo 2³², 0 where there is none (ToInt32 of ECMA-262). That is reached in steps that are exact: a
 * float64 less a multiple of 2³² that is no larger is a float64.
 */
import type { Lane, Lanes } from '../../emitter.ts'
import type { Arithmetic, Comparison, LaneRecorder } from './operations.ts'

/** Lanes of i32. Integers need no rounding; functions are not theirs. */
export function integerLanes(recorder: LaneRecorder): Lanes {
  const number =
    (operation: Arithmetic) =>
    (x: Lane, y: Lane): Lane =>
      recorder.arithmetic(operation, x, y)
  const test =
    (operation: Comparison) =>
    (x: Lane, y: Lane): Lane =>
      recorder.compare(operation, x, y)
  const constant = (value: number): Lane => recorder.constant(value, 'i32')
  const choose =
    (operation: Comparison) =>
    (x: Lane, y: Lane): Lane =>
      recorder.select(recorder.compare(operation, x, y), x, y)
  const neg = (x: Lane): Lane => recorder.arithmetic('sub', constant(0), x)
  const same = (x: Lane): Lane => x
  const missing = (): never => {
    throw new Error('integers have no quotients, roots or functions')
  }
  return {
    constant,
    add: number('add'),
    sub: number('sub'),
    mul: number('mul'),
    div: missing,
    min: choose('lt'),
    max: choose('gt'),
    sqrt: missing,
    abs: (x) => recorder.select(recorder.compare('lt', x, constant(0)), neg(x), x),
    neg,
    floor: same,
    ceil: same,
    trunc: same,
    nearest: same,
    equal: test('eq'),
    notEqual: test('ne'),
    less: test('lt'),
    lessEqual: test('le'),
    greater: test('gt'),
    greaterEqual: test('ge'),
    and: (p, q) => recorder.and(p, q),
    or: (p, q) => recorder.or(p, q),
    not: (p) => recorder.not(p),
    select: (mask, x, y) => recorder.select(mask, x, y),
    call: missing,
  }
}

/** A float64 as an i32. */
export function toInteger(recorder: LaneRecorder, x: Lane): Lane {
  const constant = (value: number): Lane => recorder.constant(value, 'f64')
  const turns = (y: Lane): Lane => recorder.arithmetic('mul', y, constant(2 ** -32))
  const less = (y: Lane, count: Lane): Lane =>
    recorder.arithmetic('sub', y, recorder.arithmetic('mul', count, constant(2 ** 32)))
  const whole = recorder.arithmetic('trunc', x)
  // Between −2³² and 2³², without either, and then from −2³¹ on below 2³¹.
  const rest = less(whole, recorder.arithmetic('trunc', turns(whole)))
  const nearest = recorder.arithmetic('add', turns(rest), constant(0.5))
  return recorder.truncate(less(rest, recorder.arithmetic('floor', nearest)))
}
