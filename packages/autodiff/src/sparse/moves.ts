/**
 * The propagation rules of the operations that linear programs are made of. What only moves elements
 * (layout, slices, gathers) runs its own kernel on set numbers in place of values, so that no index
 * arithmetic is written twice; the others (sums, products, scatters) say which elements form a group
 * and leave the union to the Uniter. A known factor counts as nonzero everywhere: the pattern depends
 * on shapes and integers, not on the values of floats.
 */
import { arange, broadcastTo, transpose } from '@wengert/tensor'
import { hostBackend, makeAval, range, sizeOf, Tensor, type Aval } from '@wengert/tensor/internal'
import {
  compact,
  independent,
  overOneTable,
  type Dependence,
  type IndexSets,
} from './index-sets.ts'
import { evenGroups, type Uniter } from './union.ts'
import { concrete, isDependent, isKnown, type Step } from './value.ts'

/** What each output depends on; null where the rule does not apply. */
type MoveRule = (step: Step, uniter: Uniter) => Dependence[] | null

/** Set numbers as a tensor, to be moved by operations. */
function numbers(ids: Int32Array, { shape }: { readonly shape: readonly number[] }): Tensor {
  return new Tensor(makeAval(shape, 'int32'), ids)
}

function idsOf(tensor: Tensor): Int32Array {
  return tensor.host as Int32Array
}

/** Runs the step's own kernel on set numbers; other operands, such as indices, are as they are. */
function moved(step: Step, operands: readonly Tensor[], params: unknown = step.params): Int32Array {
  const output = makeAval(step.outputs[0].shape, 'int32')
  return idsOf(hostBackend.run(step.primitive, operands, params, output) as Tensor)
}

const move: MoveRule = (step, { operation }) => {
  const [x, ...others] = step.operands
  if (!isDependent(x) || !others.every(isKnown)) return null
  const known = others.map((tensor) => concrete(tensor, operation))
  const ids = moved(step, [numbers(x.ids, step.avals[0]), ...known])
  return [compact(operation, { sets: x.sets, ids })]
}

/** As `move`; what is put between depends on nothing. */
const pad: MoveRule = (step, { operation }) => {
  const { sets, ids } = step.operands[0] as Dependence
  const params = { ...(step.params as object), value: 0 }
  const spread = moved(step, [numbers(ids, step.avals[0])], params)
  return [compact(operation, { sets, ids: spread })]
}

const concatenate: MoveRule = (step, { operation }) => {
  const parts = step.operands.map((x, i) => (isKnown(x) ? independent(step.avals[i].size) : x))
  const { sets, ids } = overOneTable(operation, parts)
  const joined = moved(
    step,
    ids.map((part, i) => numbers(part, step.avals[i])),
  )
  return [compact(operation, { sets, ids: joined })]
}

/** Each element depends on the operands' elements in its place. */
const elementwise: MoveRule = ({ operands, avals, outputs: [output] }, uniter) => {
  const stretched = operands.flatMap((x, i) => {
    if (isKnown(x)) return []
    const ids = idsOf(broadcastTo(numbers(x.ids, avals[i]), output.shape))
    return [{ sets: x.sets, ids }]
  })
  return [together(stretched, uniter)]
}

/** The union, element by element, of dependences of one size. */
function together(list: readonly Dependence[], uniter: Uniter): Dependence {
  if (list.length === 1) return list[0]
  const { sets, ids } = overOneTable(uniter.operation, list)
  const [{ length }] = ids
  const width = ids.length
  const groups = new Int32Array(length * width)
  ids.forEach((part, j) => {
    for (let i = 0; i < length; i++) groups[i * width + j] = part[i]
  })
  return uniter.unite(sets, evenGroups(groups, width, length))
}

