/**
 * The shared words by which threads divide a job: a part of some code, in numbered pieces. Whoever is
 * free takes the next piece; nobody is waited for who has taken none, so a thread that is late, or has
 * yet to hear of the code, costs nothing. A piece is taken by exchanging the claim (the number of the job
 * and of its next piece) for its successor, which fails if the job is another one by then: what was read
 * of a job before it was taken is what its publisher wrote, however long the reader has slept.
 */

/** The words, as positions of an Int32Array; the claim is the BigInt64 in the first two. */
const signal = 2
const mail = 3
const code = 4
const part = 5
const pieces = 6
const done = 7
const failed = 8
const helped = 9
const firstArgument = 10
const argumentCount = 4
const wordCount = firstArgument + argumentCount

/** In a claim, bits of the piece's number; all ones while a job is being written. */
const pieceBits = 16n
const pieceMask = (1n << pieceBits) - 1n

/** More would not fit a claim. */
export const mostPieces = Number(pieceMask) - 1

/** A part of some code: computes a piece of a job, in the scratch memory of a thread. */
export type Part = (piece: number, thread: number, ...args: number[]) => unknown

export interface Job {
  /** By what the code is known to all threads. */
  readonly code: number
  readonly part: number
  readonly pieces: number
  /** At most four. */
  readonly args: readonly number[]
}

export class Control {
  readonly buffer: SharedArrayBuffer
  private readonly words: Int32Array
  private readonly claim: BigInt64Array
  private readonly mayWait: boolean

  constructor(buffer = new SharedArrayBuffer(4 * wordCount)) {
    this.buffer = buffer
    this.words = new Int32Array(buffer)
    this.claim = new BigInt64Array(buffer, 0, 1)
    this.mayWait = mayWait(this.words)
  }

  /** Makes a job known, when every piece of the last one is done. */
  publish(job: Job): void {
    const { words, claim } = this
    const number = (Atomics.load(claim, 0) >> pieceBits) + 1n
    Atomics.store(claim, 0, (number << pieceBits) | pieceMask)
    Atomics.store(words, code, job.code)
    Atomics.store(words, part, job.part)
    Atomics.store(words, pieces, job.pieces)
    for (let i = 0; i < argumentCount; i++) {
      Atomics.store(words, firstArgument + i, job.args[i] ?? 0)
    }
    Atomics.store(words, done, 0)
    Atomics.store(claim, 0, number << pieceBits)
    this.wake()
  }

  /**
   * Takes pieces of the job as long as there are some, as this thread. `partOf` gives null where the
   * code is not known. A piece that throws marks the job as failed.
   */
  work(thread: number, partOf: (code: number, part: number) => Part | null): void {
    const { words, claim } = this
    for (;;) {
      const claimed = Atomics.load(claim, 0)
      const piece = Number(claimed & pieceMask)
      const count = Atomics.load(words, pieces)
      if (piece >= count) return
      const run = partOf(Atomics.load(words, code), Atomics.load(words, part))
      const args: number[] = []
      for (let i = 0; i < argumentCount; i++) args.push(Atomics.load(words, firstArgument + i))
      if (Atomics.load(claim, 0) !== claimed) continue
      if (run === null) return
      if (Atomics.compareExchange(claim, 0, claimed, claimed + 1n) !== claimed) continue
      if (thread > 0) Atomics.add(words, helped, 1)
      try {
        run(piece, thread, ...args)
      } catch {
        Atomics.store(words, failed, 1)
      }
      if (Atomics.add(words, done, 1) + 1 === count) Atomics.notify(words, done)
    }
  }

  /** Waits until the job's pieces are done; false if one failed, or after so many milliseconds. */
  join(pieceCount: number, limit: number): boolean {
    const { words, mayWait } = this
    const end = Date.now() + limit
    for (let i = 0; ; i++) {
      const count = Atomics.load(words, done)
      if (count === pieceCount) return Atomics.load(words, failed) === 0
      if (i % spins !== spins - 1) continue
      const left = end - Date.now()
      if (left <= 0) return false
      if (mayWait) Atomics.wait(words, done, count, left)
    }
  }

  /** A word that changes with every job and every message. */
  get signal(): number {
    return Atomics.load(this.words, signal)
  }

  /** Waits for the signal to change from what was seen: awake for a moment, then asleep. */
  sleep(seen: number): void {
    for (let i = 0; i < spins; i++) if (this.signal !== seen) return
    Atomics.wait(this.words, signal, seen)
  }

  /** How many messages were posted to every worker. */
  get posted(): number {
    return Atomics.load(this.words, mail)
  }

  /** Calls the workers to their messages. */
  ring(): void {
    Atomics.add(this.words, mail, 1)
    this.wake()
  }

  /** How many pieces other threads than the first have taken. */
  get helped(): number {
    return Atomics.load(this.words, helped)
  }

  private wake(): void {
    Atomics.add(this.words, signal, 1)
    Atomics.notify(this.words, signal)
  }
}

/** Looks at a word that take a few microseconds. */
const spins = 1000

/** The main thread of a page may not sleep. */
function mayWait(words: Int32Array): boolean {
  try {
    Atomics.wait(words, signal, -1, 0)
    return true
  } catch {
    return false
  }
}
