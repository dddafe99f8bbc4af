import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explain, fori, grad, hvp, scan, simplify, trace, valueAndGrad } from '@wengert/autodiff'
import * as t from '@wengert/tensor'
import { random, type DType, type Tensor } from '@wengert/tensor'
import { copyOf, Tensor as Concrete } from '@wengert/tensor/internal'
import { compileCode, viewOf } from '../../src/wasm/compiled-code.ts'
import { plansOf, type Plan } from '../../src/wasm/plan.ts'
import type { StripLimits } from '../../src/wasm/strip-layout.ts'
import { planWhole } from '../../src/wasm/whole-plan.ts'
import { bitsOf, withoutCompiling } from '../support/bits.ts'

type Many = (...inputs: Tensor[]) => Tensor[]

/** Strips of so few bytes that small arrays have many. */
const upTo = (stripBytes: number): StripLimits => ({
  leastBytes: 1,
  stripBytes,
  blockBytes: 2 ** 20,
  leastElements: 1,
  mostCarried: Infinity,
})

interface Run {
  readonly results: Tensor[]
  /** Loops that run in strips. */
  readonly loops: number
}

function runInStrips(f: Many, inputs: readonly Tensor[], limits: StripLimits): Run {
  const program = simplify(trace(f, ...inputs))
  const code = compileCode(program, {}, limits)!
  const { plan, bytes } = planWhole(program, limits)
  const memory = code.room.memory.buffer
  // What nothing has written is no number.
  new Uint8Array(memory, code.room.base, bytes).fill(255)
  const given = [...inputs, ...code.captured]
  code.inputs.forEach((place, i) => viewOf(memory, place).set(given[i].data as ArrayLike<number>))
  code.call()
  const results = code.outputs.map((place, i) => {
    return new Concrete(program.aval(program.outputs[i]), copyOf(viewOf(memory, place)))
  })
  return { results, loops: loopsInStrips(plan) }
}

function loopsInStrips({ steps }: Plan): number {
  return steps.reduce((sum, step) => {
    if (step.kind === 'strips') return sum + step.loops.length
    return sum + plansOf(step).reduce((inner, plan) => inner + loopsInStrips(plan), 0)
  }, 0)
}

/** Asserts the interpreter's bits; returns how many loops ran in strips. */
function check(f: Many, inputs: readonly Tensor[], limits: StripLimits): number {
  const { results, loops } = runInStrips(f, inputs, limits)
  const expected = withoutCompiling(() => f(...inputs))
  expect(results.map(bitsOf)).toEqual(expected.map(bitsOf))
  return loops
}

const normal = (seed: number, shape: readonly number[], dtype: DType = 'float64'): Tensor =>
  random.normal(random.key(seed), shape).cast(dtype)

/** x[i] for i from `low` on, without the last `high`, along an axis. */
const cut = (x: Tensor, axis: number, low: number, high: number): Tensor => {
  const ranges = x.shape.map((n, k) => (k === axis ? [low, n - high] : [0, n]))
  return x.slice(...(ranges as [number, number][]))
}

const padded = (x: Tensor, axis: number, low: number, high: number, value = 0): Tensor =>
  t.pad(
    x,
    x.shape.map((_, k): [number, number] => (k === axis ? [low, high] : [0, 0])),
    { value },
  )

interface Choice {
  readonly kind: number
  readonly which: number
  readonly other: number
  readonly axis: number
  readonly low: number
  readonly high: number
}

/** One more value, from those that there are. */
function next(values: readonly Tensor[], choice: Choice): Tensor {
  const { kind, which, other, low, high } = choice
  const pick = (n: number): Tensor => values[values.length - 1 - (n % Math.min(values.length, 4))]
  const x = pick(which)
  const axis = choice.axis % x.ndim
  const n = x.shape[axis]
  switch (kind) {
    case 0:
      return t.square(x)
    case 1:
      return t.tanh(x)
    case 2:
      return x.mul(0.5).sub(low)
    case 3:
      return low + high <= n ? cut(x, axis, low, high) : x
    case 4:
    case 5:
      return padded(x, axis, low, high, other % 2 === 0 ? 0 : 1.5)
    case 6:
      return n > 0 ? cut(x, axis, 1, 0).sub(cut(x, axis, 0, 1)) : x
    case 7:
      return low <= n ? t.concatenate([cut(x, axis, n - low, 0), x], axis) : x
    case 8:
      return x.ndim > 1 ? t.sum(x, -1, { keepDims: true }).mul(x) : other > 2 ? x.add(t.sum(x)) : x
    default: {
      // Parts of two, of the same shape.
      const y = pick(other)
      if (y.ndim !== x.ndim) return x
      const shape = x.shape.map((length, k) => Math.min(length, y.shape[k]))
      const part = (z: Tensor, from: number): Tensor =>
        z.slice(
          ...z.shape.map((length, k): [number, number] => {
            const start = Math.min(from, length - shape[k])
            return [start, start + shape[k]]
          }),
        )
      return kind % 2 === 0 ? part(x, low).add(part(y, high)) : part(x, low).mul(part(y, high))
    }
  }
}

