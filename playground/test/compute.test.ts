import { describe, expect, test } from 'vitest'
import { drawing } from '../src/compute/drawing.ts'
import { field } from '../src/compute/field.ts'
import { local } from '../src/compute/local.ts'
import { mostSteps, paths } from '../src/compute/paths.ts'
import { methodNames } from '../src/descent/methods.ts'
import { minimumOf, modelAt, modelField } from '../src/descent/model.ts'
import { parse } from '../src/expression/parse.ts'
import type { Expression } from '../src/expression/syntax.ts'
import { levelsOf } from '../src/plot/levels.ts'
import { rounded, toPicture, toPlane } from '../src/plot/view.ts'
import { examples } from '../src/state/examples.ts'
import { layOut } from '../src/tape/layout.ts'

function expressionOf(text: string): Expression {
  const parsed = parse(text)
  if (!parsed.ok) throw new Error(parsed.problem.message)
  return parsed.expression
}

describe('the field', () => {
  test('has the function at the middles of its cells, top row first', () => {
    const { values } = field({ expression: expressionOf('x + 10 y'), view: [1, 2, 2], side: 4 })
    expect([values[0], values[3], values[12]]).toEqual([-0.5 + 35, 2.5 + 35, -0.5 + 5])
  })

  test('is the same in one piece and in many, as a wide sum makes it', () => {
    const [wide, narrow] = ['sum(k, 1, 100000, x) / 100000', 'x'].map(
      (text) => field({ expression: expressionOf(text), view: [0, 0, 1], side: 6 }).values,
    )
    wide.forEach((value, i) => expect(value).toBeCloseTo(narrow[i], 9))
  })

  test('has levels that rise, from the least value on, and holes where it is not finite', () => {
    const { values } = field({
      expression: expressionOf('log(x) + y^2'),
      view: [0, 0, 1],
      side: 20,
    })
    const { heights, thresholds } = levelsOf(values)!
    expect(thresholds[0]).toBe(0)
    thresholds.slice(1).forEach((level, i) => expect(level).toBeGreaterThan(thresholds[i]))
    heights.forEach((height, i) => expect(height === -1).toBe(!Number.isFinite(values[i])))
    expect(levelsOf(Float64Array.of(NaN, Infinity))).toBe(null)
  })
})

describe('paths', () => {
  test.each(examples)(
    '$title: every method starts at the start and never ends above it',
    (example) => {
      const { formula, start } = example
      for (const { method, steps, status } of paths({
        expression: expressionOf(formula),
        start,
        methods: methodNames,
      })) {
        expect(steps[0].at, method).toEqual(start)
        expect(steps.length, method).toBeGreaterThan(1)
        expect(steps.length).toBeLessThanOrEqual(mostSteps + 1)
        expect(steps.at(-1)!.value, method).toBeLessThan(steps[0].value)
        if (status !== 'converged')
          expect(formula + method + status).toMatch(/abs|gradient-descent/)
      }
    },
  )

  test('on a quadratic, Newton-CG ends in one step, at the closed form of the minimum', () => {
    // ∇(x² + 25y² + 6xy − 2x) = 0 at (25, −3) / 16
    const [newton] = paths({
      expression: expressionOf('x^2 + 25 y^2 + 6 x y - 2x'),
      start: [-2, 1],
      methods: ['newton-cg'],
    })
    const { at, products } = newton.steps.at(-1)!
    expect(at[0]).toBeCloseTo(25 / 16, 10)
    expect(at[1]).toBeCloseTo(-3 / 16, 10)
    expect(products).toBeGreaterThan(0)
    expect(newton.steps.length).toBeLessThanOrEqual(3)
  })

  test('a start where the function is not defined gives paths without steps', () => {
    const results = paths({
      expression: expressionOf('log(x) + y'),
      start: [-1, 0],
      methods: methodNames,
    })
    for (const { steps, status } of results) expect([steps.length, status]).toEqual([0, 'start'])
  })

  test('no trust-region step is longer than the radius shown with it', () => {
    const [{ steps }] = paths({
      expression: expressionOf(examples[0].formula),
      start: examples[0].start,
      methods: ['trust-ncg'],
    })
    for (let k = 1; k < steps.length; k++) {
      const length = Math.hypot(
        steps[k].at[0] - steps[k - 1].at[0],
        steps[k].at[1] - steps[k - 1].at[1],
      )
      expect(length).toBeLessThanOrEqual((steps[k - 1].radius ?? Infinity) * (1 + 1e-9))
    }
  })
})

describe('near a point', () => {
  test('value, gradient, Hessian and eigenvectors are those of the closed form', () => {
    const result = local({ expression: expressionOf('2 x^2 + 2 y^2 + 2 x y'), at: [1, -2] })
    expect(result).toMatchObject({ value: 6, gradient: [0, -6], hessian: [4, 2, 4] })
    const [low, high] = result.eigen!
    expect([low.value, high.value]).toEqual([expect.closeTo(2, 12), expect.closeTo(6, 12)])
    expect(low.vector[0] * low.vector[1]).toBeCloseTo(-0.5, 12)
    expect(high.vector[0] * high.vector[1]).toBeCloseTo(0.5, 12)
  })

  test('there are no eigenvectors where the Hessian is not finite', () => {
    expect(local({ expression: expressionOf('sqrt(x^2 + y^2)'), at: [0, 0] }).eigen).toBe(null)
  })
})

