/** What the classifier tab offers: data sets and optimisers. */
export const dataNames = ['moons', 'circles', 'spirals', 'checkers', 'blobs'] as const
export type DataName = (typeof dataNames)[number]

export const dataTitles: { readonly [D in DataName]: string } = {
  moons: 'Two moons',
  circles: 'Circles',
  spirals: 'Spirals',
  checkers: 'Checkerboard',
  blobs: 'Two blobs',
}

export type FirstOrder =
  | 'sgd'
  | 'momentum'
  | 'nesterov'
  | 'adagrad'
  | 'rmsprop'
  | 'adam'
  | 'adamw'
  | 'lion'
  | 'adahessian'
  | 'sophia'

export type SecondOrder = 'l-bfgs' | 'newton-cg' | 'trust-ncg'

export type OptimizerName = FirstOrder | SecondOrder

interface OptimizerLook {
  readonly title: string
  /** A learning rate that suits it; null for those that search for their own steps. */
  readonly rate: number | null
}

export const optimizers: { readonly [O in OptimizerName]: OptimizerLook } = {
  sgd: { title: 'Gradient descent', rate: 0.3 },
  momentum: { title: 'Momentum', rate: 0.1 },
  nesterov: { title: 'Nesterov', rate: 0.1 },
  adagrad: { title: 'AdaGrad', rate: 0.1 },
  rmsprop: { title: 'RMSProp', rate: 0.01 },
  adam: { title: 'Adam', rate: 0.03 },
  adamw: { title: 'AdamW', rate: 0.03 },
  lion: { title: 'Lion', rate: 0.005 },
  adahessian: { title: 'AdaHessian', rate: 0.1 },
  sophia: { title: 'Sophia', rate: 0.01 },
  'l-bfgs': { title: 'L-BFGS', rate: null },
  'newton-cg': { title: 'Newton-CG', rate: null },
  'trust-ncg': { title: 'Trust-NCG', rate: null },
}

export const optimizerNames = Object.keys(optimizers) as OptimizerName[]

export function isSecondOrder(name: OptimizerName): name is SecondOrder {
  return optimizers[name].rate === null
}
