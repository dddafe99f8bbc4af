/**
 * Models whose derivatives go through loops: an LSTM and a Runge–Kutta solver by scan, held against
 * hand-written derivatives, and the nested minimisations of GradBench in every mix of modes.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { grad, hvp, jvp, scan, valueAndGrad } from '@wengert/autodiff'
import { concatenate, stack, tensor, zeros, type Tensor } from '@wengert/tensor'
import { expectClose } from '../support/law.ts'

interface Fixture {
  readonly module: string
  readonly function: string
  readonly description: string
  readonly input: Record<string, never>
  readonly output: number | number[]
}

const fixtures = JSON.parse(
  readFileSync(new URL('../data/gradbench.json', import.meta.url), 'utf8'),
) as Fixture[]

const of = (module: string, name: string): Fixture[] =>
  fixtures.filter((fixture) => fixture.module === module && fixture.function === name)

describe('an LSTM by scan', () => {
  interface Lstm {
    readonly main: Tensor
    readonly extra: Tensor
  }
  type Carry = { h: Tensor; c: Tensor }

  /** One character through all layers; the next character's loss. */
  const step = ({ main, extra }: Lstm, { h, c }: Carry, now: Tensor, next: Tensor) => {
    const layers = h.shape[0]
    let z = now.mul(extra.at(0))
    const hs: Tensor[] = []
    const cs: Tensor[] = []
    for (let i = 0; i < layers; i++) {
      const b = z.size
      const part = (row: number, k: number): Tensor => main.slice(row, [k * b, (k + 1) * b])
      const gate = (x: Tensor, k: number): Tensor => x.mul(part(2 * i, k)).add(part(2 * i + 1, k))
      const cell = c
        .at(i)
        .mul(gate(z, 0).sigmoid())
        .add(
          gate(h.at(i), 1)
            .sigmoid()
            .mul(gate(h.at(i), 3).tanh()),
        )
      z = gate(z, 2).sigmoid().mul(cell.tanh())
      hs.push(z)
      cs.push(cell)
    }
    const p = z.mul(extra.at(1)).add(extra.at(2))
    const loss = next.mul(p.sub(p.exp().sum().add(2).log())).sum()
    return { carry: { h: stack(hs), c: stack(cs) }, loss }
  }

  const start = (state: Tensor): Carry => ({
    h: state.slice([0, null, 2]),
    c: state.slice([1, null, 2]),
  })

  const scanned =
    (state: Tensor, sequence: Tensor) =>
    (model: Lstm): Tensor => {
      const characters = { now: sequence.slice([0, -1]), next: sequence.slice([1, null]) }
      const [, losses] = scan(
        (carry: Carry, { now, next }: { now: Tensor; next: Tensor }) => {
          const result = step(model, carry, now, next)
          return [result.carry, result.loss]
        },
        start(state),
        characters,
      )
      return losses.sum().div(-sequence.shape[1] * (sequence.shape[0] - 1))
    }

  const unrolled =
    (state: Tensor, sequence: Tensor) =>
    (model: Lstm): Tensor => {
      let carry = start(state)
      const losses: Tensor[] = []
      for (let t = 0; t + 1 < sequence.shape[0]; t++) {
        const result = step(model, carry, sequence.at(t), sequence.at(t + 1))
        carry = result.carry
        losses.push(result.loss)
      }
      return stack(losses)
        .sum()
        .div(-sequence.shape[1] * (sequence.shape[0] - 1))
    }

  const read = ({ input }: Fixture) => ({
    model: { main: tensor(input.main_params), extra: tensor(input.extra_params) },
    state: tensor(input.state),
    sequence: tensor(input.sequence),
  })

  test.each(of('lstm', 'jacobian'))('$description has the hand-written gradient', (fixture) => {
    const { model, state, sequence } = read(fixture)
    const g = grad(scanned(state, sequence))(model)
    const flat = concatenate([g.main.ravel(), g.extra.ravel()])
    expectClose(flat, tensor(fixture.output as number[]), 1e-12)
  })

  test.each(of('lstm', 'objective'))('$description has the hand-written loss', (fixture) => {
    const { model, state, sequence } = read(fixture)
    const loss = scanned(state, sequence)(model).item()
    expect(loss / (fixture.output as number)).toBeCloseTo(1, 13)
  })

  test('has the Hessian of the unrolled loop', () => {
    const { model, state, sequence } = read(of('lstm', 'jacobian')[0])
    const v = { main: model.main.sin(), extra: model.extra.cos() }
    const a = hvp(scanned(state, sequence), model, v)
    const b = hvp(unrolled(state, sequence), model, v)
    expectClose(a.main, b.main, 1e-12)
    expectClose(a.extra, b.extra, 1e-12)
  })
})

