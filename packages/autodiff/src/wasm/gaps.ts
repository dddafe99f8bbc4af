/** Free stretches of a growing address space: the smallest that is large enough is taken. */
interface Gap {
  start: number
  size: number
}

export class Gaps {
  /** Where the space ends that has been in use. */
  end: number
  /** In the order of their addresses; no two touch. */
  private readonly gaps: Gap[] = []

  constructor(base: number) {
    this.end = base
  }

  /** The address of `size` free bytes. */
  take(size: number): number {
    let best = -1
    for (let i = 0; i < this.gaps.length; i++) {
      const found = this.gaps[i].size
      if (found >= size && (best < 0 || found < this.gaps[best].size)) best = i
      if (found === size) break
    }
    if (best >= 0) return this.shrink(best, size)
    const last = this.gaps.at(-1)
    if (last !== undefined && last.start + last.size === this.end) {
      this.end = last.start + size
      this.gaps.pop()
      return last.start
    }
    this.end += size
    return this.end - size
  }

  private shrink(index: number, size: number): number {
    const gap = this.gaps[index]
    const { start } = gap
    gap.start += size
    gap.size -= size
    if (gap.size === 0) this.gaps.splice(index, 1)
    return start
  }

  /** Makes a stretch free again. */
  give(start: number, size: number): void {
    if (size === 0) return
    const index = this.indexAfter(start)
    const before = this.gaps[index - 1]
    const after = this.gaps[index]
    const touchesBefore = before !== undefined && before.start + before.size === start
    const touchesAfter = after !== undefined && start + size === after.start
    if (touchesBefore) {
      before.size += size
      if (touchesAfter) {
        before.size += after.size
        this.gaps.splice(index, 1)
      }
    } else if (touchesAfter) {
      after.start = start
      after.size += size
    } else this.gaps.splice(index, 0, { start, size })
  }

  /** The index of the first gap behind an address, by bisection. */
  private indexAfter(start: number): number {
    let low = 0
    let high = this.gaps.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.gaps[middle].start > start) high = middle
      else low = middle + 1
    }
    return low
  }
}