const choices = fc.array(
  fc.record({
    kind: fc.nat(14),
    which: fc.nat(3),
    other: fc.nat(3),
    axis: fc.nat(1),
    low: fc.nat(2),
    high: fc.nat(2),
  }),
  { minLength: 2, maxLength: 14 },
)

const program = fc.record({
  choices,
  /** Which values are results, so that the others are only handed on. */
  results: fc.array(fc.nat(13), { minLength: 1, maxLength: 2 }),
  dtype: fc.constantFrom<DType>('float64', 'float32'),
  stripBytes: fc.constantFrom(100, 256, 700, 1500),
  seed: fc.nat(1000),
})

type RandomProgram = typeof program extends fc.Arbitrary<infer P> ? P : never

const functionOf =
  ({ choices, results }: Pick<RandomProgram, 'choices' | 'results'>): Many =>
  (...inputs) => {
    const values = [...inputs]
    for (const choice of choices) values.push(next(values, choice))
    return [values.at(-1)!, ...results.map((n) => values[n % values.length])]
  }

/** Runs random programs over inputs of these shapes; how many of them had strips. */
function checkRandom(shape: fc.Arbitrary<readonly number[]>, numRuns: number): number {
  let inStrips = 0
  fc.assert(
    fc.property(program, shape, ({ choices, results, dtype, stripBytes, seed }, lengths) => {
      const f = functionOf({ choices, results })
      const inputs = [normal(seed, lengths, dtype), normal(seed + 1, lengths, dtype)]
      if (check(f, inputs, upTo(stripBytes)) > 0) inStrips++
    }),
    { numRuns },
  )
  return inStrips
}

describe('programs of shifts in strips give the bits of the interpreter', () => {
  const long = fc.integer({ min: 20, max: 300 })
  const lengths = fc.oneof({ arbitrary: long, weight: 4 }, fc.nat(3), fc.constantFrom(63, 64, 65))

  test('along one axis', () => {
    expect(checkRandom(fc.tuple(lengths), 400)).toBeGreaterThan(60)
  })

  test('along either of two axes', () => {
    const short = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.nat(3))
    expect(checkRandom(fc.tuple(lengths, short), 400)).toBeGreaterThan(80)
  })

  test('at all lengths around whole strips', () => {
    const rosenbrock = (x: Tensor): Tensor => {
      const [a, b] = [cut(x, 0, 0, 1), cut(x, 0, 1, 0)]
      return b.sub(a.square()).square().mul(100).add(a.sub(1).square()).sum()
    }
    const derivatives: Many = (x, v) => [grad(rosenbrock)(x), hvp(rosenbrock, x, v)]
    const loops = Array.from({ length: 120 }, (_, n) =>
      check(derivatives, [normal(n, [n + 1]), normal(n + 1, [n + 1])], upTo(16 * 64)),
    )
    // Strips of 16 rows of eight arrays; the longest loops have four of them at least.
    expect(loops.map((count) => count > 0)).toEqual(loops.map((_, n) => n + 1 >= 64))
  })

  test('behind a border that is filled first', () => {
    const f: Many = (x) => {
      const y = padded(x, 0, 2, 1)
      return [
        cut(y, 0, 1, 0)
          .sub(cut(y, 0, 0, 1))
          .square(),
      ]
    }
    expect(check(f, [normal(1, [200])], upTo(400))).toBe(4)
    expect(check(f, [normal(2, [200, 3], 'float32')], upTo(400))).toBe(4)
  })

  test('in turns of a loop', () => {
    const diffused = (x: Tensor): Tensor => {
      const flow = cut(x, 0, 1, 0)
        .sub(cut(x, 0, 0, 1))
        .mul(0.1)
      return x.add(padded(flow, 0, 0, 1)).sub(padded(flow, 0, 1, 0))
    }
    const f: Many = (x) => [fori(5, (_, y: Tensor) => diffused(y), x)]
    expect(check(f, [normal(1, [200])], upTo(400))).toBeGreaterThan(0)
    expect(check(f, [normal(2, [60, 5])], upTo(1000))).toBeGreaterThan(0)
  })
})

