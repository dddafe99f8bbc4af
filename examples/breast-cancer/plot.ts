/** The convergence plot: suboptimality over work, logarithmic, as a self-contained SVG file. */
import { scaleLinear, scaleLog } from 'd3-scale'
import { schemeTableau10 } from 'd3-scale-chromatic'
import { line } from 'd3-shape'
import type { Result } from '@wengert/optim'

interface Curve {
  readonly method: string
  readonly result: Pick<Result<unknown>, 'history'>
}

const width = 720
const height = 440
const margin = { top: 40, right: 150, bottom: 48, left: 72 }
/** Below this the difference to the optimum is rounding. */
const floor = 1e-14

/** One curve a method: loss minus optimum, relative to the optimum, against iterations. */
export function convergencePlot(curves: readonly Curve[], optimum: number): string {
  const points = curves.map(({ result }) =>
    result.history.map(({ iteration, value }): [number, number] => [
      iteration + 1,
      Math.max((value - optimum) / optimum, floor),
    ]),
  )
  const all = points.flat()
  const x = scaleLog()
    .domain([1, Math.max(10, ...all.map(([iteration]) => iteration))])
    .range([margin.left, width - margin.right])
  const y = scaleLog()
    .domain([floor, Math.max(...all.map(([, gap]) => gap))])
    .range([height - margin.bottom, margin.top])
    .nice()
  const legend = scaleLinear()
    .domain([0, 1])
    .range([margin.top + 10, margin.top + 32])
  const path = line<[number, number]>(
    ([iteration]) => x(iteration),
    ([, gap]) => y(gap),
  )
  const xTicks = x.ticks(4).filter((tick) => Number.isInteger(Math.log10(tick)))
  const yTicks = y.ticks(8)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${margin.left}" y="22" font-size="15">Logistic regression: (loss − optimum) / optimum</text>`,
    ...yTicks.map(
      (tick) =>
        `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(tick)}" y2="${y(tick)}" stroke="#ddd"/>` +
        `<text x="${margin.left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick.toExponential(0)}</text>`,
    ),
    ...xTicks.map(
      (tick) =>
        `<line x1="${x(tick)}" x2="${x(tick)}" y1="${margin.top}" y2="${height - margin.bottom}" stroke="#ddd"/>` +
        `<text x="${x(tick)}" y="${height - margin.bottom + 18}" text-anchor="middle">${tick}</text>`,
    ),
    `<text x="${(margin.left + width - margin.right) / 2}" y="${height - 12}" text-anchor="middle">iteration + 1</text>`,
    ...curves.map(({ method }, i) => {
      const colour = schemeTableau10[i % schemeTableau10.length]
      return (
        `<path d="${path(points[i])}" fill="none" stroke="${colour}" stroke-width="2"/>` +
        `<text x="${width - margin.right + 12}" y="${legend(i)}" fill="${colour}">${method}</text>`
      )
    }),
    '</svg>',
    '',
  ].join('\n')
}
