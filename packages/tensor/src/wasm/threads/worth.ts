/** When work is divided among threads, and into how many pieces. */

/** Nanoseconds of work from which threads help: a fork and a join take up to 50 µs. */
export const leastParallel = 200_000

/** Nanoseconds of a piece at least. */
const leastPiece = 25_000

/** Pieces for each thread: the last ones are waited for, and a thread may come late. */
const piecesPerThread = 4

/** Pieces for work of so many nanoseconds; 1 where it is better not divided. */
export function piecesFor(work: number, threads: number): number {
  if (threads === 1 || work < leastParallel) return 1
  return Math.min(piecesPerThread * threads, Math.floor(work / leastPiece))
}
