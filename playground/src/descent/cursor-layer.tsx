/**
 * The cursor, and the Hessian's eigenvectors there: solid where the function curves up, dashed where it
 * curves down, the longer the stronger.
 */
import { atCursor, cursor, start, view } from '../state/store.ts'
import { toPicture } from '../plot/view.ts'

export function CursorLayer() {
  const [sx, sy] = toPicture(view.value, start.value)
  return (
    <g class="pointers">
      <g class="start" transform={`translate(${sx},${sy})`}>
        <circle r="9" />
        <circle r="3.2" class="dot" />
      </g>
      <Eigenvectors />
    </g>
  )
}

function Eigenvectors() {
  if (cursor.value === null) return null
  const [x, y] = toPicture(view.value, cursor.value)
  const eigen = atCursor.value?.eigen ?? []
  const largest = Math.max(...eigen.map(({ value }) => Math.abs(value)), Number.MIN_VALUE)
  return (
    <g class="cursor" transform={`translate(${x},${y})`}>
      {eigen.map(({ value, vector: [u, v] }, i) => {
        const length = 16 + 40 * (Math.abs(value) / largest) ** 0.25
        return (
          <line
            key={i}
            class={value < 0 ? 'eigenvector down' : 'eigenvector'}
            x1={-u * length}
            y1={v * length}
            x2={u * length}
            y2={-v * length}
          />
        )
      })}
      <path class="hair" d="M-5,0H5M0,-5V5" />
    </g>
  )
}
