/** How fast: the distance to the best value found, or the slope, on a logarithmic scale. */
import { line } from 'd3-shape'
import type { Path, Step } from '../compute/paths.ts'
import { powerTicks, linearTicks } from '../plot/ticks.ts'
import { set, shared, shownPaths, step, stepOf } from '../state/store.ts'
import { Choice } from '../ui/choice.tsx'

const [width, height, left, bottom] = [420, 240, 44, 26]

/** Values this close to the best are equal to it as far as floating point can say. */
const floor = 1e-16

export function Convergence() {
  const { measure, cost } = shared.value
  const best = Math.min(...shownPaths.value.flatMap(({ steps }) => steps.map((s) => s.value)))
  const unit = Math.max(1, Math.abs(best))
  const y = (s: Step): number =>
    Math.log10(Math.max(floor, measure === 'gap' ? (s.value - best) / unit : s.gradientNorm))
  const x = (s: Step, i: number): number =>
    cost === 'iterations' ? i : s.values + s.gradients + s.products
  const all = shownPaths.value.flatMap(({ steps }) => steps.map((s, i) => [x(s, i), y(s)] as const))
  const furthest = furthestOf(shownPaths.value, x)
  const top = Math.max(0, ...all.map(([, v]) => (Number.isFinite(v) ? v : 0))) + 0.5
  const low = Math.min(top - 2, ...all.map(([, v]) => (Number.isFinite(v) ? v : 0))) - 0.5
  const sx = (v: number): number => left + (v / furthest) * (width - left - 8)
  const sy = (v: number): number => 8 + ((top - v) / (top - low)) * (height - bottom - 8)
  return (
    <section class="convergence" aria-label="Convergence">
      <div class="chart-head">
        <Choice
          label="What is plotted"
          current={measure}
          options={[
            ['gap', 'f − best'],
            ['gradient', '‖∇f‖'],
          ]}
          onChoose={(name) => set({ measure: name })}
        />
        <Choice
          label="Against what"
          current={cost}
          options={[
            ['iterations', 'by step'],
            ['evaluations', 'by cost'],
          ]}
          onChoose={(name) => set({ cost: name })}
        />
      </div>
      <svg
        class="chart"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Convergence of ${shownPaths.value.length} methods on a logarithmic scale`}
      >
        {powerTicks(low, top, 6).map((power) => (
          <g key={power} class="grid">
            <line x1={left} x2={width - 8} y1={sy(power)} y2={sy(power)} />
            <text x={left - 6} y={sy(power)} dy="0.35em" text-anchor="end">
              10
              <tspan dy="-0.45em" class="power">
                {String(power).replace('-', '−')}
              </tspan>
            </text>
          </g>
        ))}
        {linearTicks(0, furthest, 6)
          .filter(({ at }) => Number.isInteger(at))
          .map(({ at }) => (
            <text key={at} x={sx(at)} y={height - 8} text-anchor="middle">
              {at}
            </text>
          ))}
        <g>
          {shownPaths.value.map((path) => (
            <Curve key={path.method} path={path} x={(s, i) => sx(x(s, i))} y={(s) => sy(y(s))} />
          ))}
        </g>
      </svg>
    </section>
  )
}

/** Up to where the axis goes: one slow method may not squeeze the others together. */
function furthestOf(paths: readonly Path[], x: (s: Step, i: number) => number): number {
  const ends = paths
    .filter(({ steps }) => steps.length > 0)
    .map(({ steps }) => x(steps[steps.length - 1], steps.length - 1))
    .sort((a, b) => a - b)
  const middle = ends[Math.floor((ends.length - 1) / 2)] ?? 1
  return Math.max(1, Math.min(ends.at(-1) ?? 1, 2.5 * middle))
}

interface CurveProps {
  readonly path: Path
  readonly x: (s: Step, i: number) => number
  readonly y: (s: Step) => number
}

function Curve({ path, x, y }: CurveProps) {
  const points = path.steps.map((s, i) => [x(s, i), y(s)] as [number, number])
  const isFinite = ([, v]: readonly number[]): boolean => Number.isFinite(v)
  const at = Math.min(step.value, path.steps.length - 1)
  const current = stepOf(path, at)
  return (
    <g class={`curve colour-${path.method}`} data-method={path.method}>
      <path d={line<[number, number]>().defined(isFinite)(points) ?? ''} />
      {current !== undefined && <circle cx={x(current, at)} cy={y(current)} r="3.6" />}
    </g>
  )
}
