/**
 * What derivatives cost, compiled: the gradient in terms of the function, a Hessian–vector product in
 * terms of the gradient. Each call is given a point that it was not given the call before, as a solver
 * does, so that the point is copied in. Function and gradient are checked against those by hand, products
 * against a difference of gradients by hand.
 */
import { compile, grad, hvp, jvp } from '@wengert/autodiff'
import { tensor, type Tensor } from '@wengert/tensor'
import {
  gmmProblem,
  logisticProblem,
  lstmProblem,
  mlpProblem,
  rosenbrockProblem,
  type CostProblem,
  type Parts,
} from '../contestants/cost-problems.ts'
import { concatenated } from '../contestants/numbers.ts'
import type { Suite } from '../harness.ts'

export function costSuites(quick = false): Suite[] {
  return [
    logisticProblem(),
    mlpProblem(),
    rosenbrockProblem(quick ? 1000 : 1_000_000),
    quick ? gmmProblem(2, 3, 20) : gmmProblem(10, 25, 1000),
    lstmProblem(2, quick ? 16 : 1024),
  ].map(suite)
}

const name = 'Wengert function'
const gradientName = 'Wengert gradient'

function suite(problem: CostProblem): Suite {
  const { loss, shapes, at, along } = problem
  const { value, gradient } = problem.byHand(at)
  const tensors = (parts: Parts): Tensor[] =>
    parts.map((part, i) => tensor(part, { shape: [...shapes[i]] }))
  const v = tensors(along)
  const points = [tensors(at), tensors(at)]
  let turn = 0
  const next = (): Tensor[] => points[(turn = 1 - turn)]
  const numbersOf = (parts: readonly Tensor[]): ArrayLike<number>[] =>
    parts.map(({ data }) => data as ArrayLike<number>)
  const f = (parts: Tensor[]): Tensor => loss(parts)
  const gradientOf = grad(f)
  return {
    name: `costs: ${problem.name}`,
    contestants: [
      {
        name,
        make: () => {
          const compiled = compile(f)
          return () => compiled(next()).data as ArrayLike<number>
        },
        expected: () => [value()],
        tolerance: 1e-11,
      },
      {
        name: gradientName,
        make: () => {
          const compiled = compile(gradientOf)
          return () => numbersOf(compiled(next()))
        },
        expected: () => gradient(),
        tolerance: 1e-10,
      },
      {
        name: 'Wengert JVP',
        make: () => {
          const compiled = compile((p: Tensor[], d: Tensor[]) => jvp(f, [p], [d])[1])
          return () => compiled(next(), v).data as ArrayLike<number>
        },
        expected: () => [inner(gradient(), concatenated(along))],
        tolerance: 1e-9,
      },
      {
        name: 'Wengert HVP / gradient',
        make: () => {
          const compiled = compile((p: Tensor[], d: Tensor[]) => hvp(f, p, d))
          return () => numbersOf(compiled(next(), v))
        },
        expected: () => difference(problem),
        tolerance: 1e-6,
        over: gradientName,
      },
      {
        name: 'by hand: function',
        make: () => () => [value()],
        expected: () => [value()],
        tolerance: 0,
      },
      {
        name: 'by hand: gradient / function',
        make: () => () => gradient(),
        expected: () => gradient(),
        tolerance: 0,
        over: 'by hand: function',
      },
    ],
  }
}

function inner(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}

/** (g(x + h v) − g(x − h v)) / 2h, which errs by h². */
function difference({ at, along, byHand }: CostProblem): Float64Array {
  const h = 1e-5
  const [after, before] = [h, -h].map((step) =>
    byHand(at.map((part, i) => part.map((x, j) => x + step * along[i][j]))).gradient(),
  )
  return after.map((value, i) => (value - before[i]) / (2 * h))
}
