import { describe, expect, it } from 'vitest'
import { cond, grad, scan, trace } from '@wengert/autodiff'
import { matmul, tensor, type Tensor } from '@wengert/tensor'

/** A recurrence with a branch in its body: about fifty equations with nested programs in its gradient. */
function recurrence(x: Tensor): Tensor {
  const w = tensor([
    [0.5, -0.2, 0.1],
    [0.3, 0.4, -0.6],
    [0.2, 0.1, 0.7],
  ])
  const [state] = scan(
    (h: Tensor, input: Tensor) => {
      const z = matmul(w, h).add(input)
      const next = cond(
        z.sum().greater(0),
        (y: Tensor) => y.tanh(),
        (y: Tensor) => y.mul(0.1).sin(),
        z,
      )
      return [next, next]
    },
    tensor([0, 0, 0]),
    x,
  )
  return state.square().sum()
}

const x = tensor([
  [1, 2, 3],
  [-4, -5, -6],
])

describe('String(program)', () => {
  it('prints nested programs under their equation, indented, and lists of programs one by one', () => {
    const text = String(
      trace(
        (y: Tensor) =>
          cond(
            y.greater(0),
            (z: Tensor) => z.exp(),
            (z: Tensor) => z.neg(),
            y,
          ),
        2,
      ),
    )
    expect(text).toBe(
      [
        '(a: float64[]) {',
        '  b: bool[] = greater a 0',
        '  c: int32[] = cast b {dtype: "int32"}',
        '  d: float64[] = branch c a',
        '    branches[0] (a: float64[]) {',
        '      b: float64[] = neg a',
        '      return b',
        '    }',
        '    branches[1] (a: float64[]) {',
        '      b: float64[] = exp a',
        '      return b',
        '    }',
        '  return d',
        '}',
      ].join('\n'),
    )
  })

  it('stays readable for a gradient with programs in programs', () => {
    const text = String(trace(grad(recurrence), x))
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(200)
    expect(text.match(/^ {4}body \(/gm)).toHaveLength(2)
    expect(text).not.toContain('"equations"')
  })
})

describe('program.toDot()', () => {
  it('draws a box for each equation and an edge for each use, with literals inside the box', () => {
    expect(trace((y: Tensor) => y.mul(2).sin(), tensor([1, 2])).toDot()).toBe(
      [
        'digraph program {',
        '  compound=true',
        '  node [shape=box, style=rounded, fontname="monospace"]',
        '  edge [fontname="monospace", fontsize=10]',
        '  n0 [label="a: float64[2]", shape=ellipse, style=solid]',
        '  n1 [label="b = mul a 2"]',
        '  n0 -> n1 [label="float64[2]"]',
        '  n2 [label="c = sin b"]',
        '  n1 -> n2 [label="float64[2]"]',
        '  n3 [label="return", shape=ellipse, style=bold]',
        '  n2 -> n3 [label="float64[2]"]',
        '}',
      ].join('\n'),
    )
  })

  it('draws nested programs as clusters, and refers to no node that it does not define', () => {
    const dot = trace(grad(recurrence), x).toDot()
    const defined = new Set([...dot.matchAll(/^ *(n\d+) \[label/gm)].map(([, name]) => name))
    const used = [...dot.matchAll(/^ *(n\d+) -> (n\d+)/gm)].flatMap(([, from, to]) => [from, to])
    expect(used.filter((name) => !defined.has(name))).toEqual([])
    const clusters = [...dot.matchAll(/subgraph (cluster_\d+)/g)].map(([, name]) => name)
    expect(clusters.length).toBeGreaterThan(4)
    expect([...dot.matchAll(/lhead=(cluster_\d+)/g)].map(([, name]) => name).sort()).toEqual(
      [...clusters].sort(),
    )
    expect(dot.split('{').length).toBe(dot.split('}').length)
  })
})