/** The unions over the axes that `order` puts last. */
function reduce(
  x: Dependence,
  aval: Aval,
  order: readonly number[],
  kept: number,
  uniter: Uniter,
): Dependence {
  const ids = idsOf(transpose(numbers(x.ids, aval), order))
  const lengths = order.map((axis) => aval.shape[axis])
  const groups = sizeOf(lengths.slice(0, kept))
  return uniter.unite(x.sets, evenGroups(ids, sizeOf(lengths.slice(kept)), groups))
}

const sum: MoveRule = ({ operands: [x], avals: [aval], params }, uniter) => {
  const { axes } = params as { readonly axes: readonly number[] }
  const kept = range(aval.shape.length).filter((axis) => !axes.includes(axis))
  return [reduce(x as Dependence, aval, [...kept, ...axes], kept.length, uniter)]
}

/** An element of the product depends on a row of the left operand and a column of the right one. */
const dotGeneral: MoveRule = ({ operands, avals, params, outputs: [output] }, uniter) => {
  if (output.size === 0) return [independent(0)]
  const { contract, batch } = params as Readonly<Record<'contract' | 'batch', number[][]>>
  const free = avals.map(({ shape }, side) =>
    range(shape.length).filter((a) => !contract[side].includes(a) && !batch[side].includes(a)),
  )
  const size = (side: number, axes: readonly number[]): number =>
    sizeOf(axes.map((axis) => avals[side].shape[axis]))
  const [batches, rows, columns] = [size(0, batch[0]), size(0, free[0]), size(1, free[1])]
  const sides = operands.flatMap((x, side) => {
    if (isKnown(x)) return []
    const kept = [...batch[side], ...free[side]]
    const { sets, ids } = reduce(x, avals[side], [...kept, ...contract[side]], kept.length, uniter)
    const shape = side === 0 ? [batches, rows, 1] : [batches, 1, columns]
    const stretched = broadcastTo(numbers(ids, { shape }), [batches, rows, columns])
    return [{ sets, ids: idsOf(stretched) }]
  })
  return [together(sides, uniter)]
}

/** Where each update lands is what the transpose gathers from the positions of the result. */
const scatterAdd: MoveRule = (step, uniter) => {
  const [x, indices, updates] = step.operands
  const [aval, , updatesAval] = step.avals
  if (!isKnown(indices)) return null
  const base = isKnown(x) ? independent(aval.size) : x
  if (isKnown(updates)) return [base]
  const positions = arange(aval.size, { dtype: 'int32' }).reshape(aval.shape)
  const at = concrete(indices, uniter.operation)
  const targets = step.primitive.transpose!([positions], [null, at, null], step.params, step.avals)
  const { sets, ids } = overOneTable(uniter.operation, [base, updates])
  return [landed(sets, ids, idsOf(targets[2]!).subarray(0, updatesAval.size), uniter)]
}

function landed(
  sets: IndexSets,
  [base, updates]: readonly Int32Array[],
  targets: Int32Array,
  uniter: Uniter,
): Dependence {
  const starts = new Int32Array(base.length + 1)
  for (const target of targets) starts[target + 1]++
  // One more for the element of the base itself.
  for (let i = 0; i < base.length; i++) starts[i + 1] += starts[i] + 1
  const next = starts.slice(0, -1)
  const ids = new Int32Array(base.length + targets.length)
  base.forEach((id, i) => (ids[next[i]++] = id))
  targets.forEach((target, k) => (ids[next[target]++] = updates[k]))
  return uniter.unite(sets, { starts, ids })
}

/** By name; an operation that is not here takes the general case, which is never wrong. */
export const moveRules: { readonly [name: string]: MoveRule | undefined } = {
  reshape: move,
  transpose: move,
  broadcastTo: move,
  slice: move,
  flip: move,
  gather: move,
  pad,
  concatenate,
  neg: elementwise,
  cast: elementwise,
  add: elementwise,
  sub: elementwise,
  mul: elementwise,
  div: elementwise,
  where: elementwise,
  sum,
  dotGeneral,
  scatterAdd,
}
