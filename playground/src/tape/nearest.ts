/** The node that an arrow key leads to: the nearest of those that lie in its direction. */
import type { Laid } from './layout.ts'

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

export function nearest(
  nodes: Laid['nodes'],
  current: string | undefined,
  key: string,
): string | null {
  const direction = directions[key]
  const from = nodes.find(({ id }) => id === current)
  if (direction === undefined || from === undefined) return null
  let best: string | null = null
  let least = Infinity
  for (const { id, x, y } of nodes) {
    const [dx, dy] = [x - from.x, y - from.y]
    const ahead = dx * direction[0] + dy * direction[1]
    const aside = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0])
    if (ahead <= 1) continue
    const distance = ahead + 2 * aside
    if (distance < least) [best, least] = [id, distance]
  }
  return best
}
