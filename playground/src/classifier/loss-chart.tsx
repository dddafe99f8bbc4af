/** The loss of this run, and of earlier ones faintly, on a logarithmic scale against cost. */
import { line } from 'd3-shape'
import { linearTicks, powerTicks } from '../plot/ticks.ts'
import { show } from '../ui/numbers.ts'
import { curves } from './state.ts'

const [width, height, left, bottom] = [420, 250, 44, 38]

export function LossChart() {
  const all = curves.value.flatMap(({ points }) =>
    points.filter(({ loss }) => Number.isFinite(loss)),
  )
  if (all.length === 0) return null
  const logs = all.map(({ loss }) => Math.log10(Math.max(loss, 1e-8)))
  const [top, low] = [extremeOf(logs, Math.max) + 0.15, extremeOf(logs, Math.min) - 0.15]
  const current = curves.value.at(-1)?.points.at(-1)?.cost ?? 1
  const furthest = Math.max(
    10,
    extremeOf(
      all.map(({ cost }) => cost),
      Math.max,
    ),
    current,
  )
  const x = (cost: number): number => left + (cost / furthest) * (width - left - 10)
  const y = (loss: number): number =>
    8 + ((top - Math.log10(Math.max(loss, 1e-8))) / (top - low)) * (height - bottom - 8)
  const path = line<{ cost: number; loss: number }>()
    .defined(({ loss }) => Number.isFinite(loss))
    .x(({ cost }) => x(cost))
    .y(({ loss }) => y(loss))
  const ticks = powerTicks(low, top, 6)
  const marks =
    ticks.length > 1
      ? ticks.map((power) => 10 ** power)
      : [10 ** top, 10 ** ((top + low) / 2), 10 ** low]
  return (
    <section class="loss" aria-label="Loss">
      <h2>Loss</h2>
      <svg
        class="chart"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label="Loss on a logarithmic scale against gradient evaluations"
      >
        {marks.map((mark) => (
          <g key={mark} class="grid">
            <line x1={left} x2={width - 10} y1={y(mark)} y2={y(mark)} />
            <text x={left - 6} y={y(mark)} dy="0.35em" text-anchor="end">
              {show(Number(mark.toPrecision(2)))}
            </text>
          </g>
        ))}
        {linearTicks(0, furthest, 5).map(({ at, text }) => (
          <text key={at} x={x(at)} y={height - 22} text-anchor="middle">
            {text}
          </text>
        ))}
        <text x={(width + left) / 2} y={height - 6} text-anchor="middle">
          gradients and Hessian–vector products
        </text>
        {curves.value.map(({ run, points }, i) => (
          <path
            key={run}
            class={i === curves.value.length - 1 ? 'loss-curve now' : 'loss-curve'}
            data-curve={run % 5}
            d={path(thinned(points)) ?? ''}
          />
        ))}
      </svg>
      <ul class="runs">
        {curves.value.map(({ run, title, points }, i) => (
          <li key={run} data-curve={run % 5} class={i === curves.value.length - 1 ? 'now' : ''}>
            <span class="dash" aria-hidden="true" /> {title}{' '}
            <small>{points.length === 0 ? '' : show(points[points.length - 1].loss)}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}

function extremeOf(values: readonly number[], choose: (a: number, b: number) => number): number {
  return values.reduce((a, b) => choose(a, b))
}

/** At most about 600 points: more are not seen. */
function thinned<T>(points: readonly T[]): T[] {
  const every = Math.max(1, Math.floor(points.length / 600))
  return points.filter((_, i) => i % every === 0 || i === points.length - 1)
}
