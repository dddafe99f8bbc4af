import { expect, test } from 'vitest'
import { checkDerivatives, grad, scan, trace } from '@wengert/autodiff'
import { arange, random, type Tensor } from '@wengert/tensor'
import type { Program } from '../../src/program.ts'
import type { ScanParams } from '../../src/control/scan-loop.ts'

const p = random.normal(random.key(1), [400])
const xs = random.normal(random.key(2), [50, 3])

/** Of 400 parameters a step takes 9 and 3, in the shapes of a matrix and of a row. */
const model = (parameters: Tensor): Tensor =>
  scan(
    (c: Tensor, x: Tensor) => {
      const w = parameters.slice([10, 19]).reshape([3, 3])
      const b = parameters.slice([null, null, -1]).slice([0, 3])
      const next = w.transpose().matmul(c).add(b).mul(x).tanh()
      return [next, null]
    },
    arange(3).cast('float64'),
    xs,
  )[0].sum()

const bodies = ({ equations }: Program): Program[] =>
  equations.flatMap(({ primitive, params }) =>
    primitive.name === 'scan' ? [(params as ScanParams).body] : [],
  )

test('what a body takes of a tensor outside, it is given', () => {
  const [body] = bodies(trace(model, p))
  const names = body.equations.map(({ primitive }) => primitive.name)
  expect(names).not.toContain('slice')
  expect(names).not.toContain('reshape')
  const sizes = body.inputs.map((variable) => body.avals[variable].size)
  expect(Math.max(...sizes)).toBe(9)
})

test('and no loop of its gradient adds up cotangents of the whole', () => {
  for (const body of bodies(trace(grad(model), p))) {
    expect(Math.max(...body.avals.map(({ size }) => size))).toBeLessThan(400)
  }
})

test('derivatives are those of the model', () => {
  checkDerivatives(model, [p])
})

test('a body that stretches what it takes does so itself', () => {
  const f = (x: Tensor): Tensor =>
    scan(
      (c: Tensor, y: Tensor) => [c.add(x.broadcastTo([1000]).sum()).mul(y), null],
      0,
      xs.at(0),
    )[0]
  const [body] = bodies(trace(f, 2))
  expect(body.equations.map(({ primitive }) => primitive.name)).toContain('broadcastTo')
})
