/** The pages of memory of the WebAssembly modules that a computation makes. */
interface Engine {
  Memory: new (descriptor: { readonly initial: number }) => object
}

export function memoryOf(f: () => unknown): number {
  const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly
  const { Memory } = engine
  let pages = 0
  engine.Memory = class extends Memory {
    constructor(descriptor: { readonly initial: number }) {
      super(descriptor)
      pages += descriptor.initial
    }
  }
  try {
    f()
  } finally {
    engine.Memory = Memory
  }
  return pages
}
