/**
 * What the tool does with one function of an evaluation: the input is brought into tensors, outside of
 * what is timed; `run` computes, and is what is timed; the result is brought into JSON outside again.
 */

/** What JSON can say. */
export type Json = number | string | readonly Json[] | { readonly [key: string]: Json }

export interface Job {
  /** Computes the result anew. */
  readonly run: () => unknown
  /** A result of `run`, as the protocol wants it. */
  readonly answer: (result: never) => Json
}

/** Makes the job of a message's input. */
export type Prepare = (input: never) => Job

/** The functions of an evaluation, by name. */
export type Evaluation = Readonly<Record<string, Prepare>>

/** The job `answer(f(...read(input)))`, of which only f is timed. */
export function job<I, A extends readonly unknown[], R>(
  read: (input: I) => A,
  f: (...args: A) => R,
  answer: (result: R) => Json,
): (input: I) => Job {
  return (input) => {
    const args = read(input)
    return { run: () => f(...args), answer }
  }
}
