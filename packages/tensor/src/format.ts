/**
 * Tensors as text, exactly as NumPy prints arrays (`numpy.array2string`, 2.4): columns aligned, as
 * few digits as tell the numbers apart up to a precision, scientific notation when magnitudes differ
 * widely, long axes shortened. The options are global because they are about the reader's screen,
 * not about any tensor, and because `String(x)` has nowhere to pass them; no number depends on them.
 */
import { formatAval } from './aval.ts'
import { positional, scientific, scientificExact, type DecimalText } from './decimal.ts'
import type { DType, TypedArray } from './dtype.ts'
import { ArgumentError, WengertError } from './errors.ts'
import { formatShape, type Shape } from './shape.ts'
import type { Tensor } from './tensor.ts'

export interface PrintOptions {
  /** Digits after the point, at most; 8 at first. */
  readonly precision: number
  /** Tensors with more elements are shortened; 1000 at first. */
  readonly threshold: number
  /** How many elements a shortened axis shows at each end; 3 at first. */
  readonly edgeItems: number
  /** Characters a line, at most; 75 at first. */
  readonly lineWidth: number
  /** Whether small numbers print as 0. rather than switch all to scientific notation. */
  readonly suppressSmall: boolean
}

let options: PrintOptions = Object.freeze({
  precision: 8,
  threshold: 1000,
  edgeItems: 3,
  lineWidth: 75,
  suppressSmall: false,
})

/** The least value of each numeric option. */
const least = { precision: 0, threshold: 0, edgeItems: 1, lineWidth: 1 }

/**
 * Sets the options that are given, for all tensors printed from now on, and returns all that are
 * then in force; without arguments it only returns them. `threshold` and `lineWidth` may be
 * Infinity.
 *
 * @throws ArgumentError for an unknown option or a value out of its range.
 * @example
 * ```ts
 * import { printOptions, tensor } from '@wengert/tensor'
 * const before = printOptions()
 * printOptions({ precision: 3 })
 * String(tensor([1 / 3, 1])) // → [0.333 1.   ]
 * printOptions(before)
 * ```
 */
export function printOptions(changes: Partial<PrintOptions> = {}): PrintOptions {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) checkOption(name, value)
  options = Object.freeze({ ...options, ...Object.fromEntries(given) })
  return options
}

function checkOption(name: string, value: unknown): void {
  if (!Object.hasOwn(options, name)) {
    throw new ArgumentError(
      `printOptions: there is no option ${name}; use ${Object.keys(options).join(', ')}.`,
    )
  }
  if (name === 'suppressSmall') {
    if (typeof value === 'boolean') return
    throw new ArgumentError(`printOptions: suppressSmall is ${String(value)}; give a boolean.`)
  }
  const endless = value === Infinity && (name === 'threshold' || name === 'lineWidth')
  const minimum = least[name as keyof typeof least]
  if (!endless && !(Number.isInteger(value) && (value as number) >= minimum)) {
    throw new ArgumentError(
      `printOptions: ${name} is ${String(value)}; give an integer of at least ${minimum}.`,
    )
  }
}

/**
 * The text of a tensor. A traced one also says its dtype and shape, and that its value is unknown
 * where the trace does not know it: printing never fails and never counts as a use of the value.
 */
export function formatTensor(x: Tensor): string {
  if (x.trace === null) return formatArray(x.host!, x.shape, x.dtype)
  try {
    const { host } = x.trace.read(x, 'toString')
    return `${formatArray(host!, x.shape, x.dtype)} (traced ${formatAval(x.aval)})`
  } catch (error) {
    if (error instanceof WengertError) return `${formatAval(x.aval)} (traced, value unknown)`
    throw error
  }
}

function formatArray(data: TypedArray, shape: Shape, dtype: DType): string {
  if (data.length === 0) return shape.length === 1 ? '[]' : `[], shape=${formatShape(shape)}`
  const shortened = data.length > options.threshold
  const shown = shownIndices(shape, shortened)
  const texts = formatElements(
    shown.map((i) => data[i]),
    shape,
    dtype,
  )
  const cells = new Map(shown.map((index, k) => [index, texts[k]]))
  return layOut(cells, shape, shortened)
}

/** Flat indices of the elements that are shown. */
function shownIndices(shape: Shape, shortened: boolean): number[] {
  let indices = [0]
  for (const length of shape) {
    const along = axisPositions(length, shortened).filter((i) => i >= 0)
    indices = indices.flatMap((base) => along.map((i) => base * length + i))
  }
  return indices
}

