/** How runs end where something goes wrong: with a status that says so, and finite parameters. */
import { describe, expect, test } from 'vitest'
import {
  adam,
  fit,
  fitAsync,
  OptimizationError,
  sgd,
  type FitOptions,
  type Progress,
} from '@wengert/optim'
import { exp, tensor, where, type Tensor } from '@wengert/tensor'

/** Half the mean square of p − data: the gradient is p − mean. */
const square = (p: Tensor, batch: Tensor): Tensor => p.sub(batch).square().mean().div(2)
const base: FitOptions<Tensor, Tensor> = {
  loss: square,
  params: tensor(1),
  data: tensor([0, 0, 0, 0]),
  optimizer: sgd(0.1),
  epochs: 4,
  batchSize: 2,
}

describe('a run that diverges', () => {
  // A step of this rate multiplies p by −1e155, the square of which is infinite.
  const rate = sgd(1 + 1e155)

  test('in its loss after the last step ends at the parameters before it', () => {
    const result = fit({ ...base, optimizer: rate, epochs: 1, batchSize: 4 })
    expect(result).toMatchObject({ status: 'non-finite', success: false, steps: 0 })
    expect(result.params.item()).toBe(1)
    expect(result.history).toEqual([])
  })

  test('in its loss halfway ends where the loss was last finite', () => {
    const result = fit({ ...base, optimizer: rate })
    expect(result).toMatchObject({ status: 'non-finite', success: false, steps: 0 })
    expect(result.params.item()).toBe(1)
  })

  test.each([1, 3, 9])('in its parameters at step %d ends before that step', (step) => {
    // The loss is finite everywhere, its slope is 0 / 0 where the square root is taken at 0.
    const seen: number[] = []
    const result = fit<Tensor, Tensor>({
      ...base,
      loss: (p, batch) => batch.at(0).mul(p.exp()).sqrt().add(p),
      data: tensor(Array.from({ length: 9 }, (_, i) => (i + 1 === step ? 0 : 1))),
      optimizer: sgd(0.5),
      epochs: 1,
      batchSize: 1,
      shuffle: false,
      onProgress: ({ params }) => void seen.push(params.item()),
    })
    expect(result).toMatchObject({ status: 'non-finite', success: false, steps: step - 1 })
    expect(result.params.item()).toBe(seen.at(-1) ?? 1)
    expect(seen.length).toBe(step - 1)
    expect(seen.every(Number.isFinite)).toBe(true)
  })

  test('goes on from its state with a smaller rate', () => {
    const { state } = fit({ ...base, optimizer: rate })
    const { status, params } = fit({ ...base, optimizer: sgd(0.5), resume: state })
    expect(status).toBe('completed')
    expect(params.item()).toBeCloseTo(0.5 ** 8, 14)
  })

  test('by a schedule that is NaN ends before the first step', () => {
    const result = fit({ ...base, optimizer: adam((t) => t.cast('float64').mul(NaN)) })
    expect(result).toMatchObject({ status: 'non-finite', steps: 0 })
    expect(result.params.item()).toBe(1)
  })

  test('with early stopping returns the best epoch', () => {
    // p is 2 after one step and 3 after two; from 4 on the loss is NaN.
    const result = fit<Tensor, Tensor>({
      ...base,
      loss: (p) => where(p.less(3.5), p.neg(), NaN).sum(),
      optimizer: sgd(1),
      batchSize: 4,
      validation: { data: tensor([2]), loss: square },
      earlyStopping: { patience: 10 },
    })
    expect(result).toMatchObject({ status: 'non-finite', success: false, bestEpoch: 1 })
    expect(result.params.item()).toBe(2)
  })
})

