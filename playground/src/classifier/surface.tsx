/** The decision surface as pixels of a canvas, with the points over it. */
import { useEffect, useRef } from 'preact/hooks'
import type { Points } from './data.ts'
import { extent, surfaceSide } from './protocol.ts'
import { points, snapshot } from './state.ts'

const size = 480

export function Surface() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const surface = snapshot.value?.surface
  useEffect(() => {
    if (surface === undefined || canvas.current === null) return
    paint(canvas.current, surface)
  }, [surface])
  const shown = points.value
  return (
    <div class="surface">
      <canvas
        ref={canvas}
        width={surfaceSide}
        height={surfaceSide}
        role="img"
        aria-label="Decision surface"
      />
      <svg viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
        {shown !== null && (
          <>
            <Dots points={shown.test} radius={2.4} kind="test" />
            <Dots points={shown.train} radius={4.2} kind="train" />
          </>
        )}
      </svg>
    </div>
  )
}

function Dots(props: { readonly points: Points; readonly radius: number; readonly kind: string }) {
  const { xs, labels } = props.points
  const at = (value: number): string => (((value + extent) / (2 * extent)) * size).toFixed(1)
  return (
    <g class={props.kind}>
      {Array.from(labels, (label, i) => (
        <circle
          key={i}
          class={label > 0 ? 'one' : 'other'}
          cx={at(xs[2 * i])}
          cy={at(-xs[2 * i + 1])}
          r={props.radius}
        />
      ))}
    </g>
  )
}

type Colour = readonly [number, number, number]

/** From one class through the ground to the other, by probability; the border is a thin light line. */
function paint(canvas: HTMLCanvasElement, surface: Float32Array): void {
  const context = canvas.getContext('2d')!
  const style = getComputedStyle(canvas)
  const [one, other, ground] = ['--class-one', '--class-other', '--ground'].map((name) =>
    colourOf(style.getPropertyValue(name)),
  )
  const image = context.createImageData(surfaceSide, surfaceSide)
  surface.forEach((probability, i) => {
    const towards = probability > 0.5 ? one : other
    const strength = 0.62 * Math.abs(2 * probability - 1) ** 0.8
    for (let k = 0; k < 3; k++)
      image.data[4 * i + k] = ground[k] + strength * (towards[k] - ground[k])
    image.data[4 * i + 3] = 255
  })
  context.putImageData(image, 0, 0)
}

/** A colour that is written as #rrggbb. */
function colourOf(text: string): Colour {
  const value = Number.parseInt(text.trim().slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