/** Positions shown along an axis; −1 stands for the dots. */
function axisPositions(length: number, shortened: boolean): number[] {
  const { edgeItems } = options
  if (!shortened || length <= 2 * edgeItems) return Array.from({ length }, (_, i) => i)
  const head = Array.from({ length: edgeItems }, (_, i) => i)
  return [...head, -1, ...head.map((i) => length - edgeItems + i)]
}

/** Nested brackets: blocks of k axes are set apart by k − 1 line breaks. */
function layOut(cells: ReadonlyMap<number, string>, shape: Shape, shortened: boolean): string {
  const build = (axis: number, base: number): string => {
    if (axis === shape.length) return cells.get(base)!
    const parts = axisPositions(shape[axis], shortened).map((i) =>
      i < 0 ? '...' : build(axis + 1, base * shape[axis] + i),
    )
    if (axis === shape.length - 1) return `[${wrap(parts, axis)}]`
    const gap = '\n'.repeat(shape.length - axis - 1) + ' '.repeat(axis + 1)
    return `[${parts.join(gap)}]`
  }
  return build(0, 0)
}

/** Joins the cells of the last axis by spaces; leaves room for the brackets that close later. */
function wrap(cells: readonly string[], axis: number): string {
  const indent = ' '.repeat(axis + 1)
  const width = options.lineWidth - axis - 1
  const lines: string[] = []
  let line = indent
  for (const cell of cells) {
    if (line.length + cell.length > width && line !== indent) {
      lines.push(line.trimEnd())
      line = indent
    }
    line += `${cell} `
  }
  // The last cell keeps the blanks that align its decimal point.
  return [...lines, line.slice(0, -1)].join('\n').slice(indent.length)
}

/** The elements as cells of equal width. */
function formatElements(values: readonly number[], shape: Shape, dtype: DType): string[] {
  if (dtype === 'float64' || dtype === 'float32') return formatFloats(values, dtype === 'float32')
  if (dtype === 'int32') {
    const texts = values.map(String)
    const width = Math.max(...texts.map((text) => text.length))
    return texts.map((text) => text.padStart(width))
  }
  // NumPy makes every bool as wide as the longer word, except a lone one.
  const width = shape.length === 0 ? 0 : 5
  return values.map((value) => (value === 0 ? 'false' : 'true').padStart(width))
}

/** Floats aligned at the point. Zeros at the end are left out, blanks stand in their place. */
function formatFloats(values: readonly number[], single: boolean): string[] {
  const finite = values.filter(Number.isFinite)
  const exponential = needsExponent(finite, single)
  const render = exponential ? scientific : positional
  const texts = new Map<number, DecimalText>()
  for (const [i, value] of values.entries()) {
    if (Number.isFinite(value)) texts.set(i, render(value, single, options.precision))
  }
  const longest = (part: keyof DecimalText): number =>
    Math.max(0, ...Array.from(texts.values(), (text) => text[part].length))
  const places = longest('fraction')
  const exponentWidth = longest('exponent')
  const right = places + (exponential ? exponentWidth + 1 : 0)
  let left = longest('whole')
  if (finite.length < values.length) {
    const infinity = values.includes(-Infinity) ? 4 : 3
    left = Math.max(left, 3 - right - 1, infinity - right - 1)
  }
  return values.map((value, i) => {
    const text = texts.get(i)
    if (text === undefined) return nonFinite(value).padStart(left + right + 1)
    if (!exponential) return `${text.whole.padStart(left)}.${text.fraction.padEnd(places)}`
    // The width is common, so NumPy fills it with the digits of the binary value, not with zeros.
    const { whole, fraction, exponent } = scientificExact(value, single, places)
    const power = exponent.slice(1).padStart(exponentWidth - 1, '0')
    return `${whole.padStart(left)}.${fraction}e${exponent[0]}${power}`
  })
}

/** NumPy's rule for scientific notation: a large number, a small one, or a wide range. */
function needsExponent(finite: readonly number[], single: boolean): boolean {
  let largest = 0
  let smallest = Infinity
  for (const value of finite) {
    const magnitude = Math.abs(value)
    if (magnitude > largest) largest = magnitude
    if (magnitude !== 0 && magnitude < smallest) smallest = magnitude
  }
  if (largest === 0) return false
  // Beyond 10^6 not every digit of a float32 is significant.
  if (largest >= (single ? 1e6 : 1e8)) return true
  const ratio = single ? Math.fround(largest / smallest) : largest / smallest
  return !options.suppressSmall && (smallest < (single ? Math.fround(1e-4) : 1e-4) || ratio > 1000)
}

function nonFinite(value: number): string {
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
}
