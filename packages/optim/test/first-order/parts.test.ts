/** Schedules, clipping, decay and chains, from their definitions; and what is refused. */
import { describe, expect, test } from 'vitest'
import { compile } from '@wengert/autodiff'
import {
  adagrad,
  adahessian,
  adam,
  adamw,
  addDecayedWeights,
  applyUpdates,
  chain,
  clipByGlobalNorm,
  globalNorm,
  clipByValue,
  constant,
  cosineDecay,
  exponentialDecay,
  lion,
  momentum,
  OptimizationError,
  piecewise,
  rmsprop,
  scaleByLearningRate,
  sgd,
  sophia,
  warmupCosine,
  type GradientTransformation,
  type Schedule,
} from '@wengert/optim'
import { tensor, type Tensor } from '@wengert/tensor'

const at = (schedule: Schedule, t: number): number => schedule(tensor(t, { dtype: 'int32' })).item()

describe('schedules', () => {
  test.each<[string, Schedule, [number, number][]]>([
    [
      'constant',
      constant(0.3),
      [
        [0, 0.3],
        [1000, 0.3],
      ],
    ],
    [
      'exponentialDecay',
      exponentialDecay(2, { rate: 0.1, steps: 10 }),
      [
        [0, 2],
        [5, 2 * 0.1 ** 0.5],
        [20, 0.02],
      ],
    ],
    [
      'in stairs',
      exponentialDecay(2, { rate: 0.5, steps: 10, staircase: true }),
      [
        [9, 2],
        [10, 1],
        [29, 0.5],
      ],
    ],
    [
      'cosineDecay',
      cosineDecay(1, 100, 0.2),
      [
        [0, 1],
        [50, 0.6],
        [25, 0.2 + 0.4 * (1 + Math.SQRT1_2)],
        [100, 0.2],
        [500, 0.2],
      ],
    ],
    [
      'warmupCosine',
      warmupCosine({ peak: 1, warmup: 4, steps: 14, start: 0.2, final: 0.1 }),
      [
        [0, 0.2],
        [2, 0.6],
        [4, 1],
        [9, 0.55],
        [14, 0.1],
        [99, 0.1],
      ],
    ],
    [
      'piecewise',
      piecewise([3, 5], [1, 2, 3]),
      [
        [0, 1],
        [2, 1],
        [3, 2],
        [4, 2],
        [5, 3],
        [50, 3],
      ],
    ],
  ])('%s', (_, schedule, values) => {
    const compiled = compile(schedule)
    for (const [t, value] of values) {
      expect(at(schedule, t)).toBeCloseTo(value, 14)
      expect(at(compiled, t)).toBe(at(schedule, t))
    }
  })
})

const once = (part: GradientTransformation, g: number[], p = g): number[] => {
  const params = tensor(p)
  return [...part.update(tensor(g), part.init(params), params)[0].data]
}

describe('parts', () => {
  test('clipByGlobalNorm: all leaves are one vector', () => {
    const part = clipByGlobalNorm(1)
    const g = { a: tensor([3, 0]), b: tensor(4) }
    const [{ a, b }] = part.update(g, part.init(g), g)
    expect([...a.data, b.item()].map((v) => Math.round(v * 1e12) / 1e12)).toEqual([0.6, 0, 0.8])
  })
  test('clipByGlobalNorm leaves what is short, and 0, as it is', () => {
    expect(once(clipByGlobalNorm(3), [0.1, 0.7])).toEqual([0.1, 0.7])
    expect(once(clipByGlobalNorm(3), [0, 0])).toEqual([0, 0])
  })
  test('clipByValue', () => expect(once(clipByValue(1), [-3, 0.5, 2])).toEqual([-1, 0.5, 1]))
  test('addDecayedWeights, all or those of a mask', () => {
    expect(once(addDecayedWeights(0.1), [1, 1], [10, 20])).toEqual([2, 3])
    const part = addDecayedWeights(0.1, () => ({ w: tensor(true), b: tensor(false) }))
    const [one, ten] = [1, 10].map((v) => ({ w: tensor(v), b: tensor(v) }))
    const [{ w, b }] = part.update(one, part.init(ten), ten)
    expect([w.item(), b.item()]).toEqual([2, 1])
  })
  test('a mask is of booleans, as its documentation has it, or of tensors that broadcast', () => {
    const params = { w: tensor([10, 20]), layers: [{ b: tensor(30) }] }
    const zero = { w: tensor([0, 0]), layers: [{ b: tensor(0) }] }
    const decayed = (mask: unknown): unknown => {
      const part = addDecayedWeights(0.5, () => mask)
      const [{ w, layers }] = part.update(zero, part.init(params), params)
      return [...w.data, layers[0].b.item()]
    }
    expect(decayed({ w: true, layers: [{ b: false }] })).toEqual([5, 10, 0])
    expect(decayed({ w: tensor([false, true]), layers: [{ b: true }] })).toEqual([0, 10, 15])
    const optimizer = adamw(1, {
      weightDecay: 0.5,
      mask: () => ({ w: false, layers: [{ b: true }] }),
    })
    const [{ w, layers }] = optimizer.update(zero, optimizer.init(params), params)
    expect([...w.data, layers[0].b.item()].map(Math.abs)).toEqual([0, 0, 15])
  })
  test('a chain clips before or after, as it is written', () => {
    expect(once(chain(clipByValue(1), sgd(0.5)), [4])).toEqual([-0.5])
    expect(once(chain(sgd(0.5), clipByValue(1)), [4])).toEqual([-1])
  })
  test('trees are matched by key, not by order', () => {
    const optimizer = momentum(1)
    const params = { a: tensor(0), b: tensor(0) }
    const [updates] = optimizer.update(
      { b: tensor(2), a: tensor(1) },
      optimizer.init(params),
      params,
    )
    const { a, b } = applyUpdates(params, updates)
    expect([a.item(), b.item()]).toEqual([-1, -2])
  })
})

