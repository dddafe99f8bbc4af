import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile, grad, hvp } from '@wengert/autodiff'
import { random, type Tensor } from '@wengert/tensor'
import { alwaysCompiling, bitsOf, withoutCompiling } from '../support/bits.ts'
import { functionOf, randomProgram } from '../support/random-program.ts'

describe('compiled programs give the bits of the interpreter', () => {
  test.each(['float64', 'float32'] as const)('500 random programs in %s', (dtype) => {
    fc.assert(
      fc.property(randomProgram, fc.nat(), (program, seed) => {
        const f = functionOf(program)
        const inputs = program.shapes.map((shape, i) =>
          random
            .normal(random.split(random.key(seed), 4).at(i), shape)
            .mul(2)
            .cast(dtype),
        )
        const expected = withoutCompiling(() => f(...inputs)).map(bitsOf)
        const compiled = compile(f as (...xs: Tensor[]) => Tensor[])
        expect((compiled(...inputs) as Tensor[]).map(bitsOf)).toEqual(expected)
        // Once more, since the module keeps what it was given.
        const others = inputs.map((x) => x.mul(0.5))
        const second = withoutCompiling(() => f(...others)).map(bitsOf)
        expect((compiled(...others) as Tensor[]).map(bitsOf)).toEqual(second)
      }),
      { numRuns: 500 },
    )
  })

  test('and so do 100 gradients and second derivatives', () => {
    fc.assert(
      fc.property(randomProgram, fc.nat(), (program, seed) => {
        const f = functionOf(program)
        const loss = (...xs: Tensor[]): Tensor => {
          const results = f(...xs)
          return results.reduce((total, y) => total.add(y.mul(0.01).tanh().sum()), xs[0].sum())
        }
        const inputs = program.shapes.map((shape, i) =>
          random.normal(random.split(random.key(seed), 4).at(i), shape),
        )
        const gradient = grad(loss as (x: Tensor) => Tensor)
        const [x, ...rest] = inputs
        const derivatives = (): string[] =>
          [
            gradient(...(inputs as [Tensor])),
            hvp(loss, x, x, ...rest),
            grad((y: Tensor) =>
              (gradient as typeof loss)(y, ...rest)
                .sin()
                .sum(),
            )(x),
          ].map(bitsOf)
        const expected = withoutCompiling(derivatives)
        expect(alwaysCompiling(derivatives)).toEqual(expected)
      }),
      { numRuns: 100 },
    )
  })
})
