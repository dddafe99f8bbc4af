/** Points of two classes in the square [−1.5, 1.5]², the same for the same settings on every machine. */
import { random } from '@wengert/tensor'
import type { DataName } from './choices.ts'

export interface Points {
  /** n × 2, row by row. */
  readonly xs: Float64Array
  /** −1 or 1. */
  readonly labels: Float64Array
}

type Shape = (label: number, u: number, v: number) => readonly [number, number]

const shapes: { readonly [D in DataName]: Shape } = {
  moons: (label, u) => {
    const angle = Math.PI * u
    const [x, y] = [Math.cos(angle), Math.sin(angle)]
    return label > 0 ? [0.9 * x - 0.45, 0.9 * y - 0.2] : [0.45 - 0.9 * x, 0.2 - 0.9 * y]
  },
  circles: (label, u) => {
    const radius = label > 0 ? 0.5 : 1.1
    return [radius * Math.cos(2 * Math.PI * u), radius * Math.sin(2 * Math.PI * u)]
  },
  spirals: (label, u) => {
    const angle = 3.2 * Math.PI * Math.sqrt(u) + (label > 0 ? 0 : Math.PI)
    const radius = 0.1 + 1.15 * Math.sqrt(u)
    return [radius * Math.cos(angle), radius * Math.sin(angle)]
  },
  checkers: (label, u, v) => {
    const [column, row] = [Math.floor(4 * u), Math.floor(2 * v)]
    const offset = (column + (label > 0 ? 0 : 1)) % 2
    const [x, y] = [4 * u, 2 * row + offset + ((2 * v) % 1)]
    return [0.65 * (x - 2), 0.65 * (y - 2)]
  },
  blobs: (label, u, v) => {
    const [radius, angle] = [0.75 * Math.sqrt(u), 2 * Math.PI * v]
    return [0.6 * label + radius * Math.cos(angle), 0.35 * label + radius * Math.sin(angle)]
  },
}

/** Spirals lie so close that they take half the noise. */
export function makePoints(name: DataName, noise: number, count: number, seed: number): Points {
  const key = random.key(seed)
  const keys = random.split(key, 2)
  const uniform = random.uniform(keys.at(0), [count, 2]).data
  const normal = random.normal(keys.at(1), [count, 2]).data
  const xs = new Float64Array(2 * count)
  const labels = Float64Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 1 : -1))
  const scale = name === 'spirals' ? 0.35 * noise : 0.7 * noise
  for (let i = 0; i < count; i++) {
    const point = shapes[name](labels[i], uniform[2 * i], uniform[2 * i + 1])
    for (const k of [0, 1]) xs[2 * i + k] = point[k] + scale * normal[2 * i + k]
  }
  return { xs, labels }
}
