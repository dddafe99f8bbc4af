/** The breast-cancer fit from zero to ‖g‖∞ ≤ 1e-8; all are compared with the reference's optimum. */
import { minimize, type Method } from '@wengert/optim'
import { concatenate } from '@wengert/tensor'
import { loadData, loadReference } from '@wengert/examples/breast-cancer/data.ts'
import { initialParameters, penalizedLoss } from '@wengert/examples/breast-cancer/model.ts'
import { fitByHand } from '../contestants/newton-by-hand.ts'
import type { Contestant, Suite } from '../harness.ts'
import { setUp } from './logistic.ts'

const methods: readonly Method[] = ['trust-ncg', 'newton-cg', 'l-bfgs']

export function solverSuites(): Suite[] {
  const data = loadData()
  const { weights, intercept, lambda } = loadReference()
  const { problem } = setUp()
  const loss = penalizedLoss(data, lambda)
  const expected = (): number[] => [...weights, intercept]
  const ours = (method: Method): Contestant => ({
    name: `Wengert ${method}`,
    make: () => () => {
      const { x } = minimize(loss, initialParameters(data), { method, gradientTolerance: 1e-8 })
      return concatenate([x.weights, x.intercept.reshape([1])]).data as ArrayLike<number>
    },
    expected,
    tolerance: 1e-6,
  })
  return [
    {
      name: 'fit of the breast-cancer data',
      contestants: [
        {
          name: 'Newton by hand, full Hessian',
          make: () => () => fitByHand({ ...problem, lambda }),
          expected,
          tolerance: 1e-6,
        },
        ...methods.map(ours),
      ],
      weighed: true,
    },
  ]
}
