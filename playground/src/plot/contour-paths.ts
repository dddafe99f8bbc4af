/** Contours of values on a square grid as SVG paths in the picture's units. */
import { contours, type ContourMultiPolygon } from 'd3-contour'
import { plotSide } from './view.ts'

export function contourPaths(
  values: ArrayLike<number>,
  side: number,
  thresholds: readonly number[],
  smooth = true,
): string[] {
  const scale = plotSide / side
  return contours()
    .size([side, side])
    .smooth(smooth)
    .thresholds([...thresholds])(Array.from(values))
    .map((polygon) => pathOf(polygon, scale))
}

function pathOf({ coordinates }: ContourMultiPolygon, scale: number): string {
  return coordinates
    .flat()
    .map(
      (ring) =>
        `M${ring.map(([x, y]) => `${(x * scale).toFixed(1)},${(y * scale).toFixed(1)}`).join('L')}Z`,
    )
    .join('')
}
