/**
 * Large programs share a budget of memory. When they take more, those that have not run for the longest
 * time give back what they hold, and are compiled anew should they run again: that takes a millisecond,
 * less than they run. So remembering programs of many sizes costs a bounded amount of memory, and an engine
 * that has addresses for some hundred memories only does not run out of them.
 */

export interface Holder {
  /** What it holds at present. */
  readonly bytes: number
  release(): void
}

/** Programs of fewer bytes are not counted: what remembers them bounds their number. */
export const largeBytes = 2 ** 20

export class Budget {
  private readonly mostBytes: number
  private readonly mostHolders: number
  /** In the order of their last use. Who has no other use for a holder may forget it. */
  private readonly holders = new Set<WeakRef<Holder>>()

  constructor(mostBytes: number, mostHolders: number) {
    this.mostBytes = mostBytes
    this.mostHolders = mostHolders
  }

  /** Notes that a holder is in use, always by the same reference. */
  use(holder: WeakRef<Holder>): void {
    const isNew = !this.holders.delete(holder)
    this.holders.add(holder)
    if (isNew) this.enforce()
  }

  private enforce(): void {
    let bytes = 0
    let count = 0
    for (const reference of [...this.holders].toReversed()) {
      const holder = reference.deref()
      bytes += holder?.bytes ?? 0
      const isKept = count === 0 || (bytes <= this.mostBytes && count < this.mostHolders)
      if (holder !== undefined && isKept) count++
      else {
        holder?.release()
        this.holders.delete(reference)
      }
    }
  }
}

export const sharedBudget: Budget = /* @__PURE__ */ new Budget(2 ** 30, 64)
