/**
 * The sum of a row as `primitives/row-sum.ts` defines it: the eight phases of a block are four vectors
 * of two. A trip of the loop that has fewer than eight elements adds to the first vectors and turns all
 * four on, so that code need not know which phase is next; where the row ends, it is known again.
 */
import { chunkLength } from '../../primitives/row-sum.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { localValue, operation, splat64, type Effect, type Value } from '../lanes/code.ts'
import { Emission } from '../lanes/emission.ts'
import type { ScalarValue, VectorValues } from './body.ts'
import type { RowReduction } from './rows.ts'

const phaseVectors = 4

/** What blocks add up to: chunks, and the sum of chunks. */
export class BlockTotal {
  readonly total: Value
  private readonly builder: FunctionBuilder
  private readonly chunk: number
  private readonly blocks: number

  constructor(builder: FunctionBuilder) {
    this.builder = builder
    this.total = localValue('f64', builder.local('f64'), true)
    this.chunk = builder.local('f64')
    this.blocks = builder.local('i32')
  }

  begin(): void {
    const { builder } = this
    builder.emit('f64.const', 0).tee(this.chunk).set(this.local).i32(0).set(this.blocks)
  }

  /** Adds a block's sum, which `push` leaves on the stack. */
  add(push: () => void): void {
    const { builder, chunk, blocks, local } = this
    builder.get(chunk)
    push()
    builder.emit('f64.add').set(chunk)
    builder.get(blocks).i32(1).emit('i32.add').tee(blocks)
    builder.i32(chunkLength).emit('i32.eq').emit('if')
    builder.get(local).get(chunk).emit('f64.add').set(local)
    builder.emit('f64.const', 0).set(chunk).i32(0).set(blocks).emit('end')
  }

  end(): void {
    const { builder, chunk, local } = this
    builder.get(local).get(chunk).emit('f64.add').set(local)
  }

  release(): void {
    for (const local of [this.local, this.chunk, this.blocks]) this.builder.release(local)
  }

  private get local(): number {
    return this.total.immediates[0] as number
  }
}

export class RowSum implements RowReduction {
  readonly total: Value
  private readonly builder: FunctionBuilder
  private readonly phases: readonly number[]
  private readonly held: readonly number[]
  /** Null where the row is one block. */
  private readonly blocks: BlockTotal | null
  private readonly local: number
  /** By how many places the vectors have been turned on. */
  private turned = 0

  constructor(builder: FunctionBuilder, isOneBlock: boolean) {
    this.builder = builder
    this.phases = Array.from({ length: phaseVectors }, () => builder.local('v128'))
    this.held = [builder.local('v128'), builder.local('v128')]
    this.blocks = isOneBlock ? null : new BlockTotal(builder)
    this.local = builder.local('f64')
    this.total = this.blocks?.total ?? localValue('f64', this.local, true)
  }

  begin(): void {
    this.blocks?.begin()
    this.clear()
  }

  vector({ lowering, root, element, moved }: VectorValues): Effect[] {
    const { phases, held } = this
    const parts = lowering.parts(root)
    if (moved !== null) {
      this.turned = moved / 2
      return parts.map((value, p) => added(this.phaseOf(element + 2 * p), value))
    }
    const count = parts.length
    if (count === phaseVectors) return parts.map((value, p) => added(phases[p], value))
    // What was added to goes behind the others.
    const kept = phaseVectors - count
    return [
      ...parts.map((value, p) => added(phases[p], value, held[p])),
      ...phases.slice(0, kept).map((local, p) => moving(phases[p + count], local)),
      ...parts.map((_, p) => moving(held[p], phases[kept + p])),
    ]
  }

  scalar({ value, element, moved }: ScalarValue): Effect[] {
    this.turned = (moved ?? 0) / 2
    const local = this.phaseOf(element)
    const phases = localValue('v128', local, true)
    const lane = element % 2
    const known = operation('f64', 'f64x2.extract_lane', [phases], lane)
    const sum = operation('f64', 'f64.add', [known, value])
    const next = operation('v128', 'f64x2.replace_lane', [phases, sum], lane)
    return [{ kind: 'set', local, value: next }]
  }

  endBlock(): void {
    this.turned = 0
    this.blocks?.add(() => this.pushBlock())
    this.clear()
  }

  endAxis(moved: number): void {
    this.turned = moved / 2
  }

  end(): void {
    if (this.blocks === null) {
      this.pushBlock()
      this.builder.set(this.local)
    } else {
      this.blocks.add(() => this.pushBlock())
      this.blocks.end()
    }
  }

  release(): void {
    for (const local of [...this.phases, ...this.held, this.local]) this.builder.release(local)
    this.blocks?.release()
  }

  /** The local in which an element's phase is. */
  private phaseOf(element: number): number {
    const place = Math.floor(element / 2) - this.turned
    return this.phases[((place % phaseVectors) + phaseVectors) % phaseVectors]
  }

  private clear(): void {
    const zero = splat64(0n)
    const sets = this.phases.map((local): Effect => ({ kind: 'set', local, value: zero }))
    new Emission(this.builder).run(sets)
  }

  private pushBlock(): void {
    const [v0, v1, v2, v3] = [0, 2, 4, 6].map((element) =>
      localValue('v128', this.phaseOf(element), true),
    )
    new Emission(this.builder).run([{ kind: 'leave', value: blockOf(v0, v1, v2, v3) }])
  }
}

/** Sets a local to the sum of another, or itself, and a value. */
function added(from: number, value: Value, to = from): Effect {
  const known = localValue('v128', from, true)
  return { kind: 'set', local: to, value: operation('v128', 'f64x2.add', [known, value]) }
}

function moving(from: number, to: number): Effect {
  return { kind: 'set', local: to, value: localValue('v128', from, true) }
}

/** The sum of a block from its phases, two by two. */
export function blockOf(v0: Value, v1: Value, v2: Value, v3: Value): Value {
  const add = (x: Value, y: Value): Value => operation('v128', 'f64x2.add', [x, y])
  const pair = add(add(v0, v2), add(v1, v3))
  const lanes = [0, 1].map((lane) => operation('f64', 'f64x2.extract_lane', [pair], lane))
  return operation('f64', 'f64.add', lanes)
}
