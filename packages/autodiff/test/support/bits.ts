/** Comparing compiled with interpreted results, to the bit. */
import { setCompilation } from '@wengert/autodiff'
import type { Tensor } from '@wengert/tensor'

/** Bits, but for what kind of NaN. */
export function bitsOf(x: Tensor): string {
  const data = [...x.data].map((v) => (Object.is(v, -0) ? '-0' : String(v)))
  return `${x.dtype}[${String(x.shape)}] ${data.join()}`
}

export function withoutCompiling<T>(f: () => T): T {
  return compiling('never', f)
}

export function alwaysCompiling<T>(f: () => T): T {
  return compiling('always', f)
}

function compiling<T>(when: 'never' | 'always', f: () => T): T {
  const before = setCompilation(when)
  try {
    return f()
  } finally {
    setCompilation(before)
  }
}