describe('the model', () => {
  const expression = expressionOf('x^2 + 25 y^2 + 6 x y')

  test('of Newton on a quadratic is the function: least where it is least', () => {
    const [{ steps }] = paths({ expression, start: [-2, 1], methods: ['newton-cg'] })
    const model = modelAt(steps[0], local({ expression, at: steps[0].at }))!
    minimumOf(model)!.forEach((x) => expect(x).toBeCloseTo(0, 12))
    const { values, thresholds } = modelField(model, [0, 0, 3], 12)
    const truth = field({ expression, view: [0, 0, 3], side: 12 }).values
    values.forEach((value, i) => expect(value).toBeCloseTo(truth[i], 9))
    expect(thresholds.some((level) => Math.abs(level - steps[0].value) < 1e-9)).toBe(true)
  })

  test('of BFGS is learnt: at first the identity, in the end the Hessian', () => {
    const [{ steps }] = paths({ expression, start: [-2, 1], methods: ['bfgs'] })
    const first = modelAt(steps[0], local({ expression, at: steps[0].at }))!
    expect(first).toMatchObject({ isLearnt: true, matrix: [1, -0, 1] })
    const last = modelAt(steps.at(-1)!, local({ expression, at: steps.at(-1)!.at }))!
    const hessian = [2, 6, 50]
    last.matrix.forEach((b, i) => expect(Math.abs(b - hessian[i])).toBeLessThan(0.5))
  })

  test('has no minimum where it curves down, and its levels go both ways', () => {
    const saddle = expressionOf('x^2 - y^2')
    const [{ steps }] = paths({ expression: saddle, start: [1, 0.5], methods: ['trust-ncg'] })
    const model = modelAt(steps[0], local({ expression: saddle, at: [1, 0.5] }))!
    expect(minimumOf(model)).toBe(null)
    const { thresholds } = modelField(model, [0, 0, 2], 8)
    expect(thresholds.filter((level) => level < 0.75).length).toBe(3)
    expect(thresholds).toContain(0.75)
  })
})

describe('the drawing of a program', () => {
  const request = { at: [3, 4], direction: [1, 2], seed: 0 } as const
  const expression = expressionOf('x y + sin(x)')

  test('of the function has its values and cotangents', () => {
    const { nodes } = drawing({ ...request, expression, program: 'function' })
    const [x, y] = nodes
    expect([x.label, x.value.elements, y.label, y.value.elements]).toEqual(['x', [3], 'y', [4]])
    expect(x.cotangent!.elements[0]).toBeCloseTo(4 + Math.cos(3), 14)
    expect(y.cotangent!.elements).toEqual([3])
    expect(nodes.find(({ label }) => label === 'mul a b')!.value.elements).toEqual([12])
  })

  test('of gradient and Hessian product returns the closed forms', () => {
    const results = (program: 'gradient' | 'hvp'): number[] =>
      drawing({ ...request, expression, program })
        .nodes.filter(({ kind }) => kind === 'output')
        .map(({ value }) => value.elements[0])
    const closeTo = (values: number[]): unknown[] => values.map((v) => expect.closeTo(v, 12))
    expect(results('gradient')).toEqual(closeTo([4 + Math.cos(3), 3]))
    // H = [[−sin x, 1], [1, 0]], v = (1, 2)
    expect(results('hvp')).toEqual(closeTo([-Math.sin(3) + 2, 1]))
  })

  test('seeds the output that is chosen: ∂(∂f/∂y)/∂x is 1 for f = x y + sin x', () => {
    const [x] = drawing({ ...request, expression, program: 'gradient', seed: 1 }).nodes
    expect(x.cotangent!.elements).toEqual([1])
  })

  test('marks the first NaN or infinity, once, and not what follows from it', () => {
    const broken = expressionOf('sqrt(x^2 + y^2) + 3x')
    const { nodes } = drawing({ ...request, at: [0, 0], expression: broken, program: 'gradient' })
    const first = nodes.filter(({ isFirstBroken }) => isFirstBroken)
    expect(first.length).toBe(1)
    expect(first[0].label).toMatch(/^div 1 /)
    expect(first[0].value.elements).toEqual([Infinity])
    const fine = drawing({ ...request, expression: broken, program: 'gradient' })
    expect(fine.nodes.some(({ isFirstBroken }) => isFirstBroken)).toBe(false)
  })

  test('a sum is one operation over its terms, in a loop of its own', () => {
    const { nodes, loops } = drawing({
      ...request,
      expression: expressionOf('x + sum(k, 1, 5, sin(k y))'),
      program: 'function',
    })
    const sine = nodes.find(({ label }) => label.startsWith('sin'))!
    expect(sine.value.shape).toEqual([5])
    expect(sine.value.elements[1]).toBeCloseTo(Math.sin(8), 14)
    expect(loops).toContain('mul, sin, sum')
    expect(nodes.filter(({ kind }) => kind === 'capture').length).toBe(1)
  })

  test('is laid out with every node apart from every other, and edges that go down', () => {
    const drawn = drawing({ ...request, expression, program: 'hvp' })
    const { nodes, edges } = layOut(drawn)
    expect(edges.length).toBe(drawn.edges.length)
    const places = new Map(nodes.map((node) => [node.id, node]))
    for (const { from, to } of edges) expect(places.get(from)!.y).toBeLessThan(places.get(to)!.y)
    for (const a of nodes)
      for (const b of nodes) {
        const apart = Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= 40
        expect(a === b || apart).toBe(true)
      }
  })
})

test('plane and picture map to each other, and rounding stays within a pixel', () => {
  const view = [0.3, -2, 1.7] as const
  const there = toPicture(view, [1.234, -2.5])
  toPlane(view, there).forEach((x, i) => expect(x).toBeCloseTo([1.234, -2.5][i], 12))
  rounded(view, [1.23456789, 1]).forEach((x, i) =>
    expect(Math.abs(x - [1.23456789, 1][i])).toBeLessThan(3.4 / 600),
  )
})
