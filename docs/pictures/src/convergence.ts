/** How far above the minimum each method is, logarithmically, over what it has spent. */
import { scaleLinear, scaleLog } from 'd3-scale'
import { line } from 'd3-shape'
import { concatenate, full, type Tensor } from '@wengert/tensor'
import { passes, rosenbrock, statesOf } from './runs.ts'
import { colours, methods, rule, short, svg, tenths, text } from './svg.ts'

const [width, height] = [880, 420]
const margin = { top: 44, right: 150, bottom: 52, left: 72 }
const parameters = 100
/** Below this there is only rounding. */
const floor = 1e-20
const most = 1500

export function convergencePicture(): string {
  const curves = methods.map((method) => {
    const states = statesOf(method, rosenbrock, start(), most)
    const points = states.map((s): [number, number] => [passes(s), Math.max(s.value, floor)])
    return { method, points: points.filter(([at]) => at <= most) }
  })
  const x = scaleLinear()
    .domain([0, most])
    .range([margin.left, width - margin.right])
  const y = scaleLog()
    .domain([floor, 1e5])
    .range([height - margin.bottom, margin.top])
  const path = line<[number, number]>(
    ([at]) => tenths(x(at)),
    ([, value]) => tenths(y(value)),
  )
  const ends = apart(curves.map(({ points }) => y(points.at(-1)![1])))
  const power = (value: number) => `10${superscript(Math.round(Math.log10(value)))}`
  return svg(width, height, 'Convergence of six methods on Rosenbrock’s function', [
    text(margin.left, 18, `Rosenbrock’s function of ${parameters} parameters, minus its minimum`),
    ...[1e5, 1, 1e-5, 1e-10, 1e-15, 1e-20].flatMap((value) => [
      rule(margin.left, y(value), width - margin.right, y(value)),
      text(margin.left - 8, y(value) + 4, power(value), 'text-anchor="end"'),
    ]),
    ...x
      .ticks(6)
      .map((value) =>
        text(x(value), height - margin.bottom + 20, String(value), 'text-anchor="middle"'),
      ),
    text(margin.left, height - 8, 'gradients and Hessian–vector products, each counted as one'),
    ...curves.flatMap(({ method, points }, i) => {
      const colour = colours[method]
      return [
        `<path d="${path(points)}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-linejoin="round"/>`,
        `<circle cx="${short(x(points.at(-1)![0]))}" cy="${short(y(points.at(-1)![1]))}" r="4" fill="${colour}"/>`,
        text(width - margin.right + 14, ends[i] + 4, method, `fill="${colour}" font-weight="600"`),
      ]
    }),
  ])
}

/** The usual start, −1.2 and 1 by turns. */
function start(): Tensor {
  const pairs = Array.from({ length: parameters / 2 }, () => [full([1], -1.2), full([1], 1)])
  return concatenate(pairs.flat())
}

/** Labels in the order of their heights, none over another. */
function apart(heights: readonly number[]): number[] {
  const order = heights.map((_, i) => i).sort((i, j) => heights[i] - heights[j] || i - j)
  const placed = [...heights]
  order.forEach((i, rank) => {
    if (rank > 0) placed[i] = Math.max(placed[i], placed[order[rank - 1]] + 18)
  })
  const over = Math.max(0, Math.max(...placed) - (height - margin.bottom))
  return placed.map((top) => top - over)
}

function superscript(exponent: number): string {
  const digits = [...'⁰¹²³⁴⁵⁶⁷⁸⁹']
  return String(exponent).replace(/-|\d/g, (c) => (c === '-' ? '⁻' : digits[Number(c)]))
}
