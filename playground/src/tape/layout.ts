/** Where the nodes of a program lie: dagre's layers, from the inputs down to the outputs. */
import { Graph, layout } from '@dagrejs/dagre'
import type { Drawing, DrawnNode } from '../compute/drawing.ts'

export interface Laid {
  readonly width: number
  readonly height: number
  readonly nodes: readonly (DrawnNode & { x: number; y: number; width: number; height: number })[]
  readonly edges: readonly {
    readonly from: string
    readonly to: string
    readonly points: readonly [number, number][]
  }[]
}

export const nodeHeight = 40

export function layOut({ nodes, edges }: Drawing): Laid {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'TB', nodesep: 14, ranksep: 30, marginx: 10, marginy: 10 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id, label } of nodes)
    graph.setNode(id, { width: Math.max(76, 52 + 7.4 * label.length), height: nodeHeight })
  edges.forEach(({ from, to }, i) => graph.setEdge(from, to, {}, `e${i}`))
  layout(graph)
  const { width = 0, height = 0 } = graph.graph()
  return {
    width,
    height,
    nodes: nodes.map((node) => {
      const place = graph.node(node.id) as { x: number; y: number; width: number; height: number }
      return { ...node, x: place.x, y: place.y, width: place.width, height: place.height }
    }),
    edges: edges.map(({ from, to }, i) => {
      const { points } = graph.edge(from, to, `e${i}`) as { points: { x: number; y: number }[] }
      return { from, to, points: points.map(({ x, y }) => [x, y]) }
    }),
  }
}
