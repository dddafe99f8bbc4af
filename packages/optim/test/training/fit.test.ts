/** That runs do what they say: shuffle, resume to the bit, stop for the right reason, and hand on every step. */
import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  adahessian,
  adam,
  cosineDecay,
  fit,
  fitAsync,
  OptimizationError,
  sgd,
  sophia,
  trainingStep,
  type FitOptions,
  type Progress,
  type TrainingState,
} from '@wengert/optim'
import { matmul, random, tensor, type Tensor } from '@wengert/tensor'

interface Line {
  w: Tensor
  b: Tensor
}
interface Data {
  x: Tensor
  y: Tensor
}

const x = random.normal(random.key(1), [50, 2])
const y = matmul(x, tensor([1, -2])).add(0.5)
const data: Data = { x, y }
const residuals = ({ w, b }: Line, batch: Data): Tensor => matmul(batch.x, w).add(b).sub(batch.y)
/** With noise from the key, as dropout has it. */
const noisy = (line: Line, batch: Data, key: Tensor): Tensor =>
  residuals(line, batch).add(random.normal(key, batch.y.shape).mul(0.1)).square().mean()
const exact = (line: Line, batch: Data): Tensor => residuals(line, batch).square().mean()

const base: FitOptions<Line, Data> = {
  loss: noisy,
  params: { w: tensor([0, 0]), b: 0 },
  data,
  optimizer: adam(cosineDecay(0.1, 60)),
  epochs: 6,
  batchSize: 8,
  key: random.key(3),
  validation: { data, loss: exact, metrics: { bias: ({ b }) => b } },
}

const numbers = ({ w, b }: Line): number[] => [...w.data, b.item()]

describe('a run', () => {
  const seen: Progress<Line>[] = []
  const result = fit({ ...base, onProgress: (progress) => void seen.push(progress) })

  test('has a row for each epoch, ready to plot', () => {
    expectTypeOf(result.params).toEqualTypeOf<Line>()
    expect(result).toMatchObject({ status: 'completed', success: true, steps: 42 })
    expect(result.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6])
    expect(result.history.map(({ step }) => step)).toEqual([7, 14, 21, 28, 35, 42])
    const last = result.history[5]
    expect(last.metrics.bias).toBe(result.params.b.item())
    expect(last.validationLoss).toBe(exact(result.params, data).item())
    expect(last.validationLoss).toBeLessThan(result.history[0].validationLoss!)
    expect(JSON.parse(JSON.stringify(result.history))).toEqual(result.history)
  })

  test('shows every step, and the row at the end of an epoch', () => {
    expect(seen.length).toBe(42)
    expect(seen[6]).toMatchObject({ epoch: 1, epochs: 6, batch: 7, batches: 7, step: 7 })
    expect(seen.filter(({ completed }) => completed !== null).map(({ step }) => step)).toEqual(
      result.history.map(({ step }) => step),
    )
    // The mean over examples: the last batch has 2 of them.
    const sizes = [8, 8, 8, 8, 8, 8, 2]
    result.history.forEach((row, epoch) => {
      const losses = seen.slice(7 * epoch, 7 * epoch + 7).map(({ loss }) => loss)
      expect(row.loss).toBeCloseTo(
        losses.reduce((sum, l, i) => sum + (l * sizes[i]) / 50, 0),
        14,
      )
    })
  })

  test('is the same again, also asynchronously', async () => {
    expect(numbers(fit(base).params)).toEqual(numbers(result.params))
    const slow = await fitAsync(base)
    expect(numbers(slow.params)).toEqual(numbers(result.params))
    expect(slow.history).toEqual(result.history)
  })

  test('depends on its key', () => {
    const other = fit({ ...base, key: random.key(4) })
    expect(numbers(other.params)).not.toEqual(numbers(result.params))
  })

  test.each([1, 10, 14, 20, 41, 42])('resumed after step %d, from JSON, is identical', (step) => {
    let saved = ''
    fit({
      ...base,
      onProgress(progress) {
        if (progress.step !== step) return false
        saved = JSON.stringify(progress.state())
        return true
      },
    })
    const resume = JSON.parse(saved) as TrainingState
    const rest: number[] = []
    const again = fit({ ...base, resume, onProgress: (p) => void rest.push(p.loss) })
    expect(numbers(again.params)).toEqual(numbers(result.params))
    expect(again.history).toEqual(result.history)
    expect(rest).toEqual(seen.slice(step).map(({ loss }) => loss))
  })

  test('a state written later is still that of its step', () => {
    expect(seen[9].state()).toMatchObject({ epoch: 2, batch: 3, step: 10 })
  })
})

