/** The function itself: filled bands between contours, and hatching where it is not defined. */
import { useComputed } from '@preact/signals'
import { contourPaths } from '../plot/contour-paths.ts'
import { levelsOf } from '../plot/levels.ts'
import { field } from '../state/store.ts'
import { Placed } from './placed.tsx'

export function Contours() {
  const drawn = useComputed(() => {
    if (field.value === null) return null
    const { values, side } = field.value
    const levels = levelsOf(values)
    const gaps = Float64Array.from(values, (value) => (Number.isFinite(value) ? 0 : 1))
    return {
      bands: levels === null ? [] : contourPaths(levels.heights, side, levels.thresholds),
      gaps: gaps.includes(1) ? contourPaths(gaps, side, [0.5], false) : [],
    }
  })
  if (drawn.value === null || field.value === null) return null
  const { bands, gaps } = drawn.value
  return (
    <Placed view={field.value.view}>
      <g class="bands">
        {bands.map((path, i) => (
          <path key={i} d={path} style={{ '--height': `${(100 * i) / (bands.length - 1)}%` }} />
        ))}
      </g>
      {gaps.map((path, i) => (
        <path key={i} class="gap" d={path} />
      ))}
    </Placed>
  )
}
