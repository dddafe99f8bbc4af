/**
 * Einstein summation. Each operand is first reduced by itself (diagonals taken, axes that nobody else
 * has summed); then pairs are multiplied, the cheapest first, by `dotGeneral` where axes are summed and
 * elementwise where none are, until one is left. Composed of linear operations, so its derivatives are
 * einsums again.
 */
import { describe } from '../describe.ts'
import { promoteAll } from '../convert.ts'
import { bind } from '../dispatch.ts'
import { ArgumentError } from '../errors.ts'
import { mul } from '../primitives/arithmetic.ts'
import { castTo } from '../primitives/cast.ts'
import { dotGeneralPrimitive } from '../primitives/dot.ts'
import { broadcastTo, reshape, transpose } from '../primitives/layout.ts'
import { sum } from '../primitives/reduce-sum.ts'
import { sliceAlong } from '../primitives/slicing.ts'
import { range } from '../shape.ts'
import type { Tensor, TensorLike } from '../tensor.ts'
import { parseSubscripts, type Labels } from './einsum-subscripts.ts'

/** A tensor with a label for each axis, none of them twice. */
interface Term {
  readonly x: Tensor
  readonly labels: Labels
}

/**
 * Einstein summation as NumPy's `einsum`: a letter for each axis of each operand, `->`, and the letters
 * of the result; what is not in the result is summed over. Without `->` the result has, in alphabetical
 * order, the letters that occur once. A letter twice in one operand takes a diagonal; `...` stands for
 * axes that broadcast; an axis of length 1 stretches to that of another operand.
 *
 * Operands are promoted to a common dtype, and bools are counted as int32. Linear in each operand. More
 * than two are multiplied in pairs, each time those whose product is smallest against what it replaces
 * (Smith & Gray, opt_einsum, JOSS 2018). Of what NumPy takes, only the form with lists of axis numbers in
 * place of letters is missing.
 *
 * @throws ArgumentError when the subscripts are malformed, or are not those of as many operands.
 * @throws ShapeError when they do not fit the shapes.
 * @example
 * ```ts
 * import { einsum, tensor } from '@wengert/tensor'
 * const a = tensor([[1, 2], [3, 4]])
 * einsum('ij,jk->ik', a, a).toArray() // → 7,10,15,22
 * einsum('ii', a).item() // → 5
 * einsum('ii->i', a).toArray() // → 1,4
 * einsum('...i,i', a, tensor([1, 10])).toArray() // → 21,43
 * ```
 */
export function einsum(subscripts: string, ...operands: readonly TensorLike[]): Tensor {
  if (typeof subscripts !== 'string') {
    throw new ArgumentError(
      `einsum: the subscripts are ${describe(subscripts)}; give a string, as in 'ij,jk->ik'.`,
    )
  }
  if (operands.length === 0) {
    throw new ArgumentError(`einsum: '${subscripts}' is given no operands; give at least one.`)
  }
  const tensors = promoteAll('einsum', operands).map((x) =>
    x.dtype === 'bool' ? castTo(x, 'int32') : x,
  )
  const { inputs, output, sizes } = parseSubscripts(
    subscripts,
    tensors.map(({ shape }) => shape),
  )
  let terms = inputs.map((labels, i) => diagonals(unstretched({ x: tensors[i], labels }, sizes)))
  terms = terms.map((term, i) => summed(term, neededBy(terms.toSpliced(i, 1), output)))
  while (terms.length > 1) {
    const [i, j] = cheapestPair(terms, output, sizes)
    const others = terms.filter((_, k) => k !== i && k !== j)
    terms = [...others, multiplied(terms[i], terms[j], neededBy(others, output))]
  }
  return arranged(terms[0], output, sizes)
}

function neededBy(others: readonly Term[], output: Labels): ReadonlySet<string> {
  return new Set([...output, ...others.flatMap(({ labels }) => labels)])
}

