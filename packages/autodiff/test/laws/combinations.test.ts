/**
 * The laws for generated nestings of structured primitives: value and derivatives in every mode are
 * those of the same arithmetic by ordinary loops and branches.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  checkProgram,
  compile,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  simplify,
  sparseHessian,
  sparseJacobian,
  trace,
  vjp,
  vmap,
} from '@wengert/autodiff'
import { stack, tensor, type Tensor } from '@wengert/tensor'
import { run } from '../../src/run.ts'
import { plainStep, structuredStep, trees, type Step } from '../support/combinations.ts'
import { expectMatrix } from '../sparse/support.ts'
import { expectClose } from '../support/law.ts'

const points = [tensor([0.31, 0.42]), tensor([-0.73, 0.24]), tensor([0.97, -0.55])]
const v = tensor([0.6, -1.3])
const u = tensor([0.8, 0.5])

/** The running value and what bodies close over both depend on x. */
const asFunction = (step: Step) => (x: Tensor) => step(x.mul(0.8).add(0.05), x)
const total = (g: (x: Tensor) => Tensor) => (x: Tensor) => g(x).square().sum()

test('forward, reverse and mixed derivatives are those of plain loops and branches', () => {
  fc.assert(
    fc.property(trees(3), fc.constantFrom(...points), (tree, x) => {
      const [f, plain] = [asFunction(structuredStep(tree)), asFunction(plainStep(tree))]
      expectClose(f(x), plain(x), 1e-12)
      expectClose(jvp(f, [x], [v])[1], jvp(plain, [x], [v])[1], 1e-11)
      expectClose(vjp(f, x)[1](u)[0], vjp(plain, x)[1](u)[0], 1e-11)
      expectClose(linearize(f, x)[1](v), jvp(plain, [x], [v])[1], 1e-11)
      expectClose(hvp(total(f), x, v), hvp(total(plain), x, v), 1e-10)
      const third = (g: (p: Tensor) => Tensor) => grad((p: Tensor) => hvp(total(g), p, v).sum())(x)
      expectClose(third(f), third(plain), 1e-9)
    }),
    { numRuns: 120 },
  )
})

test('under vmap they are a loop, inside and outside of derivatives', () => {
  fc.assert(
    fc.property(trees(3), (tree) => {
      const [f, plain] = [asFunction(structuredStep(tree)), asFunction(plainStep(tree))]
      const batch = stack(points)
      const compare = (
        g: (p: Tensor) => Tensor,
        h: (p: Tensor) => Tensor,
        tolerance: number,
      ): void => {
        const mapped = vmap(g)(batch)
        points.forEach((x, i) => expectClose(mapped.at(i), h(x), tolerance))
      }
      compare(f, plain, 1e-12)
      compare(grad(total(f)), grad(total(plain)), 1e-11)
      compare(
        (x) => jvp(f, [x], [v])[1],
        (x) => jvp(plain, [x], [v])[1],
        1e-11,
      )
      compare(hessian(total(f)), hessian(total(plain)), 1e-10)
      const outside = grad((xs: Tensor) => vmap(total(f))(xs).sum())(batch)
      points.forEach((x, i) => expectClose(outside.at(i), grad(total(plain))(x), 1e-11))
    }),
    { numRuns: 60 },
  )
})

test('compiled they are the same, and their programs are well formed and simplify to the same bits', () => {
  fc.assert(
    fc.property(trees(3), fc.constantFrom(...points), (tree, x) => {
      const f = asFunction(structuredStep(tree))
      for (const g of [f, grad(total(f)), (p: Tensor) => hvp(total(f), p, v)]) {
        expectClose(compile(g)(x), g(x), 1e-12)
        const program = checkProgram(trace(g, x))
        const simple = checkProgram(simplify(program))
        const [before, after] = [run(program, [x]), run(simple, [x])]
        before.forEach((y, i) => expect(Array.from(after[i].data)).toEqual(Array.from(y.data)))
      }
    }),
    { numRuns: 60 },
  )
})

test('with whileLoop among them, forward mode to second order, vmap and compile', () => {
  fc.assert(
    fc.property(trees(3, 'any'), (tree) => {
      const [f, plain] = [asFunction(structuredStep(tree)), asFunction(plainStep(tree))]
      const forward = (g: (x: Tensor) => Tensor) => (x: Tensor) => jvp(g, [x], [v])[1]
      const derivatives = [(g: typeof f) => g, forward, (g: typeof f) => forward(forward(g))]
      derivatives.forEach((derive, order) => {
        const mapped = vmap(derive(f))(stack(points))
        points.forEach((x, i) => {
          const expected = derive(plain)(x)
          expectClose(derive(f)(x), expected, 1e-11 * 10 ** order)
          expectClose(compile(derive(f))(x), expected, 1e-11 * 10 ** order)
          expectClose(mapped.at(i), expected, 1e-11 * 10 ** order)
        })
      })
      expectClose(
        jacobian(f, { mode: 'forward' })(points[0]),
        jacobian(plain, { mode: 'forward' })(points[0]),
        1e-11,
      )
    }),
    { numRuns: 60 },
  )
})

test('sparse Jacobians and Hessians have the entries of dense ones', () => {
  fc.assert(
    fc.property(trees(3), fc.constantFrom(...points), (tree, x) => {
      const f = asFunction(structuredStep(tree))
      expectMatrix(sparseJacobian(f)(x), jacobian(f)(x), 1e-11)
      expectMatrix(sparseHessian(total(f))(x), hessian(total(f))(x), 1e-10)
    }),
    { numRuns: 60 },
  )
})
