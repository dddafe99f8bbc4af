/**
 * Scalar programs of many equations: from nothing to the first result, which includes tracing, encoding
 * and the engine's compilation, and then run after run. Each first run is of a program with a constant of
 * its own, since engines remember modules and scripts that they have seen.
 */
import { compile } from '@wengert/autodiff'
import { tensor, type Tensor } from '@wengert/tensor'
import { asText, onNumbers, onTensors, turnsOf } from '../contestants/long-program.ts'
import type { Contestant, Rate, Suite } from '../harness.ts'

const at = 0.7
const tolerance = 1e-11

export function scalarProgramSuites(small = 10_000, large = 1_000_000): Suite[] {
  return [firstRun(small, true), steady(small, true), firstRun(large, false), steady(large, false)]
}

const perEquation = (equations: number): Rate => ({
  unit: 'ns/equation',
  of: (seconds) => (seconds * 1e9) / equations,
})

/** Too small to be seen in the result, and never twice the same. */
let count = 0
const nextSlope = (): number => 0.7 + ++count * 2 ** -50

type Program = (x: number) => number

const compileText = (text: string): Program => new Function('x', text) as Program

function firstRun(equations: number, withText: boolean): Suite {
  const turns = turnsOf(equations)
  const text: Contestant = {
    name: 'new Function',
    make: () => () => [compileText(asText(turns, nextSlope()))(at)],
    tolerance,
  }
  return {
    name: `scalar program of ${equations} equations, first run`,
    contestants: [
      { name: 'loop by hand', make: () => () => [onNumbers(at, turns)], tolerance: 0 },
      {
        name: 'Wengert compiled',
        make: () => () => {
          const slope = nextSlope()
          return compile((x: Tensor) => onTensors(x, turns, slope))(at).data
        },
        tolerance,
      },
      ...(withText ? [text] : []),
    ],
    rate: perEquation(equations),
    weighed: true,
  }
}

function steady(equations: number, withText: boolean): Suite {
  const turns = turnsOf(equations)
  const text: Contestant = {
    name: 'new Function',
    make: () => {
      const f = compileText(asText(turns))
      return () => [f(at)]
    },
    tolerance,
  }
  return {
    name: `scalar program of ${equations} equations`,
    contestants: [
      { name: 'loop by hand', make: () => () => [onNumbers(at, turns)], tolerance: 0 },
      {
        name: 'Wengert compiled',
        make: () => {
          const f = compile((x: Tensor) => onTensors(x, turns))
          const x = tensor(at)
          return () => f(x).data
        },
        tolerance,
      },
      ...(withText ? [text] : []),
    ],
    rate: perEquation(equations),
  }
}
