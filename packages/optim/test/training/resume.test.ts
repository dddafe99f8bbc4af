/** That a state resumes the run that saved it, to the bit, and is refused by any other. */
import { describe, expect, test } from 'vitest'
import {
  adagrad,
  adahessian,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  cosineDecay,
  fit,
  layers,
  lion,
  momentum,
  OptimizationError,
  rmsprop,
  scaleByAdam,
  sgd,
  sophia,
  type FitOptions,
  type TrainingState,
} from '@wengert/optim'
import { matmul, random, tensor, type Tensor } from '@wengert/tensor'

interface Data {
  readonly x: Tensor
  readonly y: Tensor
}

const x = random.normal(random.key(1), [30, 3])
const data: Data = { x, y: matmul(x, tensor([1, -2, 0.5])) }
const predicted = (w: Tensor, x: Tensor): Tensor => matmul(x, w)
/** With dropout of inputs, so that the loss depends on its key. */
const loss = (w: Tensor, { x, y }: Data, key: Tensor): Tensor =>
  predicted(w, layers.dropout(x, 0.3, key))
    .sub(y)
    .square()
    .mean()
const withoutDropout = (w: Tensor, { x, y }: Data): Tensor => predicted(w, x).sub(y).square().mean()

const base: FitOptions<Tensor, Data> = {
  loss,
  params: tensor([0, 0, 0]),
  data,
  optimizer: adam(0.05),
  epochs: 4,
  batchSize: 8,
  key: random.key(7),
  validation: { data },
}

/** The state after a step, through JSON. */
function stateAfter(step: number, options = base): TrainingState {
  const { state } = fit({ ...options, onProgress: (progress) => progress.step === step })
  return JSON.parse(JSON.stringify(state)) as TrainingState
}

describe('a validation loss that depends on its key', () => {
  const whole = fit(base)

  test.each([1, 4, 6, 11, 16])('is the same where the run is resumed after step %d', (step) => {
    const { history, params, state } = fit({ ...base, resume: stateAfter(step) })
    expect(history).toEqual(whole.history)
    expect(params.toArray()).toEqual(whole.params.toArray())
    expect(state).toEqual(whole.state)
  })

  test('takes the same key after each epoch', () => {
    const still = fit({ ...base, optimizer: sgd(0) })
    const losses = still.history.map(({ validationLoss }) => validationLoss)
    expect(new Set(losses).size).toBe(1)
  })

  test('is without dropout where validation has a loss of its own', () => {
    const { history, params } = fit({ ...base, validation: { data, loss: withoutDropout } })
    expect(history.at(-1)!.validationLoss).toBe(withoutDropout(params, data).item())
  })
})

describe('every kind of memory resumes', () => {
  test.each([
    sgd(0.05),
    momentum(cosineDecay(0.05, 16)),
    adagrad(0.1),
    lion(0.01),
    adahessian(0.1),
    sophia(0.05, { every: 3 }),
    chain(clipByGlobalNorm(1), adam(0.1)),
  ])('$name', (optimizer) => {
    const options = { ...base, optimizer, params: tensor([0, 0, 0], { dtype: 'float32' }) }
    const whole = fit(options)
    const rest = fit({ ...options, resume: stateAfter(7, options) })
    expect(rest.state).toEqual(whole.state)
    expect(rest.params.dtype).toBe('float32')
  })
})

describe('a state is refused', () => {
  const state = stateAfter(6)
  const half = (t: Tensor): Tensor => t.slice([0, 15])
  const few = { x: half(data.x), y: half(data.y) }
  const refusals: [string, Partial<FitOptions<Tensor, Data>>, RegExp][] = [
    [
      'by batches of another size',
      { batchSize: 30 },
      /fit: the state to resume has batchSize 8, the run 30; resume with the options of the run that saved it/,
    ],
    ['by other data', { data: few }, /the state to resume has examples 30, the run 15/],
    ['by data in order', { shuffle: false }, /has shuffle true, the run false/],
    ['by another optimiser', { optimizer: sgd(0.1) }, /has optimizer adam, the run sgd/],
    [
      'by an optimiser with the same tensors',
      { optimizer: rmsprop(0.05) },
      /has optimizer adam, the run rmsprop/,
    ],
    ['by the same with decay', { optimizer: adamw(0.05) }, /has optimizer adam, the run adamw/],
    [
      'by an optimiser without a name',
      { optimizer: { init: scaleByAdam().init, update: scaleByAdam().update } },
      /has optimizer adam, the run one without a name/,
    ],
    [
      'by a solver',
      { optimizer: 'l-bfgs', batchSize: undefined },
      /has optimizer adam, the run l-bfgs/,
    ],
    [
      'by a rate that counts its steps',
      { optimizer: adam(cosineDecay(0.05, 16)) },
      /the state to resume has other tensors/,
    ],
    ['by other parameters', { params: tensor([0, 0]) }, /the state to resume has other tensors/],
  ]
  test.each(refusals)('%s', (_, change, message) => {
    const run = (): unknown => fit({ ...base, ...change, resume: state })
    expect(run).toThrow(OptimizationError)
    expect(run).toThrow(message)
  })

  test('by the run of another solver', () => {
    const whole = { ...base, batchSize: undefined }
    const solved = fit({ ...whole, optimizer: 'l-bfgs', epochs: 2 }).state
    const run = (): unknown => fit({ ...whole, optimizer: 'newton-cg', resume: solved })
    expect(run).toThrow(/has optimizer l-bfgs, the run newton-cg/)
  })

  test('but another learning rate may go on', () => {
    const { steps } = fit({ ...base, optimizer: adam(0.01), resume: state })
    expect(steps).toBe(16)
  })

  const broken: [string, unknown][] = [
    ['null', null],
    ['a number', 3],
    ['{}', {}],
    ['a state without its run', { ...state, run: undefined }],
    ['a state without parameters', { ...state, params: undefined }],
    ['a negative batch', { ...state, batch: -1 }],
    ['more batches than an epoch has', { ...state, batch: 4 }],
    ['a step that is no number', { ...state, step: '6' }],
    ['tensors that are none', { ...state, params: [null] }],
    ['a dtype that there is not', { ...state, params: [{ ...state.params[0], dtype: 'int64' }] }],
    ['data that are no base64', { ...state, params: [{ ...state.params[0], data: '§' }] }],
    ['too few data', { ...state, params: [{ ...state.params[0], data: 'AAAA' }] }],
    ['the best of no epoch', { ...state, best: {} }],
  ]
  test.each(broken)('that is damaged: %s', (_, resume) => {
    const run = (): unknown => fit({ ...base, resume: resume as TrainingState })
    expect(run).toThrow(OptimizationError)
    expect(run).toThrow(/^fit: /)
  })
})
