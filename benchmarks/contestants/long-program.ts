/**
 * A scalar program of any length with a value that stays of ordinary size (values that decay into
 * subnormal numbers would slow down whoever computes them): on tensors, as a loop, and as JavaScript text.
 */
import { sin, type Tensor } from '@wengert/tensor'

/** Equations in a turn. */
const perTurn = 6
/** One turn in so many takes a sine. */
const sineEvery = 8

export function turnsOf(equations: number): number {
  return Math.round(equations / perTurn)
}

/** `slope` makes one program different from another. */
export function onTensors(x: Tensor, turns: number, slope = 0.7, sines = true): Tensor {
  let a = x
  let b = x.mul(0.5)
  let c = x.add(0.25)
  for (let i = 0; i < turns; i++) {
    a = a.mul(b).mul(0.5).add(c)
    b = sines && i % sineEvery === 0 ? sin(a) : a.mul(slope)
    c = b.mul(-0.25).add(0.5)
  }
  return a.add(b).add(c)
}

export function onNumbers(x: number, turns: number, slope = 0.7, sines = true): number {
  let a = x
  let b = x * 0.5
  let c = x + 0.25
  for (let i = 0; i < turns; i++) {
    a = a * b * 0.5 + c
    b = sines && i % sineEvery === 0 ? Math.sin(a) : a * slope
    c = b * -0.25 + 0.5
  }
  return a + b + c
}

/** The same without a loop, as the body of a function of x. */
export function asText(turns: number, slope = 0.7, sines = true): string {
  const lines = ['let a = x, b = x * 0.5, c = x + 0.25']
  for (let i = 0; i < turns; i++) {
    lines.push('a = a * b * 0.5 + c')
    lines.push(sines && i % sineEvery === 0 ? 'b = Math.sin(a)' : `b = a * ${slope}`)
    lines.push('c = b * -0.25 + 0.5')
  }
  return [...lines, 'return a + b + c'].join('\n')
}
