/** The gradient of a small scalar function, traced anew on every call: the cost of recording. */
import { compile, grad } from '@wengert/autodiff'
import type { Tensor } from '@wengert/tensor'
import type { Suite } from '../harness.ts'

const at = [1.1, 2.2, 3.3, 4.4] as const

/** a b + sin c · d − eᵃ + c/d + b² */
const f = (a: Tensor, b: Tensor, c: Tensor, d: Tensor): Tensor =>
  a.mul(b).add(c.sin().mul(d)).sub(a.exp()).add(c.div(d)).add(b.square())

function byHand([a, b, c, d]: readonly number[]): number[] {
  return [b - Math.exp(a), a + 2 * b, Math.cos(c) * d + 1 / d, Math.sin(c) - c / (d * d)]
}

export function scalarSuites(): Suite[] {
  const gradient = grad(f, { argnums: [0, 1, 2, 3] })
  return [
    {
      name: 'scalar gradient, 4 parameters',
      contestants: [
        { name: 'by hand', make: () => () => byHand(at), tolerance: 0 },
        {
          name: 'Wengert grad, traced anew',
          make: () => () => gradient(...at).map((g) => g.item()),
          tolerance: 1e-14,
        },
        {
          name: 'Wengert compiled',
          make: () => {
            const compiled = compile(gradient)
            return () => compiled(...at).map((g) => g.item())
          },
          tolerance: 1e-14,
        },
      ],
    },
  ]
}
