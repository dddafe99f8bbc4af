/**
 * The model of the method in focus at the current step: its contours, its minimum, the trust region, and
 * the step that was made of it.
 */
import { useComputed } from '@preact/signals'
import { contourPaths } from '../plot/contour-paths.ts'
import { lengthIn, toPicture, type View } from '../plot/view.ts'
import { atStep, focused, focusedStep, step, stepOf, view } from '../state/store.ts'
import { Placed } from './placed.tsx'
import { minimumOf, modelAt, modelField } from './model.ts'

const side = 150

export function ModelLayer() {
  const model = useComputed(() => {
    const [current, local] = [focusedStep.value, atStep.value]
    const isCurrent = current !== null && local !== null && String(current.at) === String(local.at)
    return isCurrent ? modelAt(current, local) : null
  })
  // Contours are closed along the edge of their field, which has to lie outside the picture.
  const wider = useComputed<View>(() => [view.value[0], view.value[1], view.value[2] * 1.06])
  const contours = useComputed(() => {
    if (model.value === null) return []
    const { values, thresholds } = modelField(model.value, wider.value, side)
    return contourPaths(values, side, thresholds)
  })
  const [current, path] = [focusedStep.value, focused.value]
  if (current === null || path === null) return null
  const [cx, cy] = toPicture(view.value, current.at)
  const next = stepOf(path, step.value + 1)
  const least = model.value === null ? null : minimumOf(model.value)
  return (
    <g class={`model colour-${path.method}`} data-model={model.value === null ? 'none' : 'drawn'}>
      <Placed view={wider.value}>
        {contours.value.map((d, i) => (
          <path key={i} class="model-contour" d={d} />
        ))}
      </Placed>
      {current.radius !== null && (
        <circle class="region" cx={cx} cy={cy} r={lengthIn(view.value, current.radius)} />
      )}
      {least !== null && <Cross at={toPicture(view.value, least)} />}
      {next !== undefined && next !== current && (
        <Arrow from={[cx, cy]} to={toPicture(view.value, next.at)} />
      )}
    </g>
  )
}

function Cross({ at: [x, y] }: { readonly at: readonly [number, number] }) {
  return <path class="model-minimum" d={`M${x - 6},${y - 6}l12,12m0,-12l-12,12`} />
}

function Arrow(props: { readonly from: readonly number[]; readonly to: readonly number[] }) {
  const { from, to } = props
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const length = Math.hypot(dx, dy)
  if (length < 4) return null
  const [ux, uy] = [dx / length, dy / length]
  const size = Math.min(11, length / 2)
  const [bx, by] = [to[0] - ux * size, to[1] - uy * size]
  const [wx, wy] = [-uy * size * 0.45, ux * size * 0.45]
  return (
    <path
      class="arrow"
      d={`M${from[0]},${from[1]}L${bx},${by}M${to[0]},${to[1]}L${bx + wx},${by + wy}L${bx - wx},${by - wy}Z`}
    />
  )
}