test('each epoch takes every example once, in a new order', () => {
  const orders: number[][] = [[], []]
  const ids = tensor(Array.from({ length: 20 }, (_, i) => i))
  const loss = (p: Tensor, batch: Tensor): Tensor => p.mul(0).sum().add(batch.at(0))
  fit<Tensor, Tensor>({
    loss,
    params: tensor([0]),
    data: ids,
    optimizer: sgd(0.1),
    epochs: 2,
    batchSize: 1,
    onProgress: ({ epoch, loss: id }) => void orders[epoch - 1].push(id),
  })
  const sorted = [...ids.data]
  for (const order of orders) expect(order.toSorted((a, b) => a - b)).toEqual(sorted)
  expect(orders[0]).not.toEqual(orders[1])
  expect(orders[0]).not.toEqual(sorted)
})

test('one step of sgd on all data is θ − η ∇f', () => {
  const { params } = fit({
    ...base,
    loss: exact,
    optimizer: sgd(0.1),
    epochs: 1,
    batchSize: 50,
    shuffle: false,
  })
  const r = residuals({ w: tensor([0, 0]), b: tensor(0) }, data)
  expect(params.b.item()).toBeCloseTo(-0.1 * 2 * r.mean().item(), 14)
})

describe('second-order optimisers get exact products', () => {
  test.each([
    ['adahessian', adahessian(0.3)],
    ['sophia', sophia(0.05, { gamma: 1, every: 3 })],
  ])('%s', (_, optimizer) => {
    const { params } = fit({ ...base, loss: exact, optimizer, epochs: 60 })
    const [w0, w1, b] = numbers(params)
    expect(Math.hypot(w0 - 1, w1 + 2, b - 0.5)).toBeLessThan(0.01)
  })
})

describe('a run stops', () => {
  test('early, and returns the best epoch', () => {
    // From its minimum at 1 the validation loss rises again as p goes on to 2.
    const result = fit<Tensor, Tensor>({
      loss: (p, batch) => batch.sub(p).square().mean(),
      params: tensor(0),
      data: tensor([2, 2]),
      optimizer: sgd(0.1),
      epochs: 100,
      validation: { data: tensor([1]) },
      earlyStopping: { patience: 3 },
    })
    // p after k steps is 2 (1 − 0.8ᵏ): 0.976 for k = 3, the nearest to 1.
    expect(result).toMatchObject({ status: 'early-stopped', success: true, bestEpoch: 3 })
    expect(result.history.length).toBe(6)
    expect(result.params.item()).toBeCloseTo(2 * (1 - 0.8 ** 3), 14)
  })

  test('when the signal says so', () => {
    const controller = new AbortController()
    const result = fit({
      ...base,
      signal: controller.signal,
      onProgress: ({ step }) => void (step === 5 && controller.abort()),
    })
    expect(result).toMatchObject({ status: 'aborted', success: false, steps: 5 })
  })

  test('asynchronously, when a timer aborts', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 20)
    const { status } = await fitAsync({ ...base, epochs: 1_000_000, signal: controller.signal })
    expect(status).toBe('aborted')
  })

  test('when the loss is not finite, with the last finite parameters', () => {
    const result = fit({ ...base, loss: exact, optimizer: sgd(1e200), epochs: 10 })
    expect(result.status).toBe('non-finite')
    expect(result.message).toMatch(/lower the learning rate/)
    expect(result.success).toBe(false)
  })
})

