/**
 * The plane: contours, models, paths and cursor. A click or a drag sets the start, arrows move the cursor and
 * Enter sets the start there, + and − zoom, Shift and arrows pan.
 */
import { useRef } from 'preact/hooks'
import { linearTicks } from '../plot/ticks.ts'
import { plotSide, rounded, toPicture, toPlane, type Point } from '../plot/view.ts'
import { cursor, set, start, view } from '../state/store.ts'
import { Contours } from './contours.tsx'
import { CursorLayer } from './cursor-layer.tsx'
import { ModelLayer } from './model-layer.tsx'
import { PathsLayer } from './paths-layer.tsx'
import { onPlotKey, zoom } from './plot-keys.ts'

export function Plot() {
  const svg = useRef<SVGSVGElement>(null)
  const isDragging = useRef(false)
  const pointOf = ({ clientX, clientY }: PointerEvent | WheelEvent): Point => {
    const { left, top, width, height } = svg.current!.getBoundingClientRect()
    const picture = [((clientX - left) / width) * plotSide, ((clientY - top) / height) * plotSide]
    return rounded(view.value, toPlane(view.value, picture as unknown as Point))
  }
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return
    isDragging.current = true
    svg.current!.setPointerCapture(event.pointerId)
    // A finger that goes down may be about to scroll the page; it sets the start when it is lifted.
    if (event.pointerType !== 'touch') set({ start: pointOf(event) })
  }
  const onPointerUp = (event: PointerEvent): void => {
    if (isDragging.current && event.pointerType === 'touch') set({ start: pointOf(event) })
    isDragging.current = false
  }
  const onPointerMove = (event: PointerEvent): void => {
    cursor.value = pointOf(event)
    if (isDragging.current) set({ start: pointOf(event) })
  }
  const onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.shiftKey) return
    event.preventDefault()
    zoom(event.deltaY + event.deltaX < 0 ? 1 / 1.15 : 1.15, pointOf(event))
  }
  return (
    <div class="plot-frame">
      <svg
        ref={svg}
        class="plot"
        viewBox={`0 0 ${plotSide} ${plotSide}`}
        role="application"
        aria-label="Contours and paths. Arrows move the cursor, Enter starts there, plus and minus zoom, Shift with arrows pans."
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => (isDragging.current = false)}
        onPointerLeave={() => isDragging.current || (cursor.value = null)}
        onFocus={() => (cursor.value ??= start.value)}
        onKeyDown={onPlotKey}
        onWheel={onWheel}
      >
        <defs>
          <pattern
            id="hatch"
            width="9"
            height="9"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="9" height="9" class="hatch-ground" />
            <line y2="9" class="hatch-line" />
          </pattern>
        </defs>
        <Contours />
        <Axes />
        <PathsLayer />
        <ModelLayer />
        <CursorLayer />
      </svg>
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" aria-label="Zoom in" onClick={() => zoom(1 / 1.4)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => zoom(1.4)}>
          −
        </button>
      </div>
    </div>
  )
}

function Axes() {
  const [cx, cy, half] = view.value
  const xs = linearTicks(cx - half, cx + half, 7)
  const ys = linearTicks(cy - half, cy + half, 7)
  const inside = (at: number): boolean => at > 25 && at < plotSide - 25
  return (
    <g class="axes" aria-hidden="true">
      {xs.map(({ at, text }) => {
        const [px] = toPicture(view.value, [at, cy])
        return inside(px) ? (
          <text key={at} x={px} y={plotSide - 8} text-anchor="middle">
            {text}
          </text>
        ) : null
      })}
      {ys.map(({ at, text }) => {
        const [, py] = toPicture(view.value, [cx, at])
        return inside(py) ? (
          <text key={at} x={8} y={py} dy="0.35em">
            {text}
          </text>
        ) : null
      })}
    </g>
  )
}
