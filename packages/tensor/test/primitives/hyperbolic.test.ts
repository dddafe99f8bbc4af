import { acosh, asinh, atanh, cosh, sinh, tanh } from '@wengert/tensor'
import { testRealFunction, type RealFunction } from '../support/functions.ts'

const functions: readonly RealFunction[] = [
  {
    op: sinh,
    facts: [
      [-700, -5.0711602736750225e303],
      [-1, -1.1752011936438014],
      [1e-10, 1e-10],
      [0.1, 0.10016675001984403],
      [3, 10.017874927409903],
    ],
    limits: [
      [-0, -0],
      [1000, Infinity],
      [Infinity, Infinity],
      [-Infinity, -Infinity],
    ],
  },
  {
    op: cosh,
    facts: [
      [-700, 5.0711602736750225e303],
      [-1, 1.5430806348152437],
      [0.1, 1.0050041680558035],
      [3, 10.067661995777765],
    ],
    limits: [
      [0, 1],
      [-1000, Infinity],
      [Infinity, Infinity],
      [-Infinity, Infinity],
    ],
  },
  {
    op: tanh,
    facts: [
      [-1, -0.7615941559557649],
      [1e-10, 1e-10],
      [0.1, 0.09966799462495582],
      [0.5, 0.46211715726000974],
      [3, 0.9950547536867305],
    ],
    limits: [
      [-0, -0],
      [1000, 1],
      [Infinity, 1],
      [-Infinity, -1],
    ],
  },
  {
    op: asinh,
    facts: [
      [-1e300, -691.4686750787737],
      [-1, -0.881373587019543],
      [1e-10, 1e-10],
      [0.1, 0.09983407889920756],
      [3, 1.8184464592320668],
      [1e10, 23.7189981105004],
    ],
    limits: [
      [-0, -0],
      [Infinity, Infinity],
      [-Infinity, -Infinity],
    ],
  },
  {
    op: acosh,
    facts: [
      [1.0000000001, 1.4142136208675862e-5],
      [1.5, 0.9624236501192069],
      [3, 1.762747174039086],
      [1e10, 23.7189981105004],
      [1e300, 691.4686750787737],
    ],
    limits: [
      [1, 0],
      [0.9, NaN],
      [Infinity, Infinity],
      [-Infinity, NaN],
    ],
  },
  {
    op: atanh,
    facts: [
      [-0.9999999999, -11.859499013855018],
      [-0.5, -0.5493061443340549],
      [1e-10, 1e-10],
      [0.1, 0.10033534773107558],
      [0.9, 1.4722194895832204],
    ],
    limits: [
      [-0, -0],
      [1, Infinity],
      [-1, -Infinity],
      [1.1, NaN],
    ],
  },
]

functions.forEach(testRealFunction)