/** Without the axes of length 1 that stand for longer ones elsewhere. */
function unstretched({ x, labels }: Term, sizes: ReadonlyMap<string, number>): Term {
  const kept = range(x.ndim).filter((axis) => x.shape[axis] === sizes.get(labels[axis]))
  return {
    x: reshape(
      x,
      kept.map((axis) => x.shape[axis]),
    ),
    labels: kept.map((axis) => labels[axis]),
  }
}

/**
 * Each label once. The diagonal of r axes of length n, side by side and walked as one, is every
 * (1 + n + … + n^(r−1))-th of its n^r elements.
 */
function diagonals({ x, labels }: Term): Term {
  const twice = labels.find((label, axis) => labels.indexOf(label) !== axis)
  if (twice === undefined) return { x, labels }
  const own = range(x.ndim).filter((axis) => labels[axis] === twice)
  const rest = range(x.ndim).filter((axis) => labels[axis] !== twice)
  const n = x.shape[own[0]]
  const step = own.reduce((total) => total * n + 1, 0)
  const lead = rest.map((axis) => x.shape[axis])
  const flat = reshape(transpose(x, [...rest, ...own]), [
    ...lead,
    own.reduce((size) => size * n, 1),
  ])
  const diagonal = sliceAlong(flat, lead.length, [0, null, step])
  return diagonals({ x: diagonal, labels: [...rest.map((axis) => labels[axis]), twice] })
}

function summed({ x, labels }: Term, needed: ReadonlySet<string>): Term {
  const gone = range(x.ndim).filter((axis) => !needed.has(labels[axis]))
  return { x: sum(x, gone), labels: labels.filter((label) => needed.has(label)) }
}

/** The pair whose product has the fewest elements beyond those it replaces; the first of equals. */
function cheapestPair(
  terms: readonly Term[],
  output: Labels,
  sizes: ReadonlyMap<string, number>,
): [number, number] {
  let best: [number, number] = [0, 1]
  let least = Infinity
  for (let i = 0; i < terms.length; i++) {
    for (let j = i + 1; j < terms.length; j++) {
      const needed = neededBy(
        terms.filter((_, k) => k !== i && k !== j),
        output,
      )
      const labels = new Set([...terms[i].labels, ...terms[j].labels])
      let size = 1
      for (const label of labels) if (needed.has(label)) size *= sizes.get(label)!
      const cost = size - terms[i].x.size - terms[j].x.size
      if (cost < least) [best, least] = [[i, j], cost]
    }
  }
  return best
}

/** The product of two terms, summed over the labels that both have and nobody else needs. */
function multiplied(left: Term, right: Term, needed: ReadonlySet<string>): Term {
  const shared = left.labels.filter((label) => right.labels.includes(label))
  const contract = shared.filter((label) => !needed.has(label))
  const batch = shared.filter((label) => needed.has(label))
  const freeLeft = left.labels.filter((label) => !shared.includes(label))
  const freeRight = right.labels.filter((label) => !shared.includes(label))
  const labels = [...batch, ...freeLeft, ...freeRight]
  if (contract.length === 0) return { x: mul(spread(left, labels), spread(right, labels)), labels }
  const axes = ({ labels: own }: Term, of: Labels) => of.map((label) => own.indexOf(label))
  const x = bind(dotGeneralPrimitive, [left.x, right.x], {
    contract: [axes(left, contract), axes(right, contract)],
    batch: [axes(left, batch), axes(right, batch)],
  })
  return { x, labels }
}

/** The axes in the order of `labels`, with length 1 for those that the term has not. */
function spread({ x, labels: own }: Term, labels: Labels): Tensor {
  const order = labels.filter((label) => own.includes(label)).map((label) => own.indexOf(label))
  return reshape(
    transpose(x, order),
    labels.map((label) => (own.includes(label) ? x.shape[own.indexOf(label)] : 1)),
  )
}

function arranged(term: Term, output: Labels, sizes: ReadonlyMap<string, number>): Tensor {
  return broadcastTo(
    spread(term, output),
    output.map((label) => sizes.get(label)!),
  )
}
