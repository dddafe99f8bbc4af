/**
 * Einstein summation's notation: `'ij,jk->ik'` read into a label for each axis. A label is a letter, or
 * for the axes under an ellipsis its place counted from the last (`'.0'`), so that those of several
 * operands broadcast as NumPy's do. An implicit output has the ellipsis, then in alphabetical order
 * (capitals first) the letters that occur once.
 */
import { ArgumentError, ShapeError } from '../errors.ts'
import { formatShape, type Shape } from '../shape.ts'

export type Labels = readonly string[]

export interface Subscripts {
  /** A label for each axis of each operand. */
  readonly inputs: readonly Labels[]
  readonly output: Labels
  readonly sizes: ReadonlyMap<string, number>
}

export function parseSubscripts(text: string, shapes: readonly Shape[]): Subscripts {
  const compact = text.replaceAll(/\s/g, '')
  const [left, right, ...rest] = compact.split('->')
  if (rest.length > 0) throw malformed(text, "it has more than one '->'")
  const terms = left.split(',')
  if (terms.length !== shapes.length) {
    throw new ArgumentError(
      `einsum: '${text}' has subscripts for ${terms.length} operands, but ${shapes.length} are given; ` +
        'separate those of each operand by a comma.',
    )
  }
  const inputs = terms.map((term, i) => labelsOf(text, term, shapes[i], i))
  const dots = ellipsisLabels(Math.max(0, ...inputs.map(countEllipsis)))
  const output =
    right === undefined ? [...dots, ...lettersOnce(left)] : outputLabels(text, right, dots, left)
  return { inputs, output, sizes: sizesOf(text, inputs, shapes) }
}

function labelsOf(text: string, term: string, shape: Shape, operand: number): Labels {
  const [before, after] = lettersAround(text, term)
  const letters = before.length + (after?.length ?? 0)
  const hidden = shape.length - letters
  if (hidden < 0 || (after === null && hidden > 0)) {
    throw new ShapeError(
      `einsum: '${term}' in '${text}' has ${letters} letters, but operand ${operand} of shape ${formatShape(shape)} ` +
        `has ${shape.length} axes; give a letter for each axis, or '...' for the others.`,
    )
  }
  return [...before, ...ellipsisLabels(hidden), ...(after ?? [])]
}

/** The letters before and after the ellipsis; null after where there is none. */
function lettersAround(text: string, term: string): [string[], string[] | null] {
  const parts = term.split('...')
  if (parts.length > 2) throw malformed(text, `'${term}' has more than one '...'`)
  for (const letter of parts.join('')) {
    if (!/[A-Za-z]/.test(letter)) throw malformed(text, `'${letter}' is no letter`)
  }
  return [[...parts[0]], parts.length === 2 ? [...parts[1]] : null]
}

/** Labels of the axes under an ellipsis, the last of which is always '.0'. */
function ellipsisLabels(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `.${count - 1 - i}`)
}

function isEllipsis(label: string): boolean {
  return label.startsWith('.')
}

function countEllipsis(labels: Labels): number {
  return labels.filter(isEllipsis).length
}

function lettersOnce(left: string): string[] {
  const letters = left.replaceAll(/[^A-Za-z]/g, '')
  return [...letters].filter((c) => letters.split(c).length === 2).sort()
}

function outputLabels(text: string, right: string, dots: Labels, left: string): Labels {
  const [before, after] = lettersAround(text, right)
  if (after === null && dots.length > 0) {
    throw malformed(text, "the output lacks the '...' of the operands")
  }
  const letters = [...before, ...(after ?? [])]
  for (const letter of letters) {
    if (!left.includes(letter)) throw malformed(text, `'${letter}' of the output is in no operand`)
  }
  if (new Set(letters).size !== letters.length) {
    throw malformed(text, 'a letter occurs twice in the output')
  }
  return after === null ? before : [...before, ...dots, ...after]
}

function sizesOf(text: string, inputs: readonly Labels[], shapes: readonly Shape[]) {
  const sizes = new Map<string, number>()
  inputs.forEach((labels, operand) => {
    checkDiagonals(text, labels, shapes[operand], operand)
    labels.forEach((label, axis) => {
      const size = shapes[operand][axis]
      const known = sizes.get(label) ?? 1
      if (known !== 1 && size !== 1 && known !== size) {
        const what = isEllipsis(label) ? "an axis under '...'" : `'${label}'`
        throw new ShapeError(
          `einsum: ${what} in '${text}' has lengths ${known} and ${size} in shapes ` +
            `${shapes.map(formatShape).join(' and ')}; make them equal, or one of them 1.`,
        )
      }
      sizes.set(label, known === 1 ? size : known)
    })
  })
  return sizes
}

/** Within one operand no axis stretches: a letter twice is the diagonal of a square. */
function checkDiagonals(text: string, labels: Labels, shape: Shape, operand: number): void {
  labels.forEach((label, axis) => {
    const first = labels.indexOf(label)
    if (shape[first] === shape[axis]) return
    throw new ShapeError(
      `einsum: '${label}' in '${text}' has lengths ${shape[first]} and ${shape[axis]} in operand ${operand} of shape ` +
        `${formatShape(shape)}; give its axes one length, or letters of their own.`,
    )
  })
}

function malformed(text: string, fault: string): ArgumentError {
  return new ArgumentError(
    `einsum: ${fault} in '${text}'; write letters for axes, as in 'ij,jk->ik' or '...i,i'.`,
  )
}
