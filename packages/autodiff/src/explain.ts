/**
 * Plans as text: what a program compiles to, one step a line, bodies of loops and branches indented. Buffers
 * are named by their order: `in` those of inputs and captures, `m` the others.
 */
import { formatShape } from '@wengert/tensor/internal'
import { compilerFor } from './executable.ts'
import type { Program } from './program.ts'
import { simplify } from './simplify.ts'
import type { Buffer, Place } from './wasm/place.ts'
import type { LoopStep, Plan, Step } from './wasm/plan.ts'

/**
 * What a program compiles to: its steps in order, with the elementwise operations and reductions that
 * share a loop, the products, what the module leaves to the host, and the bytes of memory planned.
 *
 * @throws WengertError (code `compiler`) in a page that has not fetched the compiler yet.
 * @example
 * ```ts
 * import { explain, trace } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const program = trace((x: Tensor) => x.sin().mul(x).sum(), tensor([1, 2]))
 * explain(program).split('\n')[0] // → loop [2]: reads in1; sin, mul; sum of axes 0 → m1
 * ```
 */
export function explain(program: Program): string {
  const { plan, bytes } = compilerFor('explain').plan(simplify(program))
  const names = new Names(plan.inputs)
  return [...linesOf(plan, names), `memory: ${bytes} bytes`].join('\n')
}

/**
 * Which equations of a program share a loop once it is compiled: for each loop the positions of its
 * equations in `program.equations`, in order. Products, what runs on the host, nested programs and
 * rearrangements, which cost nothing, are in none. The plan is of the program as given; `explain`
 * simplifies first.
 *
 * @throws WengertError (code `compiler`) in a page that has not fetched the compiler yet.
 * @example
 * ```ts
 * import { fusedLoops, trace } from '@wengert/autodiff'
 * import { tensor, type Tensor } from '@wengert/tensor'
 * const f = (x: Tensor) => x.sin().mul(x).sum().exp()
 * JSON.stringify(fusedLoops(trace(f, tensor([1, 2])))) // → [[0,1,2],[3]]
 * ```
 */
export function fusedLoops(program: Program): number[][] {
  return compilerFor('fusedLoops').loopsOf(program)
}

/** Names for buffers, as they come. */
class Names {
  private readonly known = new Map<Buffer, string>()
  private next = 1

  constructor(inputs: readonly Place[]) {
    inputs.forEach(({ buffer }, i) => this.known.set(buffer, `in${i + 1}`))
  }

  of({ buffer }: Place): string {
    let name = this.known.get(buffer)
    if (name === undefined) this.known.set(buffer, (name = `m${this.next++}`))
    return name
  }

  list(places: readonly Place[]): string {
    return [...new Set(places.map((place) => this.of(place)))].join(', ')
  }
}

function linesOf(plan: Plan, names: Names): string[] {
  return plan.steps.flatMap((step) => describeStep(step, names))
}

function describeStep(step: Step, names: Names): string[] {
  const inside = (title: string, plan: Plan): string[] => [
    title,
    ...linesOf(plan, names).map((line) => `  ${line}`),
  ]
  switch (step.kind) {
    case 'loop':
      return [describeLoop(step, names)]
    case 'product': {
      const { spec, left, right, result } = step
      const batch = spec.batches === 1 ? '' : `${spec.batches} × `
      const sizes = `${batch}[${spec.m}, ${spec.k}] · [${spec.k}, ${spec.n}]`
      return [`product ${sizes}: ${names.list([left, right])} → ${names.of(result)}`]
    }
    case 'rows':
      return [`rows: ${names.list(step.places)} → ${names.of(step.result)}`]
    case 'host': {
      const given = names.list(step.operands.filter((operand) => 'buffer' in operand))
      return [`host ${step.primitive.name}: ${given} → ${names.list(step.outputs)}`]
    }
    case 'copy':
      return step.copies.map(({ from, to }) => `copy: ${names.of(from)} → ${names.of(to)}`)
    case 'repeat':
      return inside(`${step.length} times${step.reverse ? ', backwards' : ''}:`, step.body)
    case 'while':
      return [...inside('while:', step.test), ...inside('do:', step.body)]
    case 'strips': {
      const lines = step.loops.map((loop) => `  ${describeLoop(loop, names)}`)
      return [`in strips of ${step.rows}:`, ...lines]
    }
    case 'branch':
      return step.branches.flatMap(({ plan }, i) => inside(`branch ${i}:`, plan))
  }
}

function describeLoop({ shape, inputs, operations, sinks }: LoopStep, names: Names): string {
  const computed = operations.map(({ primitive }) => primitive.name).join(', ')
  const results = sinks.map(({ kind, axes, place }) => {
    const how = kind === 'store' ? 'stored' : `${kind} of axes ${axes.join(', ')}`
    return `${how} → ${names.of(place)}`
  })
  const parts = [
    inputs.length === 0 ? '' : `reads ${names.list(inputs)}`,
    computed,
    ...results,
  ].filter((part) => part !== '')
  return `loop ${formatShape(shape)}: ${parts.join('; ')}`
}
