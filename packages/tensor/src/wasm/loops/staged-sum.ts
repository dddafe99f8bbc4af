/**
 * The sum of a row whose elements come in several loops: they are laid next to each other in a piece of
 * memory, from which a block is taken whenever there is one.
 */
import { blockLength, phaseCount } from '../../primitives/row-sum.ts'
import type { FunctionBuilder } from '../assembler.ts'
import { i32Constant, localValue, operation, type Effect, type Value } from '../lanes/code.ts'
import { Emission } from '../lanes/emission.ts'
import type { LaneLibrary } from '../lanes/library.ts'
import type { ScalarValue, VectorValues } from './body.ts'
import { blockOf, BlockTotal } from './row-sum.ts'
import type { RowReduction } from './rows.ts'

const blockBytes = 8 * blockLength
const phaseBytes = 8 * phaseCount

/** Bytes of the piece of memory: what is left of a block, a block, and zeros to fill up the phases. */
export const stageBytes = 2 * blockBytes + phaseBytes

export class StagedSum implements RowReduction {
  private readonly builder: FunctionBuilder
  private readonly stage: number
  private readonly blocks: BlockTotal
  /** Bytes that are there. */
  private readonly filled: number
  /** A function: address, number of groups of eight → the sum of a block. */
  private readonly blockSum: number

  constructor(builder: FunctionBuilder, library: LaneLibrary, stage: number) {
    this.builder = builder
    this.stage = stage
    this.blocks = new BlockTotal(builder)
    this.filled = builder.local('i32')
    this.blockSum = library.shared('blockSum', () => defineBlockSum(library)).index
  }

  get total(): Value {
    return this.blocks.total
  }

  begin(): void {
    this.blocks.begin()
    this.builder.i32(0).set(this.filled)
  }

  vector({ lowering, root, lanes, element, moved }: VectorValues): Effect[] {
    const parts = lowering.parts(root)
    const at = 8 * (element - (moved ?? 0))
    const stores = parts.map((value, p) => this.store('v128.store', value, at + 16 * p))
    return moved === null ? [...stores, this.fill(8 * lanes)] : stores
  }

  scalar({ value, element, moved }: ScalarValue): Effect[] {
    return [this.store('f64.store', value, 8 * (element - (moved ?? 0)))]
  }

  endBlock(): void {
    const { builder, stage, filled } = this
    builder.get(filled).i32(blockBytes).emit('i32.ge_u').emit('if')
    this.blocks.add(() => {
      builder
        .i32(stage)
        .i32(blockLength / phaseCount)
        .emit('call', this.blockSum)
    })
    builder.get(filled).i32(blockBytes).emit('i32.sub').set(filled)
    builder
      .i32(stage)
      .i32(stage + blockBytes)
      .get(filled)
      .emit('memory.copy')
      .emit('end')
  }

  endAxis(moved: number, length: number): void {
    new Emission(this.builder).run([this.fill(8 * (length - moved))])
    this.endBlock()
  }

  end(): void {
    const { builder, stage, filled } = this
    builder.get(filled).i32(stage).emit('i32.add').i32(0).i32(phaseBytes).emit('memory.fill')
    this.blocks.add(() => {
      builder
        .i32(stage)
        .get(filled)
        .i32(phaseBytes - 1)
        .emit('i32.add')
      builder
        .i32(31 - Math.clz32(phaseBytes))
        .emit('i32.shr_u')
        .emit('call', this.blockSum)
    })
    this.blocks.end()
  }

  release(): void {
    this.blocks.release()
    this.builder.release(this.filled)
  }

  private store(instruction: 'v128.store' | 'f64.store', value: Value, at: number): Effect {
    const address = localValue('i32', this.filled, true)
    const immediates = [this.stage + at]
    return { kind: 'store', instruction, address, value, immediates, before: [] }
  }

  private fill(bytes: number): Effect {
    const known = localValue('i32', this.filled, true)
    const value = operation('i32', 'i32.add', [known, i32Constant(bytes)])
    return { kind: 'set', local: this.filled, value }
  }
}

function defineBlockSum({ module }: LaneLibrary): FunctionBuilder {
  const builder = module.function(['i32', 'i32'], ['f64'])
  const phases = [0, 1, 2, 3].map(() => builder.local('v128'))
  builder.while(
    () => builder.get(1),
    () => {
      phases.forEach((local, p) => {
        builder
          .get(local)
          .get(0)
          .emit('v128.load', 16 * p)
          .emit('f64x2.add')
          .set(local)
      })
      builder.get(0).i32(phaseBytes).emit('i32.add').set(0)
      builder.get(1).i32(1).emit('i32.sub').set(1)
    },
  )
  const [v0, v1, v2, v3] = phases.map((local) => localValue('v128', local, true))
  new Emission(builder).run([{ kind: 'leave', value: blockOf(v0, v1, v2, v3) }])
  return builder
}
