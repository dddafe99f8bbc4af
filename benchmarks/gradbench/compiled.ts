/**
 * Functions of tensors that also depend on plain values, such as sizes: compiled once for each of these.
 */
import { compile } from '@wengert/autodiff'

/** Of a function of plain values that gives a function of tensors: the latter compiled, and kept. */
export function compiledFor<S extends readonly unknown[], A extends readonly unknown[], R>(
  make: (...fixed: S) => (...args: A) => R,
): (...fixed: S) => (...args: A) => R {
  const known = new Map<string, (...args: A) => R>()
  return (...fixed) => {
    const key = JSON.stringify(fixed)
    let f = known.get(key)
    if (f === undefined) {
      f = compile<A, R>(make(...fixed)) as unknown as (...args: A) => R
      known.set(key, f)
    }
    return f
  }
}
