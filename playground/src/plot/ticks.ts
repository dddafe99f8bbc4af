/** Ticks of axes: round numbers, and powers of ten. */
import { scaleLinear } from 'd3-scale'

export function linearTicks(
  from: number,
  to: number,
  count: number,
): { at: number; text: string }[] {
  const scale = scaleLinear([from, to], [0, 1])
  const format = scale.tickFormat(count)
  return scale.ticks(count).map((at) => ({ at, text: format(at).replaceAll('-', '−') }))
}

/** The powers of ten from one exponent to another, at most `count` of them. */
export function powerTicks(from: number, to: number, count: number): number[] {
  const step = Math.max(1, Math.ceil((to - from) / count))
  const first = Math.ceil(from / step) * step
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, i) => first + i * step)
}