describe('sums of all elements, by blocks that are strips,', () => {
  const limits = upTo(1000)
  const rosenbrock = (x: Tensor): Tensor => {
    const [a, b] = [cut(x, 0, 0, 1), cut(x, 0, 1, 0)]
    return b.sub(a.square()).square().mul(100).add(a.sub(1).square()).sum()
  }
  const both: Many = (x) => {
    const [value, gradient] = valueAndGrad(rosenbrock)(x)
    return [value, gradient]
  }
  /** Of what another loop computes, ahead. */
  const rough: Many = (x) => {
    const y = x.tanh()
    return [
      cut(y, 0, 1, 0)
        .sub(cut(y, 0, 0, 1))
        .square()
        .sum(),
    ]
  }
  /** Two, of which the second has more elements, or fewer. */
  const growing: Many = (x) => {
    const y = cut(x, 0, 0, 3).tanh()
    return [y.sum(), padded(y, 0, 1, 2, 1e9).square().sum()]
  }
  const shrinking: Many = (x) => {
    const y = x.tanh()
    return [y.sum(), cut(y, 0, 0, 3).square().sum()]
  }

  test.each(['float64', 'float32'] as const)('have the bits of the interpreter in %s', (dtype) => {
    const around = [4096, 5120, 7168].flatMap((n) => [-3, -2, -1, 0, 1, 2, 3, 4].map((k) => n + k))
    for (const f of [both, rough, growing, shrinking]) {
      const loops = around.map((n) => check(f, [normal(n, [n], dtype)], limits))
      // Where each of the last blocks is in the last strip.
      expect(loops.filter((count) => count > 0).length).toBeGreaterThan(around.length / 3)
    }
  })

  test('over many chunks', () => {
    for (const n of [33 * 1024 + 5, 64 * 1024, 64 * 1024 + 1]) {
      expect(check(both, [normal(n, [n])], limits)).toBeGreaterThan(0)
    }
  })

  test('among random programs of shifts', () => {
    const around = [4096, 5120, 6144].flatMap((n) => [n - 1, n, n + 1, n + 2])
    const length = fc.oneof(fc.constantFrom(...around), fc.integer({ min: 4000, max: 6500 }))
    expect(checkRandom(fc.tuple(length), 80)).toBeGreaterThan(10)
  })
})

describe('an array is whole where', () => {
  const limits = upTo(1000)
  const x = normal(1, [60, 5])

  test('a loop goes through its rows', () => {
    const f: Many = (x) => {
      const y = x.square()
      const z = padded(y, 0, 1, 1).mul(2)
      const [last] = scan((c: Tensor, row: Tensor) => [c.mul(0.5).add(row), c], t.zeros([5]), y)
      return [z, last]
    }
    expect(check(f, [x], limits)).toBeGreaterThan(0)
  })

  test('rows are read that straddle its own', () => {
    const f: Many = (x) => {
      const y = x.square()
      const z = y.ravel().slice([2, -3]).reshape([59, 5])
      return [z.add(1)]
    }
    check(f, [x], limits)
  })

  test('it is read across, backwards, or by every other row', () => {
    const across: Many = (x) => {
      const y = x.square()
      return [y.add(y.transpose())]
    }
    check(across, [normal(1, [40, 40])], upTo(4000))
    for (const read of [
      (y: Tensor) => t.flip(y, [0]),
      (y: Tensor) => y.slice([null, null, 2]),
      (y: Tensor) => t.flip(y, [1]),
      (y: Tensor) => t.roll(y, 1, 0),
    ]) {
      check((x) => [read(padded(x.square(), 0, 1, 1)).mul(2)], [x], limits)
      check((x) => [padded(read(x).square(), 0, 1, 1).mul(2)], [x], limits)
    }
  })
})

describe('what is handed on is never whole', () => {
  const curved = (x: Tensor): Tensor => {
    const steps = cut(x, 0, 1, 0).sub(cut(x, 0, 0, 1))
    return t.sqrt(steps.square().add(1)).sum()
  }

  test('the gradient of a sum of differences has memory for its input and result', () => {
    const n = 2 ** 18
    const text = explain(trace(grad(curved), t.zeros([n])))
    expect(text).toMatch(/^in strips of \d+:\n( {2}loop .*\n){4}memory: \d+ bytes$/)
    const bytes = Number(/memory: (\d+) bytes/.exec(text)![1])
    expect(bytes - 2 * 8 * n).toBeGreaterThan(0)
    expect(bytes - 2 * 8 * n).toBeLessThan(2 ** 15)
  })

  test('but small arrays are, and what is a result too', () => {
    expect(explain(trace(grad(curved), t.zeros([1000])))).not.toContain('strips')
    const f = (x: Tensor): Tensor[] => {
      const y = x.sin()
      return [y, padded(y, 0, 1, 0).mul(2)]
    }
    expect(explain(trace(f, t.zeros([2 ** 18])))).toContain('strips')
  })
})
