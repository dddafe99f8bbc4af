/** Names for the elements of a tree, as one would write them: `[2]`, `slope`, `layers[0].w[1, 2]`. */
import { flattenTree, type Structure, type Tensor } from '@wengert/tensor'
import type { Vector } from '../vector.ts'

export function labelsOf(tree: unknown): string[] {
  const { leaves, structure } = flattenTree('inference', tree)
  const rest = [...leaves]
  return visit(structure, '').flatMap(({ path, leaf }) => elements(path, leaf))

  function visit(node: Structure, path: string): { path: string; leaf: Tensor }[] {
    if (node.kind === 'leaf') return [{ path, leaf: rest.shift()! }]
    if (node.kind === 'array')
      return node.children.flatMap((child, i) => visit(child, `${path}[${i}]`))
    return node.children.flatMap((child, i) =>
      visit(child, path === '' ? node.keys[i] : `${path}.${node.keys[i]}`),
    )
  }
}

function elements(path: string, { shape, size }: Tensor): string[] {
  if (shape.length === 0) return [path === '' ? 'x' : path]
  return Array.from({ length: size }, (_, flat) => {
    const indices: number[] = []
    for (let axis = shape.length - 1, k = flat; axis >= 0; axis--) {
      indices.unshift(k % shape[axis])
      k = Math.floor(k / shape[axis])
    }
    return `${path}[${indices.join(', ')}]`
  })
}

/** A direction in words: its largest components, `0.71 a − 0.71 b`. */
export function describeDirection(direction: Vector, labels: readonly string[]): string {
  const most = Math.max(...direction.map(Math.abs))
  const parts = Array.from(direction, (value, i) => ({ value, label: labels[i] }))
    .filter(({ value }) => Math.abs(value) > 1e-3 * most)
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
  const shown = parts.slice(0, 6).map(({ value, label }, i) => {
    const size = `${Math.abs(value).toPrecision(2)} ${label}`
    if (i === 0) return value < 0 ? `−${size}` : size
    return value < 0 ? `− ${size}` : `+ ${size}`
  })
  return parts.length > 6 ? `${shown.join(' ')} + …` : shown.join(' ')
}
