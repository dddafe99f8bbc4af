/**
 * What a loop does for so many elements at once: loads, the kernel's graph, and what its sinks make of
 * the values. A body is built for vectors or for one number, at some element from where the pointers
 * are.
 */
import { byteWidth } from '../../dtype.ts'
import type { Lane } from '../../emitter.ts'
import type { Effect, Value } from '../lanes/code.ts'
import type { LaneLibrary } from '../lanes/library.ts'
import { lowerScalar } from '../lanes/lower-scalar.ts'
import { VectorLowering } from '../lanes/lower-vector.ts'
import { Memory } from './access.ts'
import type { LoopKernel } from './kernel.ts'
import type { Pointers } from './pointers.ts'
import { recordKernel, type Recorded } from './record.ts'
import { sameAccess, type Access, type Space } from './space.ts'

/** Which elements of the innermost axis. */
export interface Place {
  /** From where the axis begins; in a loop, from where the pointers are. */
  readonly element: number
  /** How many elements the pointers have moved on, or null in the loop that moves them. */
  readonly moved: number | null
}

/** The values of a sink, in vectors. */
export interface VectorValues extends Place {
  readonly lowering: VectorLowering
  readonly root: Lane
  readonly lanes: number
  /** What a store to the sink's target overwrites. */
  readonly before: readonly Value[]
}

export interface ScalarValue extends Place {
  readonly value: Value
  readonly before: readonly Value[]
}

/** What becomes of a sink's values. */
export interface Consumer {
  vector(values: VectorValues): Effect[]
  scalar(value: ScalarValue): Effect[]
}

/** Beyond so many nodes, functions are called from the loop instead of repeated in it. */
const inlineBudget = 1200
/** Up to so many operations a vector, a loop is light, and its body may be repeated. */
const lightWork = 16

/**
 * A loop does so many vectors at once, by turns: most operations wait for the one before, and a processor
 * looks ahead no further than some hundred of them. Measured to gain 1.1 to 2.3 times, unless the values
 * kept for later are so many (or the body so long) that it loses by moving them to memory and back.
 */
const vectorsAtOnce = 4
const mostWide = 600
const mostKept = 12

export class Body {
  readonly memory: Memory
  /** Lanes of one vector of the kernel's numbers. */
  readonly unit: number
  /** Lanes that the main loop does at once. */
  readonly lanes: number
  private readonly library: LaneLibrary
  private readonly space: Space
  private readonly inVectors: Recorded
  private readonly inScalars: Recorded

  constructor(library: LaneLibrary, kernel: LoopKernel, space: Space, pointers: Pointers) {
    this.library = library
    this.space = space
    this.memory = new Memory(pointers)
    this.inVectors = recordKernel(kernel, inlineBudget)
    const { graph, roots } = this.inVectors
    const uses = graph.uses(roots)
    const used = graph.nodes.filter((_, i) => uses[i] > 0)
    const work = used.filter(({ operands }) => operands.length > 0).length
    const isLight = work <= lightWork
    this.inScalars = isLight ? this.inVectors : recordKernel(kernel, 0)
    const views = [...kernel.inputs, ...kernel.sinks.map(({ view }) => view)]
    const isDouble = used.some(({ type }) => type === 'f64')
    this.unit = isDouble && views.every(({ dtype }) => byteWidth(dtype) !== 4) ? 2 : 4
    const isWide = isLight || (work <= mostWide && graph.pressure(roots) <= mostKept)
    this.lanes = isWide ? vectorsAtOnce * (isDouble ? 2 : 4) : this.unit
  }

  /** The effects for so many lanes, by consumers. */
  vector(consumers: readonly Consumer[], lanes: number, place: Place): Effect[][] {
    const { element } = place
    const { memory, space, library } = this
    const { graph, roots } = this.inVectors
    const loads = new Loads(space)
    const inputs = {
      number: (i: number) => loads.add(i, memory.load(space.inputs[i], lanes, element)),
      mask: (i: number, width: 4 | 8) =>
        loads.add(i, memory.loadMask(space.inputs[i], lanes, width, element)),
    }
    const options = { lanes, fused: library.fused }
    const lowering = new VectorLowering(graph, roots, library, inputs, options)
    // Masks are lowered when they are asked for; all loads must be known before the first store.
    for (const root of roots) {
      if (graph.type(root) === 'mask') lowering.mask(root, lowering.naturalWidth(root))
    }
    return consumers.map((consumer, i) => {
      const before = loads.overwritten(space.targets[i])
      return consumer.vector({ ...place, lowering, root: roots[i], lanes, before })
    })
  }

  scalar(consumers: readonly Consumer[], place: Place): Effect[] {
    const { memory, space, library } = this
    const { graph, roots } = this.inScalars
    const loads = new Loads(space)
    const values = lowerScalar(graph, roots, library, (i) => {
      return loads.add(i, [memory.loadScalar(space.inputs[i], place.element)])[0]
    })
    return consumers.flatMap((consumer, i) => {
      const before = loads.overwritten(space.targets[i])
      return consumer.scalar({ ...place, value: values(roots[i]), before })
    })
  }
}

/** The loads of a body, by their views. */
class Loads {
  private readonly space: Space
  private readonly values: [Access, readonly Value[]][] = []

  constructor(space: Space) {
    this.space = space
  }

  add(input: number, values: readonly Value[]): readonly Value[] {
    this.values.push([this.space.inputs[input], values])
    return values
  }

  overwritten(target: Access): Value[] {
    return this.values.flatMap(([access, values]) => (sameAccess(access, target) ? values : []))
  }
}

/** Stores the values where they belong. */
export function storing(memory: Memory, target: Access): Consumer {
  return {
    vector: ({ lowering, root, lanes, element, before }) => {
      if (target.dtype !== 'bool') {
        return memory.store(target, lanes, element, lowering.parts(root), before)
      }
      const width = lowering.naturalWidth(root)
      const masks = lowering.mask(root, width)
      return memory.storeMask(target, lanes, element, masks, width, before)
    },
    scalar: ({ value, element, before }) => [memory.storeScalar(target, element, value, before)],
  }
}
