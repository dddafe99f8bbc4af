import { backend, setBackend } from '@wengert/tensor'

/** How often each kernel runs. */
export function countKernels(f: () => unknown): Map<string, number> {
  const host = backend()
  const counts = new Map<string, number>()
  setBackend({
    name: 'counting',
    run(primitive, ...rest) {
      counts.set(primitive.name, (counts.get(primitive.name) ?? 0) + 1)
      return host.run(primitive, ...rest)
    },
  })
  try {
    f()
  } finally {
    setBackend(host)
  }
  return counts
}

/** How many kernels run. */
export function operations(f: () => unknown): number {
  return [...countKernels(f).values()].reduce((total, count) => total + count, 0)
}
