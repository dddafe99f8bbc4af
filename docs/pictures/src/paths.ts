/**
 * The paths of six methods over the contours of Rosenbrock's valley (1960), a panel each. Contours are even in
 * log(1 + f), so that both the valley and its walls have some; the same ones stand under every path.
 */
import { contours } from 'd3-contour'
import { scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import { tensor } from '@wengert/tensor'
import { rosenbrock, statesOf } from './runs.ts'
import { colours, ink, methods, short, svg, tenths, text, type MethodName } from './svg.ts'

const [panelWidth, panelHeight, gap, heading] = [280, 190, 20, 40]
const columns = 3
const start = [-1.2, 1] as const

const x = scaleLinear().domain([-1.6, 1.5]).range([0, panelWidth])
const y = scaleLinear().domain([-0.5, 1.6]).range([panelHeight, 0])

export function pathsPicture(): string {
  const rows = Math.ceil(methods.length / columns)
  return svg(
    columns * panelWidth + (columns - 1) * gap,
    rows * (panelHeight + heading) + (rows - 1) * gap,
    'The paths of six methods from (-1.2, 1) to the minimum of Rosenbrock’s function',
    [
      `<defs><clipPath id="panel"><rect width="${panelWidth}" height="${panelHeight}"/></clipPath>`,
      `<g id="valley" fill="none" stroke="${ink}" stroke-opacity="0.4">${contourPaths().join('')}</g></defs>`,
      ...methods.map((method, i) => {
        const left = (i % columns) * (panelWidth + gap)
        const top = Math.floor(i / columns) * (panelHeight + heading + gap)
        return `<g transform="translate(${left},${top})">${panel(method)}</g>`
      }),
    ],
  )
}

function panel(method: MethodName): string {
  const states = statesOf(method, rosenbrock, tensor(start), 20_000)
  const points = states.map(({ x: at }): [number, number] => [tenths(x(at[0])), tenths(y(at[1]))])
  const seen = thinned(points)
  const { iteration, evaluations } = states.at(-1)!
  const { gradient, hvp } = evaluations
  const products = hvp === 0 ? '' : `, ${hvp} products`
  const colour = colours[method]
  return [
    text(0, 14, method, `font-weight="600" fill="${colour}"`),
    text(0, 31, `${iteration} iterations: ${gradient} gradients${products}`),
    `<g transform="translate(0,${heading})" clip-path="url(#panel)"><use href="#valley"/>`,
    `<path d="${line()(seen)}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"/>`,
    ...seen.map(
      ([px, py]) => `<circle cx="${short(px)}" cy="${short(py)}" r="2.5" fill="${colour}"/>`,
    ),
    `<circle cx="${short(x(1))}" cy="${short(y(1))}" r="6" fill="none" stroke="${ink}" stroke-width="2"/></g>`,
  ].join('')
}

/** Points that cannot be told from the one before are left out: gradient descent takes thousands. */
function thinned(points: readonly [number, number][]): [number, number][] {
  let [x0, y0] = [Infinity, Infinity]
  return points.filter(([px, py], i) => {
    const shown = i === points.length - 1 || Math.hypot(px - x0, py - y0) > 1.5
    if (shown) [x0, y0] = [px, py]
    return shown
  })
}

function contourPaths(): string[] {
  const [across, down] = [140, 95]
  const heights: number[] = []
  for (let j = 0; j < down; j++) {
    for (let i = 0; i < across; i++) {
      const [a, b] = [x.invert((i + 0.5) * 2), y.invert((j + 0.5) * 2)]
      heights.push(Math.log1p(100 * (b - a * a) ** 2 + (1 - a) ** 2))
    }
  }
  const levels = contours().size([across, down]).thresholds([0.1, 0.4, 0.9, 1.5, 2.2, 3, 4, 5, 6])
  return levels(heights).map(({ coordinates }) => {
    const rings = coordinates.flat()
    const d = rings.map(
      (ring) => `M${ring.map(([i, j]) => `${short(2 * i)},${short(2 * j)}`).join('L')}Z`,
    )
    return `<path d="${d.join('')}"/>`
  })
}
