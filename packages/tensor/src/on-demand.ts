/**
 * What is fetched when it is first of use, as the compiler is in a page. Nobody waits: who asks before it
 * has arrived goes without, so it may change how fast results come, never what they are. Where it is at
 * hand, as in Node, it is installed beforehand.
 */
export class OnDemand<T> {
  private value: T | null = null
  private arrival: Promise<void> | null = null
  private readonly fetch: () => Promise<void>

  /** @param fetch - Has it installed. */
  constructor(fetch: () => Promise<void>) {
    this.fetch = fetch
  }

  install(value: T): void {
    this.value = value
  }

  /** It, or null while it is not there: then it is asked for, once. */
  get(): T | null {
    // A page that cannot fetch it reports so itself.
    if (this.value === null && this.arrival === null) this.load().catch(() => {})
    return this.value
  }

  /** Resolves when it is there; rejects where it cannot be fetched. */
  async load(): Promise<void> {
    if (this.value === null) await (this.arrival ??= this.fetch())
  }
}
