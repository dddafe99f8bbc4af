import { expect } from 'vitest'
import { hvp, jvp, vjp } from '@wengert/autodiff'
import type { Tensor } from '@wengert/tensor'
import { isFloat } from '@wengert/tensor/internal'
import {
  expectAllClose,
  isDifferentiable,
  lawForEveryPrimitive,
  patternLike,
} from '../support/law.ts'

const tolerance = 2e-5

lawForEveryPrimitive(
  'float32 gives float32, and agrees with float64',
  ({ f, floats, operands }) => {
    const single = floats.map((i) => operands[i].cast('float32'))
    const double = single.map((x) => x.cast('float64'))
    if (single.length === 0 || !f(...double).every((y) => isFloat(y.dtype))) return
    const g = f as (...args: Tensor[]) => Tensor[]
    const compare = (
      actual: readonly Tensor[],
      expected: readonly Tensor[],
      castAway = false,
    ): void => {
      if (!castAway) actual.forEach((y) => expect(y.dtype).toBe('float32'))
      expectAllClose(
        actual.map((y) => y.cast('float64')),
        expected,
        tolerance,
      )
    }
    // cast names its output's dtype itself
    const named = f(...single).some((y) => y.dtype !== 'float32')
    const vs = double.map((x, i) => patternLike(x, i).cast('float32'))
    const [y32, dy32] = jvp(g, single, vs)
    const [y64, dy64] = jvp(
      g,
      double,
      vs.map((v) => v.cast('float64')),
    )
    compare(y32, y64, named)
    compare(dy32, dy64, named)
    const us = y32.map((y, i) => patternLike(y, 5 + i))
    compare(
      vjp(g, ...single)[1](us) as Tensor[],
      vjp(g, ...double)[1](us.map((u) => u.cast('float64'))) as Tensor[],
    )
    const weighted = (xs: Tensor[]): Tensor =>
      f(...xs)
        .map((y) => y.mul(patternLike(y, 3)).sum())
        .reduce((a, b) => a.add(b))
    compare(
      hvp(weighted, single, vs),
      hvp(
        weighted,
        double,
        vs.map((v) => v.cast('float64')),
      ),
    )
  },
  { applies: isDifferentiable, runs: 20 },
)
