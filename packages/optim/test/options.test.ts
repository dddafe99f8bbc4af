/** No option is taken and ignored: one that a method has no use for is refused, every other makes a difference. */
import { describe, expect, test } from 'vitest'
import {
  basinHopping,
  cg,
  convexity,
  covarianceOperator,
  gmres,
  hessianDiagonal,
  hessianLogdet,
  hessianOperator,
  hessianTrace,
  inference,
  leastSquares,
  lsmr,
  minimize,
  OptimizationError,
  spectrum,
  standardErrorOf,
  type Method,
  type MinimizeOptions,
} from '@wengert/optim'
import { matmul, tensor, type Tensor } from '@wengert/tensor'
import { rosenbrock } from './support/problems.ts'

const methods: Method[] = [
  'bfgs',
  'gradient-descent',
  'l-bfgs',
  'l-bfgs-b',
  'newton',
  'newton-cg',
  'nonlinear-cg',
  'trust-krylov',
  'trust-ncg',
]
const options: MinimizeOptions[] = [
  { lineSearch: 'backtracking' },
  { memory: 1 },
  { preconditioner: 'none' },
  { conjugation: 'polak-ribiere' },
  { maxInnerIterations: 1 },
  { bounds: { lower: -0.5 } },
]
const start = Float64Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? -1.2 : 1))

const cases = methods.flatMap((method) => options.map((option) => ({ method, option })))

describe.each([{}, { bounds: { lower: -2, upper: 2 } }])('beside %o', (common) => {
  const run = (method: Method, option: object): string => {
    const x0 = start.map((x) => Math.max(-0.4, x))
    return String(
      minimize(rosenbrock, x0, { method, maxIterations: 60, ...common, ...option }).history.map(
        ({ value }) => value,
      ),
    )
  }
  test.each(cases)('$method and $option', ({ method, option }) => {
    let changed: string
    try {
      changed = run(method, option)
    } catch (error) {
      const [name] = Object.keys({ ...option, ...common })
      expect(error).toBeInstanceOf(OptimizationError)
      expect((error as Error).message).toMatch(
        new RegExp(`^minimize: ${method}.* takes no (${name}|bounds); `),
      )
      return
    }
    expect(changed).not.toBe(run(method, {}))
  })
})

test('which methods take which options', () => {
  const takers = (option: object): Method[] =>
    methods.filter((method) => {
      try {
        minimize(rosenbrock, start, { method, maxIterations: 0, ...option })
        return true
      } catch {
        return false
      }
    })
  expect(takers({ conjugation: 'polak-ribiere' })).toEqual(['nonlinear-cg'])
  expect(takers({ preconditioner: 'none' })).toEqual(['newton-cg', 'trust-krylov', 'trust-ncg'])
  expect(takers({ maxInnerIterations: 3 })).toEqual(['newton-cg', 'trust-krylov', 'trust-ncg'])
  expect(takers({ bounds: {} })).toEqual(['l-bfgs-b', 'newton-cg'])
  expect(takers({ bounds: {}, preconditioner: 'none' })).toEqual([])
  expect(takers({ bounds: {}, memory: 3 })).toEqual(['l-bfgs-b', 'newton-cg'])
})