describe('a validation loss that is NaN', () => {
  const nanUntil = (epoch: number): Partial<FitOptions<Tensor, Tensor>> => {
    // p is 0.9^(2 epoch) after each epoch.
    const end = 0.81 ** (epoch + 0.5)
    const loss = (p: Tensor): Tensor => where(p.less(end), p, NaN)
    return { validation: { data: tensor([0]), loss } }
  }

  test('is not the best: later epochs are', () => {
    const result = fit({ ...base, ...nanUntil(1), earlyStopping: { patience: 3 } })
    expect(result).toMatchObject({ status: 'completed', success: true, bestEpoch: 4 })
    expect(result.params.item()).toBeCloseTo(0.9 ** 8, 14)
  })

  test('for as long as is waited ends the run, and not as a success', () => {
    const result = fit({ ...base, ...nanUntil(9), earlyStopping: { patience: 3 } })
    expect(result).toMatchObject({ status: 'non-finite', success: false, bestEpoch: null })
    expect(result.history.length).toBe(3)
  })

  test('counts as an epoch without a better one', () => {
    const loss = (p: Tensor): Tensor => where(p.less(0.7), NaN, p)
    const validation = { data: tensor([0]), loss }
    const result = fit({ ...base, epochs: 9, validation, earlyStopping: { patience: 2 } })
    expect(result).toMatchObject({ status: 'early-stopped', bestEpoch: 1 })
    expect(result.history.length).toBe(3)
  })
})

test('early stopping that is added to a resumed run waits from there on', () => {
  const { state } = fit({ ...base, epochs: 5 })
  const options = { ...base, epochs: 9, resume: state, earlyStopping: { patience: 3 } }
  expect(fit(options)).toMatchObject({ status: 'completed', bestEpoch: 9 })
})

describe('a signal', () => {
  test('that has been given already stops the run before its first step', async () => {
    const calls: Progress<Tensor>[] = []
    const options = {
      ...base,
      signal: AbortSignal.abort(),
      onProgress: (p: Progress<Tensor>) => void calls.push(p),
    }
    const expected = { status: 'aborted', success: false, steps: 0, history: [] }
    expect(fit(options)).toMatchObject(expected)
    expect(await fitAsync(options)).toMatchObject(expected)
    expect(fit({ ...options, optimizer: 'l-bfgs', batchSize: undefined })).toMatchObject(expected)
    expect(calls).toEqual([])
  })
})

describe('all data at once', () => {
  test('a loss without a lower bound is said to have none', () => {
    const result = fit<Tensor, Tensor>({
      ...base,
      loss: (p, all) => all.sum().sub(p),
      optimizer: 'l-bfgs',
      batchSize: undefined,
      epochs: 100,
    })
    expect(result).toMatchObject({ status: 'unbounded', success: false })
    expect(result.params.item()).toSatisfy(Number.isFinite)
  })

  test('what the loss throws is thrown, at every iteration', () => {
    let calls = 0
    const loss = (p: Tensor): Tensor => {
      if (++calls > 3) throw new RangeError('out of data')
      return exp(p).add(exp(p.neg().mul(3)))
    }
    const whole = { ...base, loss, batchSize: undefined }
    expect(() => fit<Tensor, Tensor>({ ...whole, optimizer: 'newton-cg' })).toThrow(RangeError)
  })
})

describe('options that there are not', () => {
  test.each<[string, object, RegExp]>([
    [
      'of fit',
      { learningRate: 0.1 },
      /fit: there is no option learningRate; the options are loss,/,
    ],
    ['of validation', { validation: { data: tensor([0]), metric: {} } }, /no option metric/],
    ['of early stopping', { earlyStopping: { patience: 2, delta: 1 } }, /no option delta/],
    ['early stopping without patience', { earlyStopping: {} }, /earlyStopping\.patience/],
    ['a loss of validation', { validation: { data: tensor([0]), loss: 3 } }, /validation\.loss/],
    ['progress', { onProgress: 3 }, /onProgress/],
  ])('%s', (_, change, message) => {
    const run = (): unknown => fit({ ...base, ...change })
    expect(run).toThrow(OptimizationError)
    expect(run).toThrow(message)
  })
})
