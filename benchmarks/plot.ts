/** Plots of results as SVG: bars of one suite's times, and lines over the sizes of several suites. */
import { scaleLog } from 'd3-scale'
import { schemeTableau10 } from 'd3-scale-chromatic'
import { line } from 'd3-shape'
import { escaped, time, type SuiteResult } from './report.ts'

const width = 720
const barHeight = 18
const labelWidth = 280
const valueWidth = 80

/** A bar a contestant, logarithmic, our own in colour. */
export function barPlot({ rows }: SuiteResult): string {
  const timed = rows.flatMap(({ name, microseconds: median, least }) => {
    const microseconds = median ?? least
    return microseconds === null ? [] : [{ name, microseconds }]
  })
  const times = timed.map(({ microseconds }) => microseconds)
  const x = scaleLog()
    .domain([Math.min(...times) / 3, Math.max(...times)])
    .range([labelWidth, width - valueWidth])
  const bars = timed.map(({ name, microseconds }, i) => {
    const [top, middle] = [i * barHeight, i * barHeight + 13]
    const colour = name.startsWith('Wengert') ? schemeTableau10[0] : '#bbb'
    return (
      `<text x="${labelWidth - 8}" y="${middle}" text-anchor="end">${escaped(name)}</text>` +
      `<rect x="${labelWidth}" y="${top + 2}" width="${(x(microseconds) - labelWidth).toFixed(1)}" height="${barHeight - 4}" fill="${colour}"/>` +
      `<text x="${(x(microseconds) + 6).toFixed(1)}" y="${middle}">${time(microseconds)}</text>`
    )
  })
  return svg(timed.length * barHeight + 4, bars)
}

const height = 300
const margin = { top: 12, right: 260, bottom: 40, left: 60 }

/** A line a contestant over the sizes of the suites, both axes logarithmic. */
export function linePlot(suites: readonly SuiteResult[]): string {
  const lines = new Map<string, [number, number][]>()
  for (const { rows, point } of suites) {
    for (const { name, rate } of rows) {
      if (rate === null || name.endsWith('(twin)')) continue
      lines.set(name, [...(lines.get(name) ?? []), [point!.x, rate]])
    }
  }
  const points = [...lines.values()].flat()
  const extent = (i: 0 | 1): [number, number] => {
    const values = points.map((p) => p[i])
    return [Math.min(...values), Math.max(...values)]
  }
  const x = scaleLog()
    .domain(extent(0))
    .range([margin.left, width - margin.right])
  const y = scaleLog()
    .domain(extent(1))
    .range([height - margin.bottom, margin.top])
    .nice()
  const path = line<[number, number]>(
    ([size]) => x(size),
    ([, rate]) => y(rate),
  )
  const grid = y.ticks(4).filter((tick) => Number.isInteger(Math.log10(tick)))
  const sizes = [...new Set(points.map(([size]) => size))]
  return svg(height, [
    ...grid.map(
      (tick) =>
        `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(tick)}" y2="${y(tick)}" stroke="#ddd"/>` +
        `<text x="${margin.left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
    ),
    ...sizes.map(
      (size) =>
        `<text x="${x(size)}" y="${height - margin.bottom + 18}" text-anchor="middle">${size}</text>`,
    ),
    `<text x="${margin.left}" y="${height - 6}">${suites[0].unit} over ${suites[0].point!.axis}</text>`,
    ...[...lines].map(([name, of], i) => {
      const colour = schemeTableau10[i % schemeTableau10.length]
      const weight = name.startsWith('Wengert') ? 3 : 1.5
      return (
        `<path d="${path(of)}" fill="none" stroke="${colour}" stroke-width="${weight}"/>` +
        `<text x="${width - margin.right + 12}" y="${margin.top + 14 + 18 * i}" fill="${colour}">${escaped(name)}</text>`
      )
    }),
  ])
}

function svg(tall: number, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${tall}" width="${width}" height="${tall}" font-family="sans-serif" font-size="12">`,
    ...content,
    '</svg>',
  ].join('\n')
}
