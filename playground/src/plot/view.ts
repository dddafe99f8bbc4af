/** The square of the plane that is shown: its centre and half its side, so that circles stay round. */
export type View = readonly [cx: number, cy: number, half: number]

export type Point = readonly [x: number, y: number]

/** The plot's side in its own units. */
export const plotSide = 600

/** From the plane to the picture and back. */
export function toPicture([cx, cy, half]: View, [x, y]: Point): Point {
  const scale = plotSide / (2 * half)
  return [(x - cx + half) * scale, (cy + half - y) * scale]
}

export function toPlane([cx, cy, half]: View, [px, py]: Point): Point {
  const scale = (2 * half) / plotSide
  return [cx - half + px * scale, cy + half - py * scale]
}

/** A length of the plane in the picture. */
export function lengthIn([, , half]: View, length: number): number {
  return (length * plotSide) / (2 * half)
}

/** Rounded to about a pixel, so that links stay short. */
export function rounded([, , half]: View, [x, y]: Point): Point {
  const digits = Math.max(0, Math.ceil(-Math.log10((2 * half) / 500)))
  const power = 10 ** Math.min(12, digits)
  return [Math.round(x * power) / power, Math.round(y * power) / power]
}
