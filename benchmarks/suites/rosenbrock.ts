/** Gradient and Hessian–vector product of the chained Rosenbrock function of 1000 parameters. */
import { compile, grad, hvp, linearize } from '@wengert/autodiff'
import { random, tensor, type Tensor } from '@wengert/tensor'
import {
  gradientByHand,
  gradientByJax,
  gradientByTfjs,
  hvpByHand,
  hvpByJax,
  hvpByTfjs,
} from '../contestants/rosenbrock.ts'
import { onBackends } from '../contestants/tfjs.ts'
import type { Solve, Suite } from '../harness.ts'
import { recordedOf } from '../recorded.ts'

export function rosenbrock(x: Tensor): Tensor {
  const [a, b] = [x.slice([0, -1]), x.slice([1])]
  return b.sub(a.square()).square().mul(100).add(a.sub(1).square()).sum()
}

/** A point and a direction. */
export function setUp(n: number): { readonly x: Float64Array; readonly v: Float64Array } {
  const normal = (seed: number): Float64Array =>
    Float64Array.from(random.normal(random.key(seed), [n]).data)
  return { x: normal(1), v: normal(2) }
}

export function rosenbrockSuites(n = 1000): Suite[] {
  const { x, v } = setUp(n)
  const [at, along] = [tensor(x), tensor(v)]
  const reusing = (fill: (out: Float64Array) => Float64Array) => (): Solve => {
    const out = new Float64Array(n)
    return () => fill(out)
  }
  const gradient: Suite = {
    name: `Rosenbrock gradient, n = ${n}`,
    contestants: [
      { name: 'loops by hand', make: reusing((out) => gradientByHand(x, out)), tolerance: 0 },
      {
        name: 'Wengert compiled',
        make: () => {
          const compiled = compile(grad(rosenbrock))
          return () => compiled(at).data
        },
        tolerance: 1e-13,
      },
      {
        name: 'Wengert grad, traced anew',
        make: () => {
          const traced = grad(rosenbrock)
          return () => traced(at).data
        },
        tolerance: 1e-13,
      },
      ...onBackends(() => gradientByTfjs(x)),
      gradientByJax(x, 'float64'),
      gradientByJax(x, 'float32'),
    ],
    recorded: recordedOf('rosenbrock gradient'),
    weighed: true,
  }
  const product: Suite = {
    name: `Rosenbrock HVP, n = ${n}`,
    contestants: [
      { name: 'loops by hand', make: reusing((out) => hvpByHand(x, v, out)), tolerance: 0 },
      {
        name: 'Wengert compiled',
        make: () => {
          const compiled = compile((p: Tensor, d: Tensor) => hvp(rosenbrock, p, d))
          return () => compiled(at, along).data
        },
        tolerance: 1e-13,
      },
      {
        name: 'Wengert hvp, traced anew',
        make: () => () => hvp(rosenbrock, at, along).data,
        tolerance: 1e-13,
      },
      {
        name: 'Wengert linearised once',
        make: () => {
          const [, push] = linearize(grad(rosenbrock), at)
          return () => push(along).data
        },
        tolerance: 1e-13,
      },
      ...onBackends(() => hvpByTfjs(x, v)),
      hvpByJax(x, v, 'float64'),
      hvpByJax(x, v, 'float32'),
    ],
    recorded: recordedOf('rosenbrock hvp'),
    weighed: true,
  }
  return [gradient, product]
}
