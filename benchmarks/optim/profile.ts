/** A performance profile as SVG: the part of the instances solved within a factor of the best method. */
import type { Curve } from './figures.ts'

const [width, height] = [860, 480]
const [left, top, right, bottom] = [56, 24, 190, 48]
const [plotWidth, plotHeight] = [width - left - right, height - top - bottom]
/** log₂ of the largest factor shown. */
const reach = 8
const colours = [
  '#d62728',
  '#1f77b4',
  '#2ca02c',
  '#9467bd',
  '#ff7f0e',
  '#17becf',
  '#8c564b',
  '#e377c2',
]

const x = (log: number): number => left + (plotWidth * log) / reach
const y = (part: number): number => top + plotHeight * (1 - part)

export function profileSvg(curves: readonly Curve[], title: string): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(left, 15, title),
    ...axes(),
    ...curves.flatMap(drawCurve),
    '</svg>',
    '',
  ].join('\n')
}

function axes(): string[] {
  const line = (x1: number, y1: number, x2: number, y2: number): string =>
    `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#ddd"/>`
  const logs = Array.from({ length: reach + 1 }, (_, i) => i)
  const parts = [0, 0.2, 0.4, 0.6, 0.8, 1]
  return [
    ...logs.map((log) => line(x(log), y(0), x(log), y(1))),
    ...logs.map((log) => text(x(log), y(0) + 18, String(2 ** log), 'middle')),
    ...parts.map((part) => line(x(0), y(part), x(reach), y(part))),
    ...parts.map((part) => text(left - 8, y(part) + 4, part.toFixed(1), 'end')),
    text(x(reach / 2), height - 8, 'work over that of the best method', 'middle'),
  ]
}

/** A staircase; SciPy's are dashed. */
function drawCurve({ method, ratios, count }: Curve, i: number): string[] {
  const shown = ratios.filter((log) => log <= reach)
  const steps = shown.map((log, k) => `H${x(log).toFixed(1)}V${y((k + 1) / count).toFixed(1)}`)
  const colour = colours[i % colours.length]
  const dash = method.startsWith('SciPy') ? ' stroke-dasharray="5 3"' : ''
  const path = `M${x(0)} ${y(0)}${steps.join('')}H${x(reach)}`
  const at = top + 14 + 18 * i
  const key = `M${x(reach) + 12} ${at - 4}h24`
  return [
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.8"${dash}/>`,
    `<path d="${key}" stroke="${colour}" stroke-width="1.8"${dash}/>`,
    text(x(reach) + 42, at, method),
  ]
}

function text(atX: number, atY: number, content: string, anchor = 'start'): string {
  return `<text x="${atX}" y="${atY}" text-anchor="${anchor}">${content}</text>`
}