describe('refused at the call', () => {
  const f = (x: Tensor): Tensor => x.square().sum()
  const at = tensor([1, 2])
  const ahead = tensor([0, 0])
  const controller = { signal: new AbortController() } as object
  type Case = [title: string, run: () => unknown, message: RegExp]
  const refused: Case[] = [
    [
      'an option of another method',
      () => minimize(f, at, { preconditioner: 'diagonal' }),
      /^minimize: l-bfgs takes no preconditioner; leave it out, or use newton-cg, trust-krylov or trust-ncg\.$/,
    ],
    [
      'an option that bounds leave no use for',
      () => minimize(f, at, { method: 'newton-cg', bounds: { lower: 0 }, preconditioner: 'none' }),
      /^minimize: newton-cg with bounds takes no preconditioner; leave it out\.$/,
    ],
    [
      'a preconditioner where there are no pairs for it to keep',
      () => minimize(f, at, { method: 'newton-cg', preconditioner: 'diagonal', memory: 3 }),
      /^minimize: newton-cg with the preconditioner diagonal takes no memory; leave it out\.$/,
    ],
    [
      'a controller for its signal',
      () => minimize(f, at, controller),
      /^minimize: signal is object; give an AbortSignal/,
    ],
    [
      'by leastSquares too',
      () => leastSquares((x: Tensor) => x, at, controller),
      /^leastSquares: signal is object/,
    ],
    [
      'by basinHopping too',
      () => basinHopping(f, at, controller),
      /^basinHopping: signal is object/,
    ],
    [
      'a flag that is neither true nor false',
      () => minimize(f, at, { certify: 'yes' as never }),
      /^minimize: certify is yes; give true or false/,
    ],
    [
      'options that are no object',
      () => minimize(f, at, 'newton-cg' as never),
      /^minimize: the options are newton-cg; give an object/,
    ],
    [
      'inference',
      () => inference(f, ahead, { alpha: 0.05 } as object),
      /^inference: there is no option alpha; the options are level, profile, robust/,
    ],
    [
      'inference by a flag',
      () => inference(f, ahead, { profile: 'yes' as never }),
      /^inference: profile is yes; give true or false/,
    ],
    [
      'standardErrorOf',
      () => standardErrorOf(f, ahead, f, { tol: 1 } as object),
      /^standardErrorOf: there is no option tol/,
    ],
    [
      'convexity',
      () => convexity(f, ahead, { tol: 1 } as object),
      /^convexity: there is no option tol/,
    ],
    ...[hessianDiagonal, hessianTrace, hessianLogdet, spectrum].map(
      (measure): [string, () => unknown, RegExp] => [
        measure.name,
        () => measure(f, ahead, { samples: 9 } as object),
        new RegExp(`^${measure.name}: there is no option samples`),
      ],
    ),
    [
      'probes for what is to be exact',
      () => hessianDiagonal(f, ahead, { probes: 9, exact: true }),
      /^hessianDiagonal: exact is true, which takes no probes; leave one of them out/,
    ],
    [
      'a key that is none',
      () => basinHopping(f, at, { key: 3 as never }),
      /^basinHopping: key is 3; give a key, as random\.key\(0\)/,
    ],
    [
      'a spectrum of nothing',
      () => spectrum(f, tensor([])),
      /^spectrum: x has no elements; give at least/,
    ],
    [
      'a start with NaN, by its element',
      () =>
        minimize(({ b }: { a: Tensor; b: Tensor }) => b.square().sum(), {
          a: 1,
          b: tensor([2, NaN]),
        }),
      /^minimize: element 2 of the start is NaN; start where all are finite/,
    ],
    [
      'a start that is infinite',
      () => leastSquares((x: Tensor) => x, tensor([Infinity])),
      /^leastSquares: element 0 of the start is Infinity/,
    ],
    [
      'spectrum by a level',
      () => spectrum(f, ahead, { level: 0.9 } as object),
      /^spectrum: there is no option level/,
    ],
    [
      'a matrix for an operator',
      () => cg(tensor([[2]]) as never, tensor([1])),
      /^cg: the operator is a Tensor, not a function; give one, as \(v\) => matmul\(A, v\)/,
    ],
    [
      'a matrix for a preconditioner',
      () => gmres((v) => v, tensor([1]), { preconditioner: tensor([[2]]) as never }),
      /^gmres: the operator is a Tensor, not a function/,
    ],
    [
      'a rectangle without the structure of x',
      () =>
        lsmr(
          (x: Tensor) =>
            matmul(
              tensor([
                [1, 2],
                [3, 4],
                [5, 6],
              ]),
              x,
            ),
          tensor([1, 2, 3]),
        ),
      /^lsmr: A does not take a tree like b, as x is taken to be: matmul: shapes .*; give x0 or adjoint, which tell the structure of x/,
    ],
    [
      'covarianceOperator',
      () => covarianceOperator((x: Tensor) => x, tensor([1]), { tol: 1 } as object),
      /^covarianceOperator: there is no option tol/,
    ],
    [
      'robust errors',
      () => inference(f, ahead, { robust: { nll: f, data: at } as never }),
      /^inference: there is no option nll; those of robust are loss, data/,
    ],
    [
      'robust errors without an object',
      () => inference(f, ahead, { robust: true as never }),
      /^inference: robust is true; give an object/,
    ],
  ]
  test.each(refused)('%s', (_, run, message) => {
    expect(run).toThrow(OptimizationError)
    expect(run).toThrow(message)
  })
})

test('the log-determinant of a Hessian of no rows is ln 1', () => {
  expect(hessianLogdet((x: Tensor) => x.square().sum(), tensor([])).value).toBe(0)
})

test('a quantity that is no scalar is called g', () => {
  const f = (x: Tensor): Tensor => x.square().sum()
  expect(() => standardErrorOf(f, tensor([0, 0]), (x) => x)).toThrow(
    /^standardErrorOf: g must return a scalar, but returned float64\[2\]; reduce it/,
  )
})

test('what should be a scalar is reported by the function that was called', () => {
  const same = (x: Tensor): Tensor => x
  const f = (x: Tensor): Tensor => x.square().sum()
  expect(() => hessianOperator(same, tensor([0, 0]))).toThrow(
    /^hessianOperator: the objective must return a scalar, but returned float64\[2\]/,
  )
  expect(() =>
    inference(f, tensor([0, 0]), { robust: { loss: same, data: tensor([1, 2]) } }),
  ).toThrow(/^inference: robust\.loss must return a scalar, but returned float64\[2\]/)
})
