/**
 * Einstein summation by plain loops: every combination of the letters' values, the product of the
 * operands' elements there added to the element of the result. It reads the notation by itself, in
 * another way than the sources: ellipses are first written out in digits, which stand for axes.
 */
import { tensor, zeros, type Tensor } from '@wengert/tensor'

/** The subscripts with `...` written out as digits, and an explicit output. */
function explicit(text: string, operands: readonly Tensor[]): { inputs: string[]; output: string } {
  const [left, right] = text.split('->')
  const hidden = (term: string, x: Tensor): number =>
    term.includes('...') ? x.ndim - (term.length - 3) : 0
  const terms = left.split(',')
  const most = Math.max(...terms.map((term, i) => hidden(term, operands[i])))
  const digits = '0123456789'.slice(0, most)
  const written = (term: string, count: number) =>
    term.replace('...', digits.slice(digits.length - count))
  const inputs = terms.map((term, i) => written(term, hidden(term, operands[i])))
  if (right !== undefined) return { inputs, output: written(right, most) }
  const letters = inputs.join('').replaceAll(/\d/g, '')
  const once = Array.from(letters).filter(
    (letter) => letters.indexOf(letter) === letters.lastIndexOf(letter),
  )
  return { inputs, output: digits + once.sort().join('') }
}

export function einsumByLoops(text: string, operands: readonly Tensor[]): Tensor {
  const { inputs, output } = explicit(text, operands)
  const lengths = new Map<string, number>()
  inputs.forEach((labels, i) =>
    Array.from(labels).forEach((label, axis) => {
      const n = operands[i].shape[axis]
      if ((lengths.get(label) ?? 1) === 1) lengths.set(label, n)
    }),
  )
  const shape = Array.from(output, (label) => lengths.get(label)!)
  const result = zeros(shape).data.slice()
  const values = new Map<string, number>()
  const offset = (labels: string, dims: readonly number[]): number =>
    Array.from(labels).reduce(
      (at, label, axis) => at * dims[axis] + (dims[axis] === 1 ? 0 : values.get(label)!),
      0,
    )
  const visit = (left: readonly string[]): void => {
    if (left.length === 0) {
      const product = operands.reduce((p, x, i) => p * x.data[offset(inputs[i], x.shape)], 1)
      result[offset(output, shape)] += product
      return
    }
    const [label, ...rest] = left
    for (let v = 0; v < lengths.get(label)!; v++) {
      values.set(label, v)
      visit(rest)
    }
  }
  visit([...lengths.keys()])
  return tensor(result, { shape, dtype: operands[0].dtype })
}
