/**
 * A checked function of x and y as plain data: what the parser makes of a typed text, what crosses to
 * the worker, and what is evaluated with tensors. It can hold nothing but arithmetic, so that no text
 * can become code.
 */
import type { FunctionName } from './vocabulary.ts'

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** x, y, or the index of a sum around it. */
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly args: readonly Expression[] }
  /** test ? yes : no */
  | {
      readonly kind: 'choice'
      readonly test: Expression
      readonly yes: Expression
      readonly no: Expression
    }
  /** Σ over integers index = from … to of the body. */
  | {
      readonly kind: 'sum'
      readonly index: string
      readonly from: number
      readonly to: number
      readonly body: Expression
    }

/** What is wrong with a text, and where. */
export interface Problem {
  readonly message: string
  readonly from: number
  readonly to: number
}

export type Parsed =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly problem: Problem }
