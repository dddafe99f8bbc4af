/** The laws for structured primitives and for their combinations: equal to a version without them. */
import { describe, expect, test } from 'vitest'
import {
  checkDerivatives,
  checkProgram,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  simplify,
  trace,
  vmap,
} from '@wengert/autodiff'
import { stack, tensor, type Tensor } from '@wengert/tensor'
import { run } from '../../src/run.ts'
import { expectClose } from '../support/law.ts'
import { structured } from '../support/structured.ts'

const points = [tensor([0.3, 0.4]), tensor([-0.7, 0.2]), tensor([0.9, -0.5])]
const v = tensor([0.6, -1.3])
const exact = 1e-12

describe.each(structured)('$name', ({ f, plain }) => {
  const total = (g: (x: Tensor) => Tensor) => (x: Tensor) => g(x).square().sum()

  test('has the value and every derivative of the version without it', () => {
    for (const x of points) {
      expectClose(f(x), plain(x), exact)
      expectClose(jvp(f, [x], [v])[1], jvp(plain, [x], [v])[1], exact)
      expectClose(linearize(f, x)[1](v), jvp(plain, [x], [v])[1], exact)
      expectClose(grad(total(f))(x), grad(total(plain))(x), exact)
      expectClose(hvp(total(f), x, v), hvp(total(plain), x, v), exact)
      expectClose(hessian(total(f))(x), hessian(total(plain))(x), exact)
      for (const mode of ['forward', 'reverse'] as const) {
        expectClose(jacobian(f, { mode })(x), jacobian(plain, { mode })(x), exact)
      }
    }
  })

  test('agrees with differences', () => {
    checkDerivatives(f, [points[0]], { directions: 1 })
  })

  test('under vmap is a loop, inside and outside of derivatives', () => {
    const batch = stack(points)
    const compare = (g: (x: Tensor) => Tensor): void => {
      const mapped = vmap(g)(batch)
      points.forEach((x, i) => expectClose(mapped.at(i), g(x), exact))
    }
    compare(f)
    compare((x) => grad(total(f))(x))
    compare((x) => hessian(total(f))(x))
    const outside = grad((xs: Tensor) => vmap(total(f))(xs).sum())(batch)
    points.forEach((x, i) => expectClose(outside.at(i), grad(total(plain))(x), exact))
  })

  test('third derivatives agree', () => {
    const third = (g: (x: Tensor) => Tensor) =>
      grad((x: Tensor) => hvp(total(g), x, v).sum())(points[0])
    expectClose(third(f), third(plain), 1e-11)
  })

  test('gives well-formed programs that simplify to the same bits', () => {
    for (const g of [f, (x: Tensor) => grad(total(f))(x), (x: Tensor) => hvp(total(f), x, v)]) {
      const program = checkProgram(trace(g, points[0]))
      const simple = checkProgram(simplify(program))
      const [before, after] = [run(program, [points[0]]), run(simple, [points[0]])]
      before.forEach((y, i) => expect(Array.from(after[i].data)).toEqual(Array.from(y.data)))
    }
  })
})