describe('errors', () => {
  test.each<[() => unknown, RegExp]>([
    [() => adam(-1), /^adam: the learning rate is -1; give a number from 0, or a schedule/],
    [() => sgd({ rate: 1 } as never), /^sgd: the learning rate is an object; give a number from 0/],
    [() => scaleByLearningRate(NaN), /^scaleByLearningRate: the learning rate is NaN/],
    [() => sgd(Infinity), /the learning rate is Infinity/],
    [() => constant(NaN), /constant: the value is NaN; give a number from 0/],
    [() => constant(-1), /constant: the value is -1/],
    [
      () => exponentialDecay(-1, { rate: 0.5, steps: 10 }),
      /exponentialDecay: initial is -1; give a number from 0/,
    ],
    [
      () => exponentialDecay(1, { rate: 0.5, steps: Infinity }),
      /exponentialDecay: steps is Infinity; give a positive number/,
    ],
    [() => cosineDecay(NaN, 10), /cosineDecay: initial is NaN/],
    [() => cosineDecay(1, 10, -0.1), /cosineDecay: final is -0\.1/],
    [() => warmupCosine({ peak: NaN, warmup: 1, steps: 5 }), /warmupCosine: peak is NaN/],
    [() => warmupCosine({ peak: 1, warmup: 1, steps: 5, start: -1 }), /warmupCosine: start is -1/],
    [() => piecewise([NaN], [1, 2]), /piecewise: 2 values for the boundaries NaN/],
    [() => piecewise([1], [1, -2]), /piecewise: values\[1\] is -2; give a number from 0/],
    [() => piecewise([1], [1, NaN]), /piecewise: values\[1\] is NaN/],
    [() => adam(0.1, { epsilon: Infinity }), /adam: epsilon is Infinity/],
    [() => clipByValue(NaN), /clipByValue: the bound is NaN/],
    [() => addDecayedWeights(Infinity), /addDecayedWeights: the decay is Infinity/],
    [() => adam(0.1, { beta1: 1 }), /adam: beta1 is 1; give a number from 0 and below 1/],
    [() => piecewise([1], [1]), /piecewise: 1 values for the boundaries 1/],
    [() => clipByGlobalNorm(0), /clipByGlobalNorm: the norm is 0; give a positive number/],
    [() => warmupCosine({ peak: 1, warmup: 5, steps: 5 }), /warmupCosine: steps − warmup is 0/],
    [
      () => lion(0.1).init(tensor([1], { dtype: 'int32' })),
      /lion: the parameters have a leaf int32\[1\]/,
    ],
    [
      () => momentum(1).update({ a: tensor(1) }, { b: tensor(1) }, { a: tensor(1) }),
      /different structures/,
    ],
    [
      () => momentum(1).update(tensor([1, 2]), momentum(1).init(tensor(1)), tensor(1)),
      /momentum: leaves of shapes \[2\] and \[\] have one place in gradients, state and parameters/,
    ],
    [
      () => applyUpdates(tensor([1]), tensor([1, 2])),
      /applyUpdates: leaves of shapes \[1\] and \[2\]/,
    ],
    [
      () => adam(0.1, { eps: 1e-3 } as never),
      /adam: there is no option eps; the options are beta1,/,
    ],
    [
      () => adamw(0.1, { decay: 1 } as never),
      /adamw: there is no option decay; .* weightDecay, mask/,
    ],
    [() => rmsprop(0.1, { rho: 0.9 } as never), /rmsprop: there is no option rho/],
    [() => adagrad(0.1, { init: 0 } as never), /adagrad: there is no option init/],
    [() => lion(0.1, { decay: 0 } as never), /lion: there is no option decay/],
    [() => adahessian(0.1, { k: 1 } as never), /adahessian: there is no option k/],
    [() => sophia(0.1, { rho: 1 } as never), /sophia: there is no option rho/],
    [
      () => exponentialDecay(1, { rate: 0.5, steps: 10, stairs: true } as never),
      /exponentialDecay: there is no option stairs/,
    ],
    [
      () => warmupCosine({ peak: 1, warmup: 1, steps: 5, end: 0.1 } as never),
      /warmupCosine: there is no option end; the options are peak, warmup, steps, start, final/,
    ],
    [() => chain(sgd as never), /chain: part 0 is function; give a gradient transformation/],
    [() => chain([sgd(1)] as never), /chain: part 0 is object/],
  ])('%#', (run, message) => {
    expect(run).toThrow(OptimizationError)
    expect(run).toThrow(message)
  })
})

test('types: updates have the type of the parameters', () => {
  const optimizer = sgd(1)
  const g: { w: Tensor } = { w: tensor(1) }
  const [updates] = optimizer.update(g, optimizer.init(g), g)
  expect(updates.w.item()).toBe(-1)
})

test('the norm of a tree without leaves is 0, and clipping leaves it as it is', () => {
  expect(globalNorm({}).item()).toBe(0)
  const clip = clipByGlobalNorm(1)
  expect(clip.update({}, clip.init({}), {})[0]).toEqual({})
})
