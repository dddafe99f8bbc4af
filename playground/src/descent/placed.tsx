/** Moves what was computed for one view to where it lies in the view that is shown now. */
import type { ComponentChildren } from 'preact'
import { view } from '../state/store.ts'
import { plotSide, toPicture, type View } from '../plot/view.ts'

export function Placed(props: { readonly view: View; readonly children: ComponentChildren }) {
  const { view: own, children } = props
  const scale = own[2] / view.value[2]
  const [px, py] = toPicture(view.value, [own[0] - own[2], own[1] + own[2]])
  const isSame = Math.abs(scale - 1) < 1e-9 && Math.hypot(px, py) < 1e-6 * plotSide
  return <g transform={isSame ? undefined : `translate(${px},${py}) scale(${scale})`}>{children}</g>
}
