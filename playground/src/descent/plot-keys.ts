/** The plane by keyboard. */
import { rounded, type Point } from '../plot/view.ts'
import { cursor, set, start, view } from '../state/store.ts'

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

export function onPlotKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (!act(event)) return
  event.preventDefault()
}

function act({ key, shiftKey }: KeyboardEvent): boolean {
  const [cx, cy, half] = view.value
  const at = cursor.value ?? start.value
  const direction = directions[key]
  if (direction !== undefined) {
    const [dx, dy] = direction
    if (shiftKey)
      set({ view: [...rounded(view.value, [cx + (dx * half) / 4, cy + (dy * half) / 4]), half] })
    else cursor.value = rounded(view.value, [at[0] + (dx * half) / 25, at[1] + (dy * half) / 25])
    return true
  }
  if (key === 'Enter' || key === ' ') set({ start: at })
  else if (key === '+' || key === '=') zoom(1 / 1.4)
  else if (key === '-' || key === '−') zoom(1.4)
  else return false
  return true
}

/** Scales the view about a point, by default its centre. */
export function zoom(factor: number, about?: Point): void {
  const [cx, cy, half] = view.value
  const [ax, ay] = about ?? [cx, cy]
  const next = Number((half * factor).toPrecision(4))
  if (next < 1e-9 || next > 1e9) return
  const real = next / half
  set({ view: [...rounded([cx, cy, next], [ax + (cx - ax) * real, ay + (cy - ay) * real]), next] })
}
