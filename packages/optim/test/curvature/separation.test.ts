/**
 * Likelihoods whose supremum lies at infinity. Logistic regression has no maximum-likelihood estimate where
 * a line separates the outcomes, and one otherwise (Albert & Anderson 1984); R's glm warns there that
 * fitted probabilities are 0 or 1. Minimisers end somewhere along the way, at a gradient as small as asked.
 */
import { describe, expect, test } from 'vitest'
import { inference, minimize, standardErrorOf } from '@wengert/optim'
import { lgamma, matmul, softplus, tensor, type Tensor } from '@wengert/tensor'

type Table = readonly (readonly [x: number, y: 0 | 1])[]

function logistic(table: Table): (b: Tensor) => Tensor {
  const design = tensor(table.map(([x]) => [1, x]))
  const y = tensor(table.map(([, outcome]) => outcome))
  return (b) => {
    const eta = matmul(design, b)
    return softplus(eta).sub(y.mul(eta)).sum()
  }
}

const methods = ['l-bfgs', 'newton-cg', 'newton'] as const
const tolerances = [1e-3, 1e-7, 1e-9]
const runs = methods.flatMap((method) =>
  tolerances.map((gradientTolerance) => ({ method, gradientTolerance })),
)

const separated: [name: string, Table][] = [
  [
    'completely',
    [
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 1],
      [5, 1],
      [6, 1],
    ],
  ],
  [
    'but for a tie',
    [
      [1, 0],
      [2, 0],
      [3, 0],
      [3, 1],
      [4, 1],
      [5, 1],
    ],
  ],
  [
    'in one group of two',
    [
      [0, 0],
      [0, 1],
      [0, 0],
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  ],
]

describe.each(separated)('outcomes that are separated %s', (_, table) => {
  test.each(runs)('are warned of after $method to $gradientTolerance', (options) => {
    const nll = logistic(table)
    const { x, status } = minimize(nll, tensor([0, 0]), options)
    expect(status).toBe('converged')
    const { warnings } = inference(nll, x)
    expect(warnings[0]).toMatch(
      /may have no minimum .*separates the outcomes.*intervals of .*\[1\]/,
    )
  })

  test('have a profile interval without an upper end', () => {
    const nll = logistic(table)
    const { x } = minimize(nll, tensor([0, 0]), { method: 'newton', gradientTolerance: 1e-6 })
    const [lower, upper] = inference(nll, x, { profile: true })
      .profileIntervals!.at(1)
      .toArray() as number[]
    expect(upper).toBe(Infinity)
    expect(lower).toSatisfy(Number.isFinite)
  })
})

test.each(runs)(
  'outcomes that overlap give no warning after $method to $gradientTolerance',
  (options) => {
    const overlapping: Table = [
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 0],
      [5, 1],
      [6, 1],
    ]
    const nll = logistic(overlapping)
    const { x } = minimize(nll, tensor([0, 0]), options)
    const { warnings } = inference(nll, x)
    expect(warnings.filter((text) => !text.includes('not yet'))).toEqual([])
  },
)

test('one success in a thousand trials, rare but not separated, gives no warning', () => {
  const nll = (b: Tensor): Tensor => softplus(b).mul(1000).sub(b)
  const { x } = minimize(nll, tensor(0), { method: 'newton-cg', gradientTolerance: 1e-9 })
  expect(x.item()).toBeCloseTo(-Math.log(999), 9)
  expect(inference(nll, x).warnings).toEqual([])
})

test('a parameter whose best value is infinite is named: ν of Student’s t for a light tail', () => {
  // Twenty observations ±1: for large ν each gives a constant + 1 / (2 ν), which falls for ever.
  interface P {
    nu: Tensor
    c: Tensor
  }
  const nll = ({ nu, c }: P): Tensor => {
    const half = nu.div(2)
    const one = half.add(0.5).mul(nu.reciprocal().log1p()).add(nu.log().div(2))
    const student = one.sub(lgamma(half.add(0.5))).add(lgamma(half))
    return student.mul(20).add(c.sub(3).square().mul(8))
  }
  const { x } = minimize<P>(nll, { nu: 10, c: 0 }, { method: 'newton-cg' })
  const { warnings, standardErrors } = inference(nll, x)
  expect(warnings[0]).toMatch(/rise along 1\.0 nu .*intervals of nu\./)
  expect(standardErrors.c.item()).toBeCloseTo(0.25, 9)
})

test('a function that throws or is NaN a standard error away is taken at its curvature', () => {
  const edge = (beyond: () => Tensor): ((x: Tensor) => Tensor) => {
    return (x) => (Math.abs((x.peek() as number) - 1) > 0.01 ? beyond() : x.sub(1).square())
  }
  const fails = edge(() => {
    throw new RangeError('outside')
  })
  expect(inference(fails, tensor(1)).warnings).toEqual([])
  expect(
    inference(
      edge(() => tensor(NaN)),
      tensor(1),
    ).warnings,
  ).toEqual([])
})

describe('standardErrorOf', () => {
  const separate = logistic([
    [1, 0],
    [2, 0],
    [3, 1],
    [4, 1],
  ])
  const overlap = logistic([
    [1, 0],
    [2, 1],
    [3, 0],
    [4, 1],
  ])
  const slope = (b: Tensor): Tensor => b.at(1)
  const tolerance = { method: 'newton', gradientTolerance: 1e-8 } as const

  test('warns where the likelihood does not rise along what the quantity depends on', () => {
    const { x } = minimize(separate, tensor([0, 0]), tolerance)
    const { warnings } = standardErrorOf(separate, x, slope)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/does not rise .*separates the outcomes.*intervals of g\./)
  })

  test('says how far a Newton step would still move the quantity', () => {
    const { x } = minimize(overlap, tensor([0, 0]), tolerance)
    expect(standardErrorOf(overlap, x, slope).warnings).toEqual([])
    // Of a parabola it is all of the way to the minimum.
    const bowl = (b: Tensor): Tensor =>
      b
        .sub(tensor([1, 2]))
        .square()
        .mul(50)
        .sum()
    const { warnings, standardError } = standardErrorOf(bowl, tensor([1, 2.05]), slope)
    expect(standardError).toBeCloseTo(0.1, 12)
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(
      /not yet the minimum: a Newton step would move g by -0\.050, 0\.50 of its st/,
    )
  })
})
