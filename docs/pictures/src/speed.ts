/**
 * Bars of the times in speed.json, a group for each problem, logarithmic. The times are the least of a run of
 * `npm run bench -- models`, on the machine that is named there: what a machine can do, rather than how busy it
 * was. They are recorded, so that the picture is the same wherever it is drawn.
 */
import { scaleLog } from 'd3-scale'
import recorded from './speed.json' with { type: 'json' }
import { colours, ink, rule, short, svg, text } from './svg.ts'

export interface Measured {
  readonly machine: {
    readonly node: string
    readonly cpu: string
    readonly cores: number
    readonly load: number
  }
  readonly results: readonly {
    readonly suite: string
    readonly rows: readonly { readonly name: string; readonly least: number | null }[]
  }[]
}

const width = 880
const [labels, right, bar, heading, gap] = [230, 70, 20, 24, 18]

export function speedPicture({ machine, results }: Measured = recorded): string {
  const times = results.flatMap(({ rows }) => rows.map(({ least }) => least!))
  const x = scaleLog()
    .domain([Math.min(...times) / 2, Math.max(...times)])
    .range([labels, width - right])
  let top = 26
  const content = results.flatMap(({ suite, rows }) => {
    const first = top
    const bars = rows.flatMap(({ name, least }, i) => {
      const at = first + heading + i * bar
      const colour = name.startsWith('Wengert') ? colours['newton-cg'] : ink
      return [
        text(labels - 10, at + 14, name, 'text-anchor="end"'),
        `<rect x="${labels}" y="${at + 3}" width="${short(x(least!) - labels)}" height="${bar - 6}" fill="${colour}"/>`,
        text(x(least!) + 7, at + 14, time(least!)),
      ]
    })
    top += heading + rows.length * bar + gap
    return [text(labels, first + 14, suite, 'font-weight="600"'), ...bars]
  })
  const where = `Node ${machine.node}, ${machine.cores} shared cores of an ${machine.cpu}, at a load of ${machine.load}: good for orders of magnitude`
  return svg(width, top, 'Times of gradients and Hessian–vector products in JavaScript', [
    text(0, 14, `Least times, logarithmic. ${where}.`),
    ...content,
    rule(labels, 30, labels, top - gap),
  ])
}

function time(microseconds: number): string {
  return microseconds < 1000
    ? `${Number(microseconds.toPrecision(2))} µs`
    : `${(microseconds / 1000).toPrecision(2)} ms`
}

/** The problems that are shown, and of their contestants those that run in the same engine. */
const problems = [
  'logistic HVP, 569 × 30',
  'MLP 64–32–10 gradient, batch 128, float32',
  'Rosenbrock gradient, n = 1000',
]
const left = /twin|PyTorch|cpu|linearised|fma|jit, float64/

/** What is recorded of the results of a run of the benchmarks. */
export function excerpt({ machine, results }: Measured): Measured {
  const { node, cpu, cores, load } = machine
  return {
    machine: { node, cpu, cores, load },
    results: problems.map((problem) => {
      const { suite, rows } = results.find((result) => result.suite === problem)!
      const shown = rows.filter(({ name, least }) => least !== null && !left.test(name))
      return {
        suite,
        rows: shown.map(({ name, least }) => ({ name, least: Number(least!.toPrecision(3)) })),
      }
    }),
  }
}
