/** The paths: each whole run faint, the part up to the current step bold, a mark at the step. */
import { line, symbol } from 'd3-shape'
import type { Path } from '../compute/paths.ts'
import { toPicture, type Point } from '../plot/view.ts'
import { focused, shownPaths, step, stepOf, view } from '../state/store.ts'
import { looks } from './methods.ts'

/** Far outside points are drawn no further out than this, which no coordinate overflows. */
const edge = 1e5

export function PathsLayer() {
  return (
    <g class="paths">
      {shownPaths.value
        .filter(({ steps }) => steps.length > 0)
        .map((path) => (
          <OnePath key={path.method} path={path} />
        ))}
    </g>
  )
}

const trace = line<readonly [number, number]>()

function OnePath({ path }: { readonly path: Path }) {
  const at = step.value
  const points = path.steps.map((s) => clamped(toPicture(view.value, s.at)))
  const done = points.slice(0, at + 1)
  const current = clamped(toPicture(view.value, stepOf(path, at)!.at))
  const isFocused = focused.value?.method === path.method
  return (
    <g class={`path colour-${path.method}`} data-method={path.method} data-focused={isFocused}>
      <path class="whole" d={trace(points) ?? ''} />
      <path class="done" d={trace(done) ?? ''} />
      {done.length <= 60 &&
        done.map(([x, y], i) => <circle key={i} class="iterate" cx={x} cy={y} r="2.2" />)}
      <path
        class="mark"
        d={symbol(looks[path.method].mark, isFocused ? 130 : 80)() ?? ''}
        transform={`translate(${current[0]},${current[1]})`}
      />
    </g>
  )
}

function clamped([x, y]: Point): [number, number] {
  const clamp = (value: number): number => Math.max(-edge, Math.min(edge, value))
  return [clamp(x), clamp(y)]
}
