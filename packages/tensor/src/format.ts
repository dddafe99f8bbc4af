/**
 * Tensors as text, as NumPy prints arrays: columns aligned, as few digits as tell the numbers apart
 * up to a precision, scientific notation when magnitudes differ widely, long axes shortened. The
 * options are global because they are about the reader's screen, not about any tensor.
 */
import { ArgumentError, WengertError } from './errors.ts'
import type { Shape } from './shape.ts'
import type { Tensor } from './tensor.ts'
import { formatAval } from './aval.ts'

export interface PrintOptions {
  /** Digits after the point, at most. */
  readonly precision: number
  /** Tensors with more elements are shortened. */
  readonly threshold: number
  /** How many elements a shortened axis shows at each end. */
  readonly edgeItems: number
  /** Characters a line. */
  readonly lineWidth: number
}

let options: PrintOptions = { precision: 8, threshold: 1000, edgeItems: 3, lineWidth: 75 }

/**
 * Sets the options that are given and returns all that are now in force.
 *
 * @example
 * ```ts
 * import { printOptions, tensor } from '@wengert/tensor'
 * printOptions({ precision: 3 })
 * String(tensor([1 / 3, 1])) // → [0.333 1.   ]
 * printOptions({ precision: 8 })
 * ```
 */
export function printOptions(changes: Partial<PrintOptions> = {}): PrintOptions {
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in options) || !Number.isInteger(value) || value < 0) {
      throw new ArgumentError(
        `printOptions: ${name} = ${String(value)} is not an option; use non-negative integers for ${Object.keys(options).join(', ')}.`,
      )
    }
  }
  options = { ...options, ...changes }
  return options
}

export function formatTensor(x: Tensor): string {
  if (x.trace === null) return formatArray(x.host!, x.shape, x.dtype === 'bool')
  try {
    const { host } = x.trace.read(x, 'toString')
    return `${formatArray(host!, x.shape, x.dtype === 'bool')} (traced ${formatAval(x.aval)})`
  } catch (error) {
    if (error instanceof WengertError) return `${formatAval(x.aval)} (traced, value unknown)`
    throw error
  }
}

function formatArray(data: ArrayLike<number>, shape: Shape, bool: boolean): string {
  if (data.length === 0) return shape.length === 1 ? '[]' : `[] (shape [${shape.join(', ')}])`
  const integer = !(data instanceof Float64Array || data instanceof Float32Array)
  const shortened = data.length > options.threshold
  const shown = shownIndices(shape, shortened)
  const values = shown.map((i) => data[i])
  const single = data instanceof Float32Array
  const format = bool
    ? (value: number) => (value === 0 ? 'false' : 'true')
    : integer
      ? String
      : floatFormat(values, single)
  const texts = values.map(format)
  const width = shape.length === 0 ? 0 : Math.max(...texts.map((text) => text.length))
  const cells = new Map(shown.map((index, k) => [index, texts[k].padStart(width)]))
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

function layOut(cells: ReadonlyMap<number, string>, shape: Shape, shortened: boolean): string {
  const build = (axis: number, base: number, indent: number): string => {
    if (axis === shape.length) return cells.get(base)!
    const positions = axisPositions(shape[axis], shortened)
    const parts = positions.map((i) =>
      i < 0 ? '...' : build(axis + 1, base * shape[axis] + i, indent + 1),
    )
    if (axis === shape.length - 1) return `[${wrap(parts, indent + 1)}]`
    const gap = '\n'.repeat(shape.length - axis - 1) + ' '.repeat(indent + 1)
    return `[${parts.join(gap)}]`
  }
  return build(0, 0, 0)
}

/** Joins cells by spaces, broken at the line width; further lines are indented. */
function wrap(parts: readonly string[], indent: number): string {
  const lines: string[] = []
  let line = ''
  for (const part of parts) {
    const candidate = line === '' ? part : `${line} ${part}`
    if (line !== '' && indent + candidate.length >= options.lineWidth) {
      lines.push(line)
      line = part
    } else {
      line = candidate
    }
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

/** One format for all the numbers, chosen as NumPy chooses it. */
function floatFormat(values: readonly number[], single: boolean): (value: number) => string {
  const finite = values.filter(Number.isFinite)
  const magnitudes = finite.filter((value) => value !== 0).map(Math.abs)
  const largest = Math.max(0, ...magnitudes)
  const smallest = Math.min(Infinity, ...magnitudes)
  const scientific =
    magnitudes.length > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1e3)
  const render = scientific ? scientificFormat(finite, single) : fixedFormat(finite, single)
  return (value) => {
    if (Number.isNaN(value)) return 'nan'
    if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
    return render(value)
  }
}

/** The shortest decimal digits that give the number back in its dtype. */
function shortest(value: number, single: boolean): string {
  if (!single) return String(value)
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return String(Number(text))
  }
  return String(Number(value.toPrecision(9)))
}

function fixedFormat(values: readonly number[], single: boolean): (value: number) => string {
  const { precision } = options
  const fractionOf = (value: number): string => {
    const short = Number(shortest(value, single))
    const exact = short.toString().includes('e') ? short.toFixed(precision) : short.toString()
    const digits = exact.split('.')[1] ?? ''
    const rounded = digits.length > precision ? short.toFixed(precision).split('.')[1] : digits
    return (rounded ?? '').replace(/0+$/, '')
  }
  const places = Math.max(0, ...values.map((value) => fractionOf(value).length))
  return (value) => {
    const short = Number(shortest(value, single))
    const text = short.toFixed(places)
    const [whole, fraction = ''] = text.split('.')
    const sign = Object.is(value, -0) ? '-' : ''
    const trimmed = fraction.replace(/0+$/, '')
    // NumPy pads with blanks where trailing zeros would stand.
    return `${sign}${whole}.${trimmed.padEnd(places)}`
  }
}

function scientificFormat(values: readonly number[], single: boolean): (value: number) => string {
  const { precision } = options
  const mantissa = (value: number): string => {
    const [digits] = Number(shortest(value, single)).toExponential().split('e')
    const fraction = digits.split('.')[1] ?? ''
    if (fraction.length <= precision) return fraction
    return (value.toExponential(precision).split('e')[0].split('.')[1] ?? '').replace(/0+$/, '')
  }
  const places = Math.max(0, ...values.map((value) => mantissa(value).length))
  return (value) => {
    const [digits, exponent] = value.toExponential(places).split('e')
    const sign = exponent.startsWith('-') ? '-' : '+'
    const power = exponent.replace(/^[+-]/, '').padStart(2, '0')
    return `${digits}${places === 0 ? '.' : ''}e${sign}${power}`
  }
}