describe('Runge–Kutta 4 by scan', () => {
  const derivative = (x: Tensor, y: Tensor): Tensor =>
    concatenate([x.slice([0, 1]), x.slice([1, null]).mul(y.slice([0, -1]))])

  const advance = (x: Tensor, y: Tensor, h: number): Tensor => {
    const k1 = derivative(x, y)
    const k2 = derivative(x, y.add(k1.mul(h / 2)))
    const k3 = derivative(x, y.add(k2.mul(h / 2)))
    const k4 = derivative(x, y.add(k3.mul(h)))
    return y.add(
      k1
        .add(k2.mul(2))
        .add(k3.mul(2))
        .add(k4)
        .mul(h / 6),
    )
  }

  const integrate =
    (steps: number) =>
    (x: Tensor): Tensor =>
      scan(
        (y: Tensor, _: Tensor[]) => [advance(x, y, 2 / steps), null as never],
        zeros([x.size]),
        null,
        {
          length: steps,
        },
      )[0]

  const unrolled =
    (steps: number) =>
    (x: Tensor): Tensor => {
      let y: Tensor = zeros([x.size])
      for (let i = 0; i < steps; i++) y = advance(x, y, 2 / steps)
      return y
    }

  test.each(of('ode', 'primal'))('$description has the reference solution', ({ input, output }) => {
    expectClose(integrate(input.s)(tensor(input.x)), tensor(output as number[]), 1e-12)
  })

  test.each(of('ode', 'gradient'))(
    '$description has the gradient of the unrolled loop',
    ({ input, output }) => {
      const x = tensor(input.x)
      const last = (f: typeof integrate) => (p: Tensor) => f(input.s)(p).at(-1)
      const g = grad(last(integrate))(x)
      expectClose(g, grad(last(unrolled))(x), 1e-12)
      // The reference is the derivative of the exact solution, to which RK4 is close or equal.
      if (x.size <= 4) expectClose(g, tensor(output as number[]), 1e-9)
    },
  )
})

type Scalar = (x: Tensor) => Tensor
type Derivative = (f: Scalar) => (x: Tensor) => [Tensor, Tensor]

/** Value and gradient by reverse mode, and by forward mode element by element. */
const reverse: Derivative = (f) => (x) => valueAndGrad(f)(x) as [Tensor, Tensor]
const forward: Derivative = (f) => (x) => {
  const units = Array.from({ length: x.size }, (_, i) =>
    tensor(
      Float64Array.from({ length: x.size }, (_e, j) => (i === j ? 1 : 0)),
      { shape: x.shape },
    ),
  )
  const pushed = units.map((unit) => jvp(f, [x], [unit]))
  return [pushed[0][0], stack(pushed.map(([, slope]) => slope)).reshape(x.shape)]
}
const modes: [string, Derivative, Derivative][] = [
  ['forward over forward', forward, forward],
  ['forward over reverse', forward, reverse],
  ['reverse over forward', reverse, forward],
  ['reverse over reverse', reverse, reverse],
]

const holds = (condition: Tensor): boolean => condition.item() === 1
const length = (x: Tensor): Tensor => x.square().sum().sqrt()

/** The gradient descent of GradBench's nested problems, with its step-size rule, at most `limit` trials. */
function argmin(f: Scalar, x0: Tensor, derivative: Derivative, limit = Infinity): Tensor {
  const at = derivative(f)
  let x = x0
  let [fx, g] = at(x)
  let eta = 1e-5
  for (let i = 0, trials = 0; trials < limit;) {
    if (holds(length(g).lessEqual(1e-5))) return x
    if (i === 10) {
      eta *= 2
      i = 0
      continue
    }
    trials++
    const next = x.sub(g.mul(eta))
    if (holds(length(x.sub(next)).lessEqual(1e-5))) return x
    const [fNext, gNext] = at(next)
    if (holds(fNext.less(fx))) {
      ;[x, fx, g] = [next, fNext, gNext]
      i++
    } else {
      eta /= 2
      i = 0
    }
  }
  return x
}

