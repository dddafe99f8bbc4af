/**
 * All suites, in the order of the report, by group, so that only what is asked for is set up. Quick ones
 * have the same contestants on small problems.
 */
import type { Suite } from '../harness.ts'
import { costSuites } from './costs.ts'
import { elementwiseSuites } from './elementwise.ts'
import { logisticSuites } from './logistic.ts'
import { mappedResidualSuites } from './mapped-residual.ts'
import { matmulSuites } from './matmul.ts'
import { microSuites } from './micro.ts'
import { mlpSuites } from './mlp.ts'
import { rosenbrockSuites } from './rosenbrock.ts'
import { scalarSuites } from './scalar.ts'
import { scalarProgramSuites } from './scalar-program.ts'
import { solverSuites } from './solvers.ts'
import { threadSuites } from './threads.ts'
import { trainingSuites } from './training.ts'
import { transformSuites } from './transforms.ts'

export const groups: Readonly<Record<string, (quick?: boolean) => Suite[]>> = {
  micro: (quick) => (quick ? microSuites([10]) : microSuites()),
  matmul: (quick) => (quick ? matmulSuites([32]) : matmulSuites()),
  elementwise: (quick) => (quick ? elementwiseSuites([10]) : elementwiseSuites()),
  scalar: (quick) => [
    ...scalarSuites(),
    ...(quick ? scalarProgramSuites(600, 1200) : scalarProgramSuites()),
    ...mappedResidualSuites(),
  ],
  transforms: transformSuites,
  models: (quick) => [
    ...logisticSuites(),
    ...mlpSuites(),
    ...(quick ? rosenbrockSuites(20) : rosenbrockSuites()),
  ],
  training: trainingSuites,
  costs: costSuites,
  solvers: solverSuites,
  threads: threadSuites,
}
