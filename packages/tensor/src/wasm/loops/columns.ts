/**
 * Kernels whose last axis is kept: a loop along it, which stores, or adds to what is in memory, row
 * after row in the order of the definition. What a reduction starts from has been stored before.
 */
import type { FunctionBuilder } from '../assembler.ts'
import type { Instruction } from '../instructions.ts'
import { operation } from '../lanes/code.ts'
import type { LaneLibrary } from '../lanes/library.ts'
import type { Memory } from './access.ts'
import { Body, storing, type Consumer } from './body.ts'
import type { LoopKernel } from './kernel.ts'
import { emitInner, nest } from './nest.ts'
import { Pointers } from './pointers.ts'
import type { Access, Space } from './space.ts'

export type Reduction = 'sum' | 'max' | 'min'

export function emitColumns(
  builder: FunctionBuilder,
  library: LaneLibrary,
  kernel: LoopKernel,
  space: Space,
): void {
  const pointers = new Pointers(builder, space)
  const body = new Body(library, kernel, space, pointers)
  const consumers = kernel.sinks.map(({ kind }, i) =>
    kind === 'store'
      ? storing(body.memory, space.targets[i])
      : accumulating(body.memory, space.targets[i], kind),
  )
  const { lengths } = space
  const last = Math.max(0, lengths.length - 1)
  nest(builder, pointers, lengths, [0, last], () =>
    emitInner({ builder, pointers, body, consumers }, lengths[last] ?? 1),
  )
  pointers.release()
}

/** The instruction that a reduction repeats. */
export function combining(kind: Reduction, shape: 'f64' | 'f32' | 'f64x2' | 'f32x4'): Instruction {
  return `${shape}.${kind === 'sum' ? 'add' : kind}`
}

/** Combines the values with those in memory. */
export function accumulating(memory: Memory, target: Access, kind: Reduction): Consumer {
  const isDouble = target.dtype === 'float64'
  return {
    vector: ({ lowering, root, lanes, element }) => {
      const instruction = combining(kind, isDouble ? 'f64x2' : 'f32x4')
      const known = memory.load(target, lanes, element)
      const parts = lowering
        .parts(root)
        .map((value, p) => operation('v128', instruction, [known[p], value]))
      return memory.store(target, lanes, element, parts, [])
    },
    scalar: ({ value, element }) => {
      const type = isDouble ? 'f64' : 'f32'
      const known = memory.loadScalar(target, element)
      const total = operation(type, combining(kind, type), [known, value])
      return [memory.storeScalar(target, element, total, [])]
    },
  }
}