describe('saddle: descent through an inner descent', () => {
  const f = (p: Tensor, q: Tensor): Tensor => p.square().sum().sub(q.square().sum())
  const start = tensor([1, 1])

  test.each(modes)(
    '%s: the derivative of the inner maximum is that of f at the maximiser',
    (_, outer, inner) => {
      const best = (p: Tensor): Tensor => {
        const q = argmin((z) => f(p, z).neg(), start, inner, 60)
        return f(p, q)
      }
      const [value, gradient] = outer(best)(tensor([0.7, -0.3]))
      const q = argmin((z) => f(tensor([0.7, -0.3]), z).neg(), start, inner, 60)
      expect(value.item()).toBe(f(tensor([0.7, -0.3]), q).item())
      expectClose(gradient, tensor([1.4, -0.6]), 1e-12)
    },
  )

  test('ends at the published point', { timeout: 240_000 }, () => {
    const best = (p: Tensor): Tensor =>
      f(
        p,
        argmin((z) => f(p, z).neg(), start, reverse),
      )
    const r1 = argmin(best, start, forward)
    const r2 = argmin((q) => f(r1, q).neg(), start, reverse)
    for (const value of [...r1.data, ...r2.data]) expect(value).toBe(8.246324826140356e-6)
  })
})

describe('particle: a cost with a gradient in every step of a loop', () => {
  const dt = 0.1
  const charge = (x: Tensor, w: Tensor): Tensor => {
    const towards = (y: Tensor | number): Tensor =>
      length(x.sub(stack([tensor(10), typeof y === 'number' ? tensor(y) : y]))).reciprocal()
    return towards(w.neg().add(10)).add(towards(0))
  }

  const euler = (w: Tensor, x: Tensor, v: Tensor, derivative: Derivative): [Tensor, Tensor] => {
    const [, slope] = derivative((z) => charge(z, w))(x)
    return [x.add(v.mul(dt)), v.sub(slope.mul(dt))]
  }

  const landing = (x: Tensor, v: Tensor): Tensor =>
    x
      .at(0)
      .sub(x.at(1).mul(v.at(0)).div(v.at(1)))
      .square()

  /** Steps until the particle is below the axis. */
  const cost =
    (derivative: Derivative, count?: { steps: number }) =>
    (w: Tensor): Tensor => {
      let [x, v]: [Tensor, Tensor] = [tensor([0, 8]), tensor([0.75, 0])]
      for (;;) {
        const [next, faster] = euler(w, x, v, derivative)
        if (holds(next.at(1).lessEqual(0))) return landing(x, v)
        ;[x, v] = [next, faster]
        if (count !== undefined) count.steps++
      }
    }

  test('in every mix of modes has the derivative of the same steps by scan, and of differences', () => {
    const count = { steps: 0 }
    const value = cost(reverse, count)(tensor(0.2)).item()
    const scanned = (w: Tensor): Tensor => {
      const [[x, v]] = scan(
        ([x0, v0]: [Tensor, Tensor], _: Tensor[]) => [euler(w, x0, v0, reverse), null as never],
        [tensor([0, 8]), tensor([0.75, 0])],
        null,
        { length: count.steps },
      )
      return landing(x, v)
    }
    expect(scanned(tensor(0.2)).item()).toBeCloseTo(value, 12)
    const slope = grad(scanned)(0.2).item()
    for (const [, outer, inner] of modes) {
      expect(outer(cost(inner))(tensor(0.2))[1].item() / slope).toBeCloseTo(1, 8)
    }
    const h = 1e-4
    const difference = (scanned(tensor(0.2 + h)).item() - scanned(tensor(0.2 - h)).item()) / (2 * h)
    expect(slope / difference).toBeCloseTo(1, 5)
  })
})