describe('all data at once', () => {
  const whole = { ...base, batchSize: undefined, loss: exact, epochs: 50 }
  test.each(['l-bfgs', 'newton-cg', 'trust-ncg'] as const)(
    '%s finds the least squares',
    (method) => {
      const result = fit({ ...whole, optimizer: method })
      expect(result.status).toBe('converged')
      numbers(result.params).forEach((v, i) => expect(v).toBeCloseTo([1, -2, 0.5][i], 6))
      expect(result.history.map(({ epoch }) => epoch)).toEqual(result.history.map((_, i) => i + 1))
      expect(result.history.at(-1)!.metrics.bias).toBe(result.params.b.item())
    },
  )

  test('resumed from JSON it is identical', () => {
    const loss = (line: Line, batch: Data): Tensor =>
      exact(line, batch).add(line.w.pow(4).sum()).add(line.b.exp())
    const options = { ...whole, loss, optimizer: 'l-bfgs' as const, epochs: 12 }
    const full = fit(options)
    const half = fit({ ...options, epochs: 4 })
    expect(half).toMatchObject({ status: 'completed', steps: 4 })
    const resume = JSON.parse(JSON.stringify(half.state)) as TrainingState
    const rest = fit({ ...options, resume })
    expect(numbers(rest.params)).toEqual(numbers(full.params))
    expect(rest.history).toEqual(full.history)
  })

  test('batches that hold all data are all data', () => {
    const run = (batchSize?: number): unknown =>
      fit({ ...whole, optimizer: 'l-bfgs', batchSize }).params
    expect(run(50)).toEqual(run())
    expect(run(64)).toEqual(run())
  })

  test('no epochs are no steps', () => {
    const result = fit({ ...whole, optimizer: 'l-bfgs', epochs: 0 })
    expect(result).toMatchObject({ status: 'completed', steps: 0, history: [] })
    expect(numbers(result.params)).toEqual([0, 0, 0])
  })
})

describe('errors', () => {
  test.each<[Partial<FitOptions<Line, Data>>, RegExp]>([
    [{ epochs: 1.5 }, /fit: epochs is 1\.5; give an integer from 0/],
    [{ batchSize: 0 }, /fit: batchSize is 0; give a positive integer/],
    [
      { optimizer: 'l-bfgs' },
      /fit: l-bfgs takes all 50 examples at once, but batchSize is 8; leave it out, or give a gradient transf/,
    ],
    [
      { solver: { memory: 5 } },
      /fit: solver has options of l-bfgs, newton-cg, trust-ncg, but optimizer is a gradient transformation/,
    ],
    [
      { optimizer: 'l-bfgs', batchSize: undefined, solver: { tol: 1e-8 } as never },
      /fit: there is no option tol; those of solver are gradientTolerance, memory/,
    ],
    [
      { optimizer: 'l-bfgs', batchSize: undefined, solver: { memory: 0 } },
      /fit: memory is 0; give a positive integer/,
    ],
    [{ data: { x, y: tensor([1, 2]) } }, /the leaves of the data have shapes \[50, 2\], \[2\]/],
    [
      { optimizer: 'adam' as never },
      /fit: optimizer is adam; give a gradient transformation, or one of/,
    ],
    [{ params: { w: tensor([1, 2], { dtype: 'int32' }), b: 0 } }, /leaf int32\[2\]/],
    [{ earlyStopping: { patience: 0 } }, /earlyStopping\.patience is 0/],
    [{ shuffle: 'no' as never }, /fit: shuffle is no; give true or false/],
    [
      { signal: new AbortController() as never },
      /fit: signal is object; give an AbortSignal, as the signal of an AbortController/,
    ],
    [{ key: 5 as never }, /fit: key is 5; give a key, as random\.key\(0\)/],
    [{ key: tensor([1, 2]) }, /fit: key is float64\[2\]; give a key/],
    [
      { validation: { data, metrics: { errors: (_, { y: t }) => t } } },
      /fit: validation\.metrics\.errors returned float64\[50\]; give a scalar, for example by mean\(\)/,
    ],
    [
      { validation: { data, loss: (_, { y: t }) => t } },
      /fit: validation\.loss returned float64\[50\]/,
    ],
    [{ resume: { ...fit(base).state, optimizer: [] } }, /the state to resume has other tensors/],
  ])('%#', (change, message) => {
    const run = (): unknown => fit({ ...base, ...change })
    expect(run).toThrow(OptimizationError)
    expect(run).toThrow(message)
  })
})

test('what is wrong with a loss is reported by the function that was called', () => {
  const vector = (_: Line, batch: Data): Tensor => batch.y
  const message = (name: string): RegExp =>
    new RegExp(`^${name}: the loss must return a scalar, but returned float64\\[\\d+\\]; reduce it`)
  expect(() => fit({ ...base, loss: vector })).toThrow(message('fit'))
  const step = trainingStep(vector, sgd(0.1))
  const params = { w: tensor([0, 0]), b: tensor(0) }
  expect(() => step(params, sgd(0.1).init(params), data, random.key(0))).toThrow(
    message('trainingStep'),
  )
})
