/** Transformations that bound gradients or pull parameters towards 0; they remember nothing. */
import {
  add,
  broadcastTo,
  cast,
  div,
  flattenTree,
  minimum,
  tensor,
  unflattenTree,
  type Tensor,
} from '@wengert/tensor'
import { badOption } from '../checks.ts'
import { isFromZero, stateless, type GradientTransformation } from './transformation.ts'
import { leavesLike, mapTrees } from './trees.ts'

/**
 * Shortens the gradient, all leaves as one vector, to the length c where it is longer (Pascanu, Mikolov
 * & Bengio 2013): `g · min(1, c / ‖g‖₂)`.
 *
 * @throws OptimizationError when c is not positive.
 */
export function clipByGlobalNorm(c: number): GradientTransformation {
  if (!(c > 0)) throw badOption('clipByGlobalNorm', 'the norm', c, 'a positive number')
  return stateless('clipByGlobalNorm', (gradients) => {
    const norm = globalNorm(gradients)
    // Exactly 1 where nothing is clipped, as where c / 0 is infinite.
    const factor = minimum(div(c, norm), 1)
    return mapTrees('clipByGlobalNorm', (g) => g.mul(cast(factor, g.dtype)), gradients)
  })
}

/** ‖g‖₂ of all leaves of a tree together. */
export function globalNorm(tree: unknown): Tensor {
  const squares = flattenTree('globalNorm', tree).leaves.map((leaf) => leaf.square().sum())
  if (squares.length === 0) return tensor(0)
  return squares.reduce((sum, square) => add(sum, square)).sqrt()
}

/**
 * Clips every element to [−c, c].
 *
 * @throws OptimizationError when c is not positive.
 */
export function clipByValue(c: number): GradientTransformation {
  if (!(c > 0)) throw badOption('clipByValue', 'the bound', c, 'a positive number')
  return stateless('clipByValue', (gradients) =>
    mapTrees('clipByValue', (g) => g.clip(-c, c), gradients),
  )
}

/** Parameters with 0 where a tree of booleans, single or a tensor for each leaf, is false. */
function masked(params: unknown, mask: unknown): unknown {
  const { leaves, structure } = flattenTree('addDecayedWeights', params)
  const masks = leavesLike('addDecayedWeights', structure, mask)
  return unflattenTree(
    structure,
    leaves.map((p, i) => p.mul(broadcastTo(cast(masks[i], p.dtype), p.shape))),
  )
}

/**
 * Adds λ times the parameters: weight decay. Before an adaptive transformation it is an L2 penalty, after
 * it, as in `adamw`, it is decoupled from the gradient's scale (Loshchilov & Hutter 2019).
 *
 * @param mask - Which leaves decay, by a tree of booleans like the parameters, or of tensors of them that
 *   broadcast to these; all by default.
 * @throws OptimizationError when λ is negative.
 */
export function addDecayedWeights(
  lambda: number,
  mask?: (params: unknown) => unknown,
): GradientTransformation {
  if (!isFromZero(lambda))
    throw badOption('addDecayedWeights', 'the decay', lambda, 'a number from 0')
  return stateless('addDecayedWeights', (gradients, params) => {
    if (lambda === 0) return gradients
    const decaying = mask === undefined ? params : masked(params, mask(params))
    return mapTrees('addDecayedWeights', (g, p) => g.add(p.mul(lambda)), gradients, decaying)
  })
}
