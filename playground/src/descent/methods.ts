/** The methods on the page: names, colours' classes, marks, and what each builds its steps from. */
import {
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
  type SymbolType,
} from 'd3-shape'

export const methodNames = [
  'gradient-descent',
  'nonlinear-cg',
  'bfgs',
  'l-bfgs',
  'newton-cg',
  'trust-ncg',
] as const

export type MethodName = (typeof methodNames)[number]

export interface MethodLook {
  readonly title: string
  readonly mark: SymbolType
  readonly about: string
}

/** Each has a mark of its own besides its colour, for eyes and printers that see few colours. */
export const looks: { readonly [M in MethodName]: MethodLook } = {
  'gradient-descent': {
    title: 'Gradient descent',
    mark: symbolCircle,
    about: 'Straight down the slope. It knows no curvature; the model drawn is what it misses.',
  },
  'nonlinear-cg': {
    title: 'Nonlinear CG',
    mark: symbolTriangle,
    about:
      'Down the slope, bent by the last direction. It keeps no model; the one drawn is f’s own.',
  },
  bfgs: {
    title: 'BFGS',
    mark: symbolSquare,
    about: 'The model is what it has learnt from changes of the gradient, not the true Hessian.',
  },
  'l-bfgs': {
    title: 'L-BFGS',
    mark: symbolDiamond,
    about: 'Like BFGS, from the last steps alone: the model is that of its memory.',
  },
  'newton-cg': {
    title: 'Newton-CG',
    mark: symbolStar,
    about:
      'The true second-order model, minimised by conjugate gradients without a preconditioner, then a line search.',
  },
  'trust-ncg': {
    title: 'Trust-NCG',
    mark: symbolWye,
    about:
      'The true model, minimised inside the region where it was found to be trusted, without a preconditioner.',
  },
}
