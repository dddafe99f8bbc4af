/**
 * What is fetched when it is first of use, as the compiler is in a page. Nobody waits: who asks before it
 * has arrived goes without, so it may change how fast results come, never what they are. The package's
 * entry says how it comes: installed from the start, or fetched.
 */
export class OnDemand<T> {
  private value: T | null = null
  private fetch: (() => Promise<void>) | null = null
  private arrival: Promise<void> | null = null

  install(value: T): void {
    this.value = value
  }

  /** Says how it is fetched when it is asked for: by what has it installed. */
  fetchBy(fetch: () => Promise<void>): void {
    this.fetch = fetch
  }

  /** It, or null while it is not there: then it is asked for, once. */
  get(): T | null {
    // A page that cannot fetch it reports so itself.
    if (this.value === null && this.arrival === null) this.load().catch(() => {})
    return this.value
  }

  /** Resolves when it is there; rejects where it cannot be fetched. */
  async load(): Promise<void> {
    if (this.value === null && this.fetch !== null) await (this.arrival ??= this.fetch())
  }
}
